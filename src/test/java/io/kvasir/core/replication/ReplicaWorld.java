package io.kvasir.core.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Digest;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.fixture.ElementStore;
import io.kvasir.core.node.Actor;
import io.kvasir.core.replication.Replica.Effect;
import io.kvasir.core.replication.Replica.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A replica on a disk whose every completion comes when the test says so. Checks at each answer
 * that what it promises is on the disk, that it was asked for, and that it is the first.
 */
final class ReplicaWorld {
  /** A load the disk has carried out; the replica has not heard of it. */
  private record Read(EntryKey entry, Optional<Slice> found) {}

  private final Actor actor;
  private final Map<EntryKey, ElementStore> disk = new TreeMap<>();
  private final Map<EntryKey, Long> digests = new TreeMap<>();
  private final List<Effect.Load> loads = new ArrayList<>();
  private final List<Read> reads = new ArrayList<>();
  private final Map<EntryKey, ArrayDeque<Effect.Commit>> writing = new TreeMap<>();
  private final Map<EntryKey, ArrayDeque<Effect.Commit>> written = new TreeMap<>();
  private final Map<Long, Event.Work> unanswered = new TreeMap<>();
  private final List<Effect> answers = new ArrayList<>();
  private Replica replica;
  private boolean broken;

  ReplicaWorld(Actor actor) {
    this.actor = actor;
    this.replica = new Replica(actor);
  }

  /** All answers so far, oldest first. */
  List<Effect> answers() {
    return answers;
  }

  int unanswered() {
    return unanswered.size();
  }

  int busyKeys() {
    return replica.busyKeys();
  }

  /** What is on the disk under a key of that type. */
  Slice durable(EntryKey entry, DataType type) {
    ElementStore store = disk.get(entry);
    return store == null ? Slice.absent(type, Scope.whole()) : store.load(Scope.whole());
  }

  void submit(Event.Work work) {
    unanswered.put(work.id(), work);
    take(replica.on(work));
  }

  /** The disk reads; what it read may be old by the time the replica hears of it. */
  void read(int pick) {
    if (!loads.isEmpty()) {
      Effect.Load load = loads.remove(pick % loads.size());
      ElementStore store = disk.get(load.entry());
      reads.add(
          new Read(
              load.entry(), Optional.ofNullable(store).map(present -> present.load(load.scope()))));
    }
  }

  void reportRead(int pick) {
    if (!reads.isEmpty()) {
      Read read = reads.remove(pick % reads.size());
      take(replica.on(new Event.Loaded(read.entry(), read.found())));
    }
  }

  void failLoad(int pick) {
    if (!loads.isEmpty()) {
      take(replica.on(new Event.LoadFailed(loads.remove(pick % loads.size()).entry())));
    }
  }

  /** The oldest commit of one key becomes durable, or fails when the disk is broken. */
  void write(int pick) {
    Optional<EntryKey> entry = nth(writing, pick);
    if (entry.isPresent()) {
      Effect.Commit commit = writing.get(entry.get()).remove();
      if (broken) {
        take(replica.on(new Event.CommitFailed(commit.entry(), commit.commit(), true)));
      } else {
        disk.computeIfAbsent(commit.entry(), key -> new ElementStore(commit.slice().state().type()))
            .commit(commit.slice());
        requireDigest(commit);
        written.computeIfAbsent(commit.entry(), key -> new ArrayDeque<>()).add(commit);
      }
    }
  }

  /** The sum of all changes is the digest of what they led to. */
  private void requireDigest(Effect.Commit commit) {
    EntryKey entry = commit.entry();
    long digest = digests.merge(entry, commit.index().digest(), Long::sum);
    assertThat(digest).isEqualTo(Digest.of(entry, durable(entry, commit.slice().state().type())));
  }

  /** The replica hears of durable commits of one key, one by one or only of the last. */
  void reportWritten(int pick, boolean all) {
    Optional<EntryKey> entry = nth(written, pick);
    if (entry.isPresent()) {
      ArrayDeque<Effect.Commit> commits = written.get(entry.get());
      Effect.Commit commit = commits.remove();
      while (all && !commits.isEmpty()) {
        commit = commits.remove();
      }
      take(replica.on(new Event.Committed(commit.entry(), commit.commit())));
    }
  }

  /** From now on every commit fails. */
  void breakDisk() {
    broken = true;
  }

  /** All that is not on the disk is gone, and nobody gets an answer any more. */
  void crash() {
    loads.clear();
    reads.clear();
    writing.clear();
    written.clear();
    unanswered.clear();
    replica = new Replica(actor);
  }

  /** Completes all that is under way. */
  void settle() {
    for (int round = 0; round < 10_000 && isBusy(); round++) {
      read(0);
      reportRead(0);
      write(0);
      reportWritten(0, false);
    }
    assertThat(isBusy()).as("comes to rest").isFalse();
  }

  private boolean isBusy() {
    return !loads.isEmpty()
        || !reads.isEmpty()
        || nth(writing, 0).isPresent()
        || nth(written, 0).isPresent();
  }

  private static Optional<EntryKey> nth(Map<EntryKey, ArrayDeque<Effect.Commit>> all, int pick) {
    List<EntryKey> busy =
        all.entrySet().stream()
            .filter(e -> !e.getValue().isEmpty())
            .map(Map.Entry::getKey)
            .toList();
    return busy.isEmpty() ? Optional.empty() : Optional.of(busy.get(pick % busy.size()));
  }

  private void take(List<Effect> effects) {
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.Load load -> {
          assertThat(loads).noneMatch(other -> other.entry().equals(load.entry()));
          assertThat(reads).noneMatch(other -> other.entry().equals(load.entry()));
          loads.add(load);
        }
        case Effect.Examine examine -> throw new AssertionError(examine);
        case Effect.Commit commit ->
            writing.computeIfAbsent(commit.entry(), key -> new ArrayDeque<>()).add(commit);
        case Effect.Drop drop -> throw new AssertionError("nobody asked for it: " + drop);
        case Effect.Applied applied -> answer(applied.id(), effect, Optional.of(applied.delta()));
        case Effect.Merged merged -> {
          Event.Merge merge = (Event.Merge) unanswered.get(merged.id());
          answer(merged.id(), effect, Optional.of(merge.delta()));
        }
        case Effect.Expired expired -> throw new AssertionError("nothing ends: " + expired);
        case Effect.Refused refused -> answer(refused.id(), effect, Optional.empty());
        case Effect.Failed failed -> answer(failed.id(), effect, Optional.empty());
      }
    }
  }

  private void answer(long id, Effect answer, Optional<Slice> promised) {
    Event.Work work = unanswered.remove(id);
    assertThat(work).as("%s answers an open request", answer).isNotNull();
    answers.add(answer);
    if (promised.isPresent()) {
      Slice durable = durable(work.entry(), work.type());
      assertThat(durable.join(promised.get())).as("durable when answered").isEqualTo(durable);
    }
  }
}
