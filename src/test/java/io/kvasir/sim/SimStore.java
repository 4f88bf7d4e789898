package io.kvasir.sim;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.burial.Burials;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Digest;
import io.kvasir.core.crdt.Flaw;
import io.kvasir.core.crdt.IndexChange;
import io.kvasir.core.crdt.Parted;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.gossip.EntryPage;
import io.kvasir.core.gossip.KeyDigests;
import io.kvasir.core.gossip.Leaf;
import io.kvasir.core.gossip.LeafCheck;
import io.kvasir.core.gossip.LeafSums;
import io.kvasir.core.gossip.SilentKeys;
import io.kvasir.core.handoff.Bookmark;
import io.kvasir.core.handoff.Excerpt;
import io.kvasir.core.handoff.Pages;
import io.kvasir.core.handoff.Piece;
import io.kvasir.core.handoff.Place;
import io.kvasir.core.replication.KeyPage;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.watch.JournalPage;
import io.kvasir.core.watch.Mark;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.KeyTaking;
import io.kvasir.engine.port.Outgoing;
import io.kvasir.engine.port.PartitionStore;
import io.kvasir.engine.port.StandingStore;
import io.kvasir.engine.port.StorageFault;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One process's store on its machine's disk. Like the real one it syncs in batches, one at a time,
 * reads past the writer, and after a failed sync takes no more commits.
 */
final class SimStore implements PartitionStore, StandingStore {
  private final Life life;
  private final Chance chance;
  private final SimDisk disk;
  private final DiskWeather weather;
  private final ArrayDeque<Completion<Void>> waiting = new ArrayDeque<>();
  private final TreeMap<PartitionId, Long> trimmed = new TreeMap<>();
  private boolean syncing;
  private boolean broken;

  SimStore(Life life, Chance chance, SimDisk disk, DiskWeather weather) {
    this.life = life;
    this.chance = chance;
    this.disk = disk;
    this.weather = weather;
  }

  /** Whether a sync failed; only a new process can write again. */
  boolean isBroken() {
    return broken;
  }

  @Override
  public void load(
      PartitionId partition, EntryKey entry, Scope scope, Completion<Optional<Slice>> completion) {
    life.note("load", () -> entry + " " + scope);
    SimDisk.Place place = new SimDisk.Place(partition, entry);
    readRows(place, () -> disk.state(place).map(state -> slice(state, scope)), completion);
  }

  /** Of a set of which nothing is visible the whole. */
  private static Slice slice(Crdt state, Scope scope) {
    boolean isAll =
        state instanceof Parted parted && parted.size() == 0 && parted.presence().isEmpty();
    return isAll ? Slice.whole(state) : Slice.whole(state).restrict(scope);
  }

  @Override
  public void drop(
      PartitionId partition, EntryKey entry, Slice remains, Completion<Void> completion) {
    life.note("drop", () -> entry + " " + remains);
    write(new SimDisk.LogRecord.Drop(new SimDisk.Place(partition, entry), remains), completion);
  }

  @Override
  public void loadJournal(
      BucketId bucket, long after, int limit, Completion<JournalPage> completion) {
    read(() -> disk.journal(bucket, after, limit), completion);
  }

  @Override
  public void loadMark(PartitionId partition, EntryKey entry, Completion<Mark> completion) {
    read(() -> disk.mark(new SimDisk.Place(partition, entry)), completion);
  }

  @Override
  public void loadSilent(
      PartitionId partition,
      BucketId bucket,
      Optional<Key> after,
      int limit,
      Completion<SilentKeys> completion) {
    read(() -> disk.digests(partition).silent(bucket, after, limit), completion);
  }

  @Override
  public void keep(Burials burials, long sequence, Completion<Void> completion) {
    life.note("keep", () -> burials + " trims below " + sequence);
    trimmed.merge(burials.partition(), sequence, Math::max);
    write(new SimDisk.LogRecord.Keep(burials, sequence), completion);
  }

  @Override
  public List<Burials> burials() {
    return disk.burials();
  }

  @Override
  public void loadDue(
      PartitionId partition,
      List<BucketId> buckets,
      long untilMillis,
      int limit,
      Completion<List<Due>> completion) {
    read(
        () ->
            disk.ends(partition).due(buckets, untilMillis, limit).stream()
                .map(item -> new Due(item.entry(), item.end()))
                .toList(),
        completion);
  }

  @Override
  public void loadTrees(
      PartitionId partition,
      List<BucketId> buckets,
      Completion<SortedMap<BucketId, LeafSums>> completion) {
    read(() -> trees(partition, buckets), completion);
  }

