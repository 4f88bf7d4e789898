package io.kvasir.sim;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyRange;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Lifetime;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.ReadRequest;
import io.kvasir.core.replication.ReplicaScan;
import io.kvasir.core.replication.ScanOutcome;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/** A workload on the keys of one bucket of one type. */
abstract class DataWorkload implements Workload {
  /** What the workloads share. */
  record Surroundings(
      Agenda agenda, Chance chance, Gateway gateway, Cluster cluster, Graveyard graveyard) {}

  /** N, W and R of a bucket. */
  record Quorums(int n, int w, int r) {
    boolean areStrict() {
      return r + w > n;
    }

    /** Of the bucket they are of. */
    BucketSpec spec(DataType type) {
      return new BucketSpec(
          type, new Consistency.Explicit(new Quorum.Exactly(w), new Quorum.Exactly(r)), n);
    }

    /** How many replicas a remove must ask so that it removes all that was acknowledged. */
    int observe() {
      return areStrict() ? n - w + 1 : 1;
    }
  }

  private final Surroundings surroundings;
  private final BucketId bucket;
  private final DataType type;
  private final Quorums quorums;
  private final TreeSet<EntryKey> entries = new TreeSet<>();

  DataWorkload(Surroundings surroundings, DataType type, Quorums quorums) {
    this(surroundings, Scenario.bucket(type), type, quorums);
  }

