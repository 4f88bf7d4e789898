package io.kvasir.service;

import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Limits;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.Seen;
import io.kvasir.core.keyspace.Action;
import io.kvasir.core.replication.Holding;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.ReadRequest;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.engine.Engine;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Reads and writes of single keys of any bucket. Nothing reaches the engine that its bucket, its
 * type or this node's limits do not allow.
 */
public final class KeyValueService {
  private final Engine engine;
  private final Limited limited;
  private final Timeouts timeouts;
  private final Registers registers;
  private final Sessions sessions;

  public KeyValueService(Engine engine, Shards shards, Limits limits, Timeouts timeouts) {
    this.engine = engine;
    this.limited = new Limited(limits);
    this.timeouts = timeouts;
    this.sessions = new Sessions(engine, shards);
    this.registers = new Registers(shards, sessions, timeouts);
  }

  /** Writes a register, or sets a flag to true or false. */
  public Uni<Result<Written>> put(String bucket, String key, Value value, RequestOptions options) {
    return Calls.current(
        engine,
        () ->
            value.truth().isPresent()
                    && Buckets.live(engine, bucket).spec().type() == DataType.EW_FLAG
                ? set(bucket, key, value.truth().get(), options)
                : write(bucket, key, value, options));
  }

  private Uni<Result<Written>> set(
      String bucket, String key, boolean enabled, RequestOptions options) {
    return enabled ? enable(bucket, key, options) : disable(bucket, key, options);
  }

  private Uni<Result<Written>> write(
      String bucket, String key, Value value, RequestOptions options) {
    return write(
        Verb.PUT,
        bucket,
        key,
        options,
        (type, tokens) -> new Operation.Put(limited.value(value), seen(type, tokens, options)),
        known ->
            new Action.Put(known, limited.value(value), Lifetimes.asked(options.ttlSeconds())));
  }

  /** Deletes a key of any type; succeeds where there is none, unless a precondition fails. */
  public Uni<Result<Written>> delete(String bucket, String key, RequestOptions options) {
    return write(
        Verb.DELETE,
        bucket,
        key,
        options,
        (type, tokens) -> new Operation.Delete(seen(type, tokens, options)),
        Action.Delete::new);
  }

  /** Adds members to a set. */
  public Uni<Result<Written>> add(
      String bucket, String key, List<String> elements, RequestOptions options) {
    return add(bucket, key, elements, Optional.empty(), options);
  }

  /**
   * Adds members that stay for a while.
   *
   * @param ttlSeconds of the members; empty for as long as the set
   */
  public Uni<Result<Written>> add(
      String bucket,
      String key,
      List<String> elements,
      Optional<Long> ttlSeconds,
      RequestOptions options) {
    return write(
        Verb.SET_ADD,
        bucket,
        key,
        options,
        (type, tokens) ->
            new Operation.Add(limited.elements(elements), ttlSeconds.map(Lifetimes::millis)));
  }

  /**
   * Removes members from a set; succeeds where they are none. With a context of the set, or of
   * members, it removes what the client has seen and nothing else.
   *
   * @param contexts of members, by member
   */
  public Uni<Result<Written>> remove(
      String bucket,
      String key,
      List<String> elements,
      SortedMap<String, String> contexts,
      RequestOptions options) {
    return write(
        Verb.SET_REMOVE,
        bucket,
        key,
        options,
        (type, tokens) -> removal(limited.elements(elements), contexts, tokens, options));
  }

  private static Operation removal(
      SortedSet<Element> elements,
      SortedMap<String, String> contexts,
      ContextTokens tokens,
      RequestOptions options) {
    TreeMap<Element, Seen.OfKey> parts = new TreeMap<>();
    contexts.forEach(
        (text, context) -> {
          Element element = new Element(text);
          if (!elements.contains(element)) {
            throw new Refused(new Failure.Invalid("contexts", "must be of elements to remove"));
          }
          parts.put(element, tokens.part(element, context));
        });
    if (options.context().isPresent()) {
      String context = options.context().get();
      if (!ContextTokens.isOfPart(context) || elements.size() > 1) {
        return new Operation.Remove(elements, tokens.key(context));
      }
      parts.put(elements.first(), tokens.part(elements.first(), context));
    }
    return new Operation.Remove(elements, parts.isEmpty() ? Seen.HERE : new Seen.OfParts(parts));
  }

  /** Enables a flag. */
  public Uni<Result<Written>> enable(String bucket, String key, RequestOptions options) {
    return write(Verb.FLAG_ENABLE, bucket, key, options, (type, tokens) -> new Operation.Enable());
  }