  private SortedMap<BucketId, LeafSums> trees(PartitionId partition, List<BucketId> buckets) {
    TreeMap<BucketId, LeafSums> trees = new TreeMap<>();
    for (BucketId bucket : buckets) {
      LeafSums tree = disk.digests(partition).sums(bucket);
      if (!tree.isEmpty()) {
        trees.put(bucket, tree);
      }
    }
    return trees;
  }

  @Override
  public void loadDigests(
      PartitionId partition,
      BucketId bucket,
      Leaf leaf,
      Optional<Key> after,
      int limit,
      Completion<KeyDigests> completion) {
    read(() -> disk.digests(partition).keys(bucket, leaf, after, limit), completion);
  }

  @Override
  public void loadPage(
      PartitionId partition,
      EntryKey entry,
      Optional<Element> after,
      int limit,
      long limitBytes,
      Completion<Optional<EntryPage>> completion) {
    SimDisk.Place place = new SimDisk.Place(partition, entry);
    readRows(
        place,
        () -> disk.state(place).map(state -> EntryPage.of(state, after, limit, limitBytes)),
        completion);
  }

  /** A damaged row within the page fails it. */
  @Override
  public void loadRange(
      SortedSet<PartitionId> partitions,
      BucketId bucket,
      KeyScan scan,
      RangeBytes bytes,
      Completion<KeyPage> completion) {
    boolean isRotten =
        disk.states().keySet().stream()
            .anyMatch(place -> isWithin(place, partitions, bucket, scan) && disk.isRotten(place));
    if (isRotten) {
      life.after(
          readMicros(),
          "rot",
          () -> completion.fail(new StorageFault("simulated: damaged row", false, true)));
    } else {
      read(() -> range(partitions, bucket, scan, bytes), completion);
    }
  }

  private KeyPage range(
      SortedSet<PartitionId> partitions, BucketId bucket, KeyScan scan, RangeBytes bytes) {
    TreeMap<Key, SimDisk.Place> places = new TreeMap<>(KeyScan.order(scan.reverse()));
    disk.states().keySet().stream()
        .filter(place -> isWithin(place, partitions, bucket, scan))
        .forEach(place -> places.put(place.entry().key(), place));
    KeyTaking taking = new KeyTaking(scan, bytes);
    for (SimDisk.Place place : places.values()) {
      if (taking.isFull()) {
        break;
      }
      taking.take(place.partition(), place.entry().key(), disk.state(place).orElseThrow());
    }
    return taking.page();
  }

  private static boolean isWithin(
      SimDisk.Place place, SortedSet<PartitionId> partitions, BucketId bucket, KeyScan scan) {
    return partitions.contains(place.partition())
        && place.entry().bucket().equals(bucket)
        && scan.range().contains(place.entry().key());
  }

  @Override
  public void loadOutgoing(
      PartitionId partition, long sequence, Completion<Optional<StoredOutgoing>> completion) {
    read(
        () ->
            isTrimmed(partition, sequence) ? Optional.empty() : disk.outgoing(partition, sequence),
        completion);
  }

  private boolean isTrimmed(PartitionId partition, long sequence) {
    return sequence < trimmed.getOrDefault(partition, Long.MIN_VALUE);
  }

  @Override
  public void commit(
      PartitionId partition,
      EntryKey entry,
      Slice slice,
      IndexChange index,
      Optional<Outgoing> outgoing,
      Completion<Void> completion) {
    life.note("commit", () -> entry + " " + slice + " filed " + outgoing);
    write(
        new SimDisk.LogRecord.Commit(new SimDisk.Place(partition, entry), slice, index, outgoing),
        completion);
  }

  @Override
  public void trimOutgoing(PartitionId partition, long sequence) {
    trimmed.merge(partition, sequence, Math::max);
    if (chance.percent(50)) {
      disk.purge(partition, sequence);
    }
  }

  @Override
  public List<OutgoingRef> outgoing() {
    return disk.outgoingRefs().stream()
        .filter(ref -> !isTrimmed(ref.partition(), ref.sequence()))
        .toList();
  }

  @Override
  public void dropBucket(BucketId bucket, Completion<Void> completion) {
    write(new SimDisk.LogRecord.DropBucket(bucket), completion);
  }

  @Override
  public void read(
      PartitionId partition,
      SortedSet<BucketId> buckets,
      Optional<Place> after,
      int limitBytes,
      Completion<Excerpt> completion) {
    read(() -> Pages.cut(disk.shelf(partition), buckets, after, limitBytes), completion);
  }

  @Override
  public void readPart(
      PartitionId partition,
      EntryKey entry,
      Optional<Element> after,
      int limitBytes,
      Completion<Optional<Piece>> completion) {
    read(
        () ->
            disk.state(new SimDisk.Place(partition, entry))
                .map(state -> Pages.part(disk.shelf(partition), entry, after, limitBytes)),
        completion);
  }