  DataWorkload(Surroundings surroundings, BucketName name, DataType type, Quorums quorums) {
    this.surroundings = surroundings;
    this.bucket = new BucketId(name, 0);
    this.type = type;
    this.quorums = quorums;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  Chance chance() {
    return surroundings.chance();
  }

  long step() {
    return surroundings.agenda().steps();
  }

  Quorums quorums() {
    return quorums;
  }

  /**
   * Whether every read must see every acknowledged write, and a remove or delete, too: R + W &gt;
   * N. Who lost its disk has no vote until it knows what it knew.
   */
  boolean areReadsFresh() {
    return quorums.areStrict();
  }

  boolean hasLostDisks() {
    return surroundings.cluster().wipes() > 0;
  }

  EntryKey entry(String key) {
    EntryKey entry = new EntryKey(bucket, new Key(key));
    entries.add(entry);
    return entry;
  }

  /** What each replica holds durably, and what was dropped; bottom where there is nothing. */
  List<Crdt> durable(EntryKey entry) {
    return surroundings.cluster().durable(entry, quorums.n()).stream()
        .map(state -> withDropped(entry, state.orElseGet(() -> Crdt.bottom(type))))
        .toList();
  }

  private Crdt withDropped(EntryKey entry, Crdt state) {
    return surroundings.graveyard().with(entry, state);
  }

  @Override
  public boolean owns(EntryKey entry) {
    return entry.bucket().equals(bucket);
  }

  @Override
  public DataType type() {
    return type;
  }

  @Override
  public int replicas() {
    return quorums.n();
  }

  @Override
  public List<EntryKey> entries() {
    return List.copyOf(entries);
  }

  /**
   * Writes, and on success checks that W disks hold it at that moment.
   *
   * @param held whether a state holds the write that was stored as the outcome says
   */
  void write(
      EntryKey entry,
      Operation operation,
      Attempt attempt,
      BiPredicate<WriteOutcome.Stored, Crdt> held,
      Runnable over) {
    write(entry, operation, Lifetime.kept(), attempt, held, over);
  }

  /** The same with a time to live. */
  void write(
      EntryKey entry,
      Operation operation,
      Lifetime lifetime,
      Attempt attempt,
      BiPredicate<WriteOutcome.Stored, Crdt> held,
      Runnable over) {
    int wipes = surroundings.cluster().wipes();
    int observe = operation.isObserving() ? quorums.observe() : 1;
    WriteRequest request =
        new WriteRequest(
            entry,
            type,
            operation,
            quorums.n(),
            new Quorum.Exactly(quorums.w()),
            observe,
            lifetime);
    surroundings
        .gateway()
        .write(
            request,
            outcome -> {
              boolean fragile = wipes != surroundings.cluster().wipes();
              end(attempt, outcome, fragile);
              if (attempt.fate() == Attempt.Fate.ACKED) {
                outcome.ifPresent(o -> requireHeld(entry, request, (WriteOutcome.Stored) o, held));
              }
              over.run();
            });
  }

  /** A promise from before a disk was lost is worth nothing, and no disk can keep it. */
  private void end(Attempt attempt, Optional<WriteOutcome> outcome, boolean fragile) {
    Attempt.Fate fate = Attempt.fateOf(outcome);
    boolean broken = fragile && fate == Attempt.Fate.ACKED;
    attempt.end(broken ? Attempt.Fate.UNKNOWN : fate, step());
  }

  private void requireHeld(
      EntryKey entry,
      WriteRequest request,
      WriteOutcome.Stored stored,
      BiPredicate<WriteOutcome.Stored, Crdt> held) {
    List<Crdt> durable = durable(entry);
    long holders = durable.stream().filter(state -> held.test(stored, state)).count();
    Violation.unless(
        holders >= quorums.w() && stored.acked() >= quorums.w(),
        "%s of %s was acknowledged by %s, with W=%s on %s disks:%n  %s",
        request.operation(),
        entry,
        stored.acked(),
        quorums.w(),
        holders,
        durable);
  }

  /** Reads with R, and judges the answer. */
  void read(EntryKey entry, Consumer<Crdt> judge, Runnable over) {
    ask(entry, quorums.r(), judge, over);
  }

  /**
   * Reads a key, or a page of its bucket that begins or ends with it; what that shows of the key is
   * judged as what a read does.
   */
  private void ask(EntryKey entry, int r, Consumer<Crdt> judge, Runnable over) {
    if (chance().percent(70)) {
      get(entry, r, judge, over);
    } else {
      scan(entry, r, judge, over);
    }
  }

  private void scan(EntryKey entry, int r, Consumer<Crdt> judge, Runnable over) {
    boolean reverse = chance().percent(50);
    Bytes bound = Bytes.utf8(entry.key().value());
    KeyRange range = reverse ? KeyRange.ofPrefix(entry.key().value()) : KeyRange.ALL.from(bound);
    KeyScan scan = new KeyScan(range, (int) chance().between(1, 5), reverse, chance().percent(30));
    int bytes = (int) chance().between(1, 2_000);
    surroundings
        .gateway()
        .scan(
            new ReplicaScan(bucket, type, quorums.n(), new Quorum.Exactly(r), scan, bytes),
            outcome -> {
              if (outcome.isPresent() && outcome.get() instanceof ScanOutcome.Scanned page) {
                requireInOrder(scan, page);
                judgeScanned(entry, scan, page, judge);
              }
              over.run();
            });
  }

  private static void requireInOrder(KeyScan scan, ScanOutcome.Scanned page) {
    List<Key> keys = page.items().stream().map(ScanOutcome.Item::key).toList();
    Comparator<Key> order = KeyScan.order(scan.reverse());
    boolean isWithin =
        page.last().isEmpty()
            || keys.stream().noneMatch(key -> order.compare(key, page.last().get()) > 0);
    boolean isInOrder =
        keys.equals(List.copyOf(new TreeSet<>(keys).stream().sorted(order).toList()));
    Violation.unless(
        isWithin && isInOrder && keys.stream().allMatch(scan.range()::contains),
        "a page of %s is %s",
        scan,
        page);
  }

  /** Of a key that the page does not reach nothing is known. */
  private void judgeScanned(
      EntryKey entry, KeyScan scan, ScanOutcome.Scanned page, Consumer<Crdt> judge) {
    Optional<ScanOutcome.Item> item =
        page.items().stream().filter(each -> each.key().equals(entry.key())).findFirst();
    boolean isReached =
        page.last().isEmpty() || !scan.beyond(page.last().get()).range().contains(entry.key());
    if (item.isPresent() && item.get() instanceof ScanOutcome.Item.Known(Key key, Crdt state)) {
      onState(entry, state);
      judge.accept(withDropped(entry, state));
    } else if (item.isEmpty() && isReached && !scan.keysOnly()) {
      judge.accept(withDropped(entry, Crdt.bottom(type)));
    }
  }

  private void get(EntryKey entry, int r, Consumer<Crdt> judge, Runnable over) {
    surroundings
        .gateway()
        .read(
            new ReadRequest(entry, type, quorums.n(), new Quorum.Exactly(r)),
            outcome -> {
              if (outcome.isPresent()
                  && outcome.get() instanceof ReadOutcome.Answered(Crdt state)) {
                onState(entry, state);
                judge.accept(withDropped(entry, state));
              }
              over.run();
            });
  }

  @Override
  public void validateAbsent(EntryKey entry) {
    validate(entry, withDropped(entry, Crdt.bottom(type)));
  }
}