  /** Disables a flag; with a context, as far as the client has seen it enabled. */
  public Uni<Result<Written>> disable(String bucket, String key, RequestOptions options) {
    return write(
        Verb.FLAG_DISABLE,
        bucket,
        key,
        options,
        (type, tokens) -> new Operation.Disable(seen(type, tokens, options)));
  }

  /**
   * Counts up: a counter, or an integer in a linearizable bucket.
   *
   * @param amount 1 and up
   */
  public Uni<Result<Written>> increment(
      String bucket, String key, long amount, RequestOptions options) {
    return adjust(Verb.COUNTER_INCREMENT, bucket, key, options, () -> positive(amount));
  }

  /**
   * Counts down: a counter, or an integer in a linearizable bucket.
   *
   * @param amount 1 and up
   */
  public Uni<Result<Written>> decrement(
      String bucket, String key, long amount, RequestOptions options) {
    return adjust(Verb.COUNTER_DECREMENT, bucket, key, options, () -> -positive(amount));
  }

  /**
   * Counts up, or down by a negative amount.
   *
   * @param amount not 0
   */
  Uni<Result<Written>> adjust(String bucket, String key, long amount, RequestOptions options) {
    return adjust(Verb.COUNTER_INCREMENT, bucket, key, options, () -> nonZero(amount));
  }

  /**
   * @param amount throws {@link Refused} when it cannot be counted by
   */
  private Uni<Result<Written>> adjust(
      Verb verb, String bucket, String key, RequestOptions options, LongSupplier amount) {
    return write(
        verb,
        bucket,
        key,
        options,
        (type, tokens) -> new Operation.Adjust(amount.getAsLong()),
        known ->
            new Action.Increment(known, amount.getAsLong(), Lifetimes.asked(options.ttlSeconds())));
  }

  /**
   * Changes the value in a field of a map. With the field's context, what the client has seen of it
   * and nothing else.
   */
  public Uni<Result<Written>> update(
      String bucket, String key, FieldChange change, RequestOptions options) {
    return write(
        change.action() instanceof FieldChange.Action.Count ? Verb.MAP_COUNT : Verb.MAP_UPDATE,
        bucket,
        key,
        options,
        (type, tokens) -> new FieldChanges(limited).operation(change, tokens, options.context()));
  }

  /** What is stored under a key, to a client without a session. */
  public Uni<Result<Content>> get(String bucket, String key, RequestOptions options) {
    return show(bucket, key, options).map(result -> result.map(Shown::content));
  }

  /** What is stored under a key. */
  public Uni<Result<Shown>> show(String bucket, String key, RequestOptions options) {
    return Calls.current(engine, () -> read(locate(Verb.GET, bucket), key, options));
  }

  private Uni<Result<Shown>> read(CatalogueEntry bucket, String key, RequestOptions options) {
    if (Registers.shardsOf(bucket).isPresent()) {
      return registers.read(bucket, limited.key(key), options);
    }
    refuseForConvergent(options);
    BucketSpec spec = bucket.spec();
    Effort effort =
        Effort.of(options, "r", spec.replicas(), spec.consistency().read(), timeouts.readMillis());
    EntryKey entry = new EntryKey(bucket.id(), limited.key(key));
    Optional<Session> session = sessions.of(options);
    ReadRequest request =
        new ReadRequest(
            entry, spec.type(), effort.replicas(), effort.quorum(), session.map(Session::holding));
    return Calls.<ReadOutcome>uni(done -> engine.read(request, effort.timeoutMillis(), done))
        .map(
            outcome ->
                Outcomes.of(
                        session.map(known -> asOf(outcome, known)).orElse(outcome),
                        spec.type(),
                        tokens(entry),
                        options.contexts(),
                        engine.agreedMillis())
                    .map(content -> shown(content, session)));
  }

  /** What had ended for the session does not come back where clocks are behind. */
  private static ReadOutcome asOf(ReadOutcome outcome, Session session) {
    return outcome instanceof ReadOutcome.Answered(Crdt state)
        ? new ReadOutcome.Answered(state.visible(session.millis()))
        : outcome;
  }

  private Shown shown(Content content, Optional<Session> session) {
    return new Shown(content, session.map(known -> sessions.after(known, ReadRequest.SHOWN)));
  }

  private Uni<Result<Written>> write(
      Verb verb, String bucket, String key, RequestOptions options, Request request) {
    return Calls.current(engine, () -> write(verb, locate(verb, bucket), key, options, request));
  }

  /** What can be done in buckets of both kinds. */
  private Uni<Result<Written>> write(
      Verb verb,
      String bucket,
      String key,
      RequestOptions options,
      Request request,
      Function<Key, Action> action) {
    return Calls.current(
        engine,
        () -> {
          CatalogueEntry entry = locate(verb, bucket);
          return Registers.shardsOf(entry).isPresent()
              ? registers.write(entry, action.apply(limited.key(key)), options)
              : write(verb, entry, key, options, request);
        });
  }

