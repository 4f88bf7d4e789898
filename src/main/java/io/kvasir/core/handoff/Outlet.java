package io.kvasir.core.handoff;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.handoff.HandoffMessage.Compare;
import io.kvasir.core.handoff.HandoffMessage.NotServed;
import io.kvasir.core.handoff.HandoffMessage.Page;
import io.kvasir.core.handoff.HandoffMessage.Pull;
import io.kvasir.core.handoff.HandoffMessage.Reason;
import io.kvasir.core.handoff.HandoffMessage.Request;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.Tick;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;

/**
 * A node as the source of all its transfers. It answers requests in their order, a few at a time
 * and no faster than it is allowed to, and remembers nothing of them afterwards: a target that goes
 * on says where, so a crash of the source costs one page.
 *
 * <p>Nothing is served before the node is ready for the transition that a request belongs to: it
 * knows the transition, and what it had let in before is on its disk.
 */
public final class Outlet {
  /** What the outlet learns. */
  public sealed interface Event {
    /**
     * From now on this serves the transition of {@code epoch} and none before.
     *
     * @param buckets all that are to be handed over, by their number of replicas
     */
    record Ready(long epoch, SortedMap<Integer, SortedSet<BucketId>> buckets) implements Event {}

    record Asked(NodeId from, Request request, Tick now) implements Event {}

    /** What was read for {@code serving}. */
    record PageRead(long serving, Excerpt excerpt, Tick now) implements Event {}

    /** What was loaded for {@code serving}; empty when there is no such entry. */
    record Loaded(long serving, Optional<Slice> slice, Tick now) implements Event {}

    record ReadFailed(long serving, Tick now) implements Event {}

    record Ticked(Tick now) implements Event {}
  }

  /** What the outlet wants done, in this order. */
  public sealed interface Effect {
    /** Read what follows in these buckets. */
    record ReadPage(
        long serving,
        PartitionId partition,
        SortedSet<BucketId> buckets,
        Optional<Place> after,
        int limitBytes)
        implements Effect {}

    /** Read one entry within {@code scope}. */
    record Load(long serving, PartitionId partition, EntryKey entry, Scope scope)
        implements Effect {}

    record Send(NodeId to, HandoffMessage message) implements Effect {}

    record Observed(HandoffObservation observation) implements Effect {}
  }

  /**
   * How much is given at most.
   *
   * @param bytesPerSecond how much leaves this node at most
   * @param atOnce how many requests are read for at a time, 1 and up
   * @param waiting how many more wait
   */
  public record Config(long bytesPerSecond, int atOnce, int waiting) {}

  /** Tokens are unique to their target only. */
  private record Caller(NodeId from, long token) {}

  private record Serving(NodeId from, Request request) {}

  private final Config config;
  private final Allowance allowance;
  private final LinkedHashMap<Caller, Request> waiting = new LinkedHashMap<>();
  private final TreeMap<Long, Serving> serving = new TreeMap<>();
  private SortedMap<Integer, SortedSet<BucketId>> buckets = new TreeMap<>();
  private long epoch;
  private long lastServing;

  /** An outlet that is ready for nothing. */
  public Outlet(Config config, Tick now) {
    this.config = config;
    this.allowance = new Allowance(config.bytesPerSecond(), now);
  }

  public List<Effect> on(Event event) {
    List<Effect> effects = new ArrayList<>();
    switch (event) {
      case Event.Ready(long next, SortedMap<Integer, SortedSet<BucketId>> all) -> {
        epoch = Math.max(epoch, next);
        buckets = all;
      }
      case Event.Asked(NodeId from, Request request, Tick now) -> ask(from, request, now, effects);
      case Event.PageRead(long id, Excerpt excerpt, Tick now) ->
          end(id, now, token -> new Page(token, excerpt), effects);
      case Event.Loaded(long id, Optional<Slice> slice, Tick now) ->
          end(id, now, token -> new HandoffMessage.Compared(token, slice), effects);
      case Event.ReadFailed(long id, Tick now) ->
          end(id, now, token -> new NotServed(token, Reason.FAILED), effects);
      case Event.Ticked(Tick now) -> serve(now, effects);
    }
    return effects;
  }

  /** How many requests wait or are read for. */
  public int underWay() {
    return waiting.size() + serving.size();
  }

  private void ask(NodeId from, Request request, Tick now, List<Effect> effects) {
    Optional<Reason> refusal = refusal(request);
    if (refusal.isPresent()) {
      effects.add(new Effect.Send(from, new NotServed(request.token(), refusal.get())));
    } else {
      waiting.put(new Caller(from, request.token()), request);
      serve(now, effects);
    }
  }

  private Optional<Reason> refusal(Request request) {
    long asked = request.transfer().epoch();
    if (asked != epoch) {
      return Optional.of(asked > epoch ? Reason.TOO_EARLY : Reason.MOVED_ON);
    }
    return waiting.size() < config.waiting() ? Optional.empty() : Optional.of(Reason.BUSY);
  }

  private void serve(Tick now, List<Effect> effects) {
    allowance.fill(now);
    while (!waiting.isEmpty() && serving.size() < config.atOnce() && allowance.isOpen()) {
      Map.Entry<Caller, Request> next = waiting.firstEntry();
      waiting.remove(next.getKey());
      long id = ++lastServing;
      serving.put(id, new Serving(next.getKey().from(), next.getValue()));
      begin(id, next.getValue(), effects);
    }
  }

  private void begin(long id, Request request, List<Effect> effects) {
    switch (request) {
      case Pull(long token, TransferId transfer, Optional<Place> after, int limit) -> {
        SortedSet<BucketId> all = buckets.getOrDefault(transfer.replicas(), new TreeSet<>());
        effects.add(new Effect.ReadPage(id, transfer.partition(), all, after, limit));
      }
      case Compare(long token, TransferId transfer, EntryKey entry, var elements) ->
          effects.add(
              new Effect.Load(id, transfer.partition(), entry, new Scope.Elements(elements)));
    }
  }

  private void end(long id, Tick now, LongFunction<HandoffMessage> answer, List<Effect> effects) {
    Serving ended = serving.remove(id);
    if (ended == null) {
      return;
    }
    HandoffMessage message = answer.apply(ended.request().token());
    effects.add(new Effect.Send(ended.from(), message));
    if (message instanceof Page(long token, Excerpt excerpt)) {
      allowance.spend(excerpt.bytes());
      effects.add(
          new Effect.Observed(
              new HandoffObservation.PageServed(
                  ended.from(), excerpt.pieces().size(), excerpt.bytes())));
    }
    serve(now, effects);
  }
}