  @Override
  public void forget(
      PartitionId partition, SortedSet<BucketId> buckets, Completion<Void> completion) {
    life.note("forget", () -> partition + " " + buckets);
    write(new SimDisk.LogRecord.Forget(partition, buckets), completion);
  }

  @Override
  public void saveBookmark(Bookmark bookmark, Completion<Void> completion) {
    life.note("bookmark", bookmark::toString);
    write(new SimDisk.LogRecord.SaveBookmark(bookmark), completion);
  }

  @Override
  public List<Bookmark> bookmarks() {
    return disk.bookmarks();
  }

  @Override
  public SortedSet<PartitionId> partitionsHeld() {
    return disk.states().keySet().stream()
        .map(SimDisk.Place::partition)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public Optional<Bytes> loadStanding() {
    return disk.standing();
  }

  @Override
  public void saveStanding(Bytes standing, Completion<Void> completion) {
    write(new SimDisk.LogRecord.SaveStanding(standing), completion);
  }

  private <T> void readRows(SimDisk.Place place, Supplier<T> reader, Completion<T> completion) {
    if (disk.isRotten(place)) {
      life.after(
          readMicros(),
          "rot",
          () -> completion.fail(new StorageFault("simulated: damaged row", false, true)));
    } else {
      read(reader, completion);
    }
  }

  @Override
  public void check(
      PartitionId partition, BucketId bucket, Leaf leaf, Completion<LeafCheck> completion) {
    read(
        () -> disk.digests(partition).check(bucket, leaf, entry -> shown(partition, entry)),
        completion);
  }

  @Override
  public void check(PartitionId partition, EntryKey entry, Completion<Optional<Flaw>> completion) {
    read(() -> disk.digests(partition).check(entry, shown(partition, entry)), completion);
  }

  private Optional<Long> shown(PartitionId partition, EntryKey entry) {
    SimDisk.Place place = new SimDisk.Place(partition, entry);
    return disk.isRotten(place)
        ? Optional.empty()
        : Optional.of(
            disk.state(place).map(state -> Digest.of(entry, Slice.whole(state))).orElse(0L));
  }

  @Override
  public void correct(
      PartitionId partition,
      BucketId bucket,
      Leaf leaf,
      Optional<Key> key,
      long amount,
      Completion<Void> completion) {
    EntryKey entry = new EntryKey(bucket, key.orElseThrow());
    life.note("correct", () -> entry + " by " + amount);
    write(new SimDisk.LogRecord.Correct(new SimDisk.Place(partition, entry), amount), completion);
  }

  /** Answers with the state of some moment between the call and the answer. */
  private <T> void read(Supplier<T> reader, Completion<T> completion) {
    if (chance.percent(weather.readFaultPercent)) {
      life.after(readMicros(), "read fault", () -> completion.fail(fault("read", false)));
    } else if (chance.percent(50)) {
      T seen = reader.get();
      life.after(readMicros(), "read", () -> answer(seen, completion));
    } else {
      life.after(readMicros(), "read", () -> answer(reader.get(), completion));
    }
  }

  private <T> void answer(T seen, Completion<T> completion) {
    life.note("seen", seen::toString);
    completion.succeed(seen);
  }

  private long readMicros() {
    return chance.percent(70)
        ? chance.between(1, 30)
        : chance.between(100, 3_000) + weather.delayMicros;
  }

  private void write(SimDisk.LogRecord record, Completion<Void> completion) {
    if (broken) {
      life.after(
          chance.between(1, 30),
          "write fault",
          () -> completion.fail(fault("earlier sync", false)));
      return;
    }
    disk.append(record);
    waiting.add(completion);
    if (!syncing) {
      syncing = true;
      life.after(chance.between(1, 60), "batch", this::syncBatch);
    }
  }

  private void syncBatch() {
    int batch = waiting.size();
    long micros = chance.between(200, 4_000) + weather.delayMicros;
    life.after(micros, "sync", () -> endBatch(batch));
  }

  private void endBatch(int batch) {
    if (weather.syncFails) {
      fail();
      return;
    }
    List<Completion<Void>> done = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      done.add(waiting.remove());
    }
    life.note("synced", () -> batch + " commits");
    disk.sync(batch);
    syncing = !waiting.isEmpty();
    if (syncing) {
      life.after(1, "batch", this::syncBatch);
    }
    done.forEach(Completion::done);
  }

  /** Nobody knows what of the log is on the disk now; the next process will find out. */
  private void fail() {
    broken = true;
    weather.syncFails = false;
    List<Completion<Void>> failed = List.copyOf(waiting);
    waiting.clear();
    failed.forEach(completion -> completion.fail(fault("sync", true)));
  }

  private static StorageFault fault(String what, boolean maybeApplied) {
    return new StorageFault("simulated: " + what, maybeApplied);
  }
}