  /** What a client asks for, once it is known of what type the values are. */
  private interface Request {
    /** Throws {@link Refused}. */
    Operation operation(DataType type, ContextTokens tokens);
  }

  private Uni<Result<Written>> write(
      Verb verb, CatalogueEntry bucket, String key, RequestOptions options, Request asked) {
    refuseForConvergent(options);
    BucketSpec spec = bucket.spec();
    EntryKey entry = new EntryKey(bucket.id(), limited.key(key));
    Operation operation = asked.operation(spec.type(), tokens(entry));
    Effort effort =
        Effort.of(
            options, "w", spec.replicas(), spec.consistency().write(), timeouts.writeMillis());
    Optional<Session> session = sessions.of(options);
    WriteRequest request =
        new WriteRequest(
            entry,
            spec.type(),
            operation,
            effort.replicas(),
            effort.quorum(),
            observeQuorum(spec, operation, effort),
            Lifetimes.of(verb, spec, options),
            session.map(Session::holding).orElse(Holding.NOTHING));
    return Calls.<WriteOutcome>uni(done -> engine.write(request, effort.timeoutMillis(), done))
        .map(
            outcome ->
                told(
                    Outcomes.of(outcome, spec.type(), verb, tokens(entry)),
                    outcome instanceof WriteOutcome.Refused,
                    session,
                    effort.quorum()));
  }

  private Result<Written> told(
      Result<Written> result, boolean refused, Optional<Session> session, Quorum held) {
    if (session.isEmpty()) {
      return result;
    }
    return switch (result) {
      case Result.Ok<Written>(Written written) ->
          Result.ok(written.in(sessions.after(session.get(), held)));
      case Result.Failed<Written>(Failure failure) when refused ->
          Result.failed(new Failure.InSession(failure, sessions.unchanged(session.get())));
      case Result.Failed<Written> failed -> failed;
    };
  }

  private ContextTokens tokens(EntryKey entry) {
    return new ContextTokens(engine.topology().orElseThrow().secret(), entry);
  }

  /** What the client says that it has seen. */
  private static Seen seen(DataType type, ContextTokens tokens, RequestOptions options) {
    refuseContext(options, type);
    return options.context().<Seen>map(tokens::key).orElse(Seen.HERE);
  }

  static void refuseContext(RequestOptions options, DataType type) {
    if (options.context().isPresent() && !type.isCausal()) {
      throw unsupported("Kvasir-Context", "values of type " + type.label() + " have no context");
    }
  }

  /**
   * Where reads see every acknowledged write, a remove must too: of any W replicas one is among N −
   * W + 1.
   */
  private static int observeQuorum(BucketSpec spec, Operation operation, Effort effort) {
    int replicas = effort.replicas();
    int acks = effort.quorum().of(replicas);
    boolean overlaps = spec.consistency().read().of(replicas) + acks > replicas;
    return operation.isObserving() && overlaps ? Math.max(1, replicas - acks + 1) : 1;
  }

  private CatalogueEntry locate(Verb verb, String bucket) {
    CatalogueEntry entry = Buckets.live(engine, bucket);
    boolean suits =
        Registers.shardsOf(entry).isPresent()
            ? verb.suitsLinearizable()
            : verb.suits(entry.spec().type());
    if (!suits) {
      throw new Refused(new Failure.TypeMismatch(entry.spec().type(), verb.label()));
    }
    return entry;
  }

  /** Nothing that was asked is ignored. */
  static void refuseForConvergent(RequestOptions options) {
    if (options.precondition().match().isPresent()) {
      throw needsLog("If-Match", "conditional requests");
    }
    if (options.precondition().noneMatch().isPresent()) {
      throw needsLog("If-None-Match", "conditional requests");
    }
    if (options.retryKey().isPresent()) {
      throw needsLog("Idempotency-Key", "idempotency keys");
    }
    if (options.freshness().isPresent()) {
      throw needsLog("consistency", "consistency per request");
    }
  }

  private static Refused needsLog(String feature, String what) {
    return unsupported(feature, what + " need a linearizable bucket, this one converges");
  }

  private static Refused unsupported(String feature, String reason) {
    return new Refused(new Failure.Unsupported(feature, reason));
  }

  private static long nonZero(long amount) {
    if (amount == 0 || amount == Long.MIN_VALUE) {
      throw new Refused(new Failure.Invalid("amount", "must be an integer of at least 1"));
    }
    return amount;
  }

  static long positive(long amount) {
    if (amount < 1) {
      throw new Refused(new Failure.Invalid("amount", "must be an integer of at least 1"));
    }
    return amount;
  }
}
