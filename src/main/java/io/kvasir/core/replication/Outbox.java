package io.kvasir.core.replication;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.Tick;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Remembers which deltas made here some other replica has not acknowledged, and has them sent again
 * until all have. The deltas lie in the store, filed with the values they changed, so that a crash
 * forgets none; here is only who lacks which. (The acknowledged delta buffer of Almeida et al.
 * 2018, algorithm 2.)
 *
 * <p>These are the hints of unreachable replicas; none counts towards a quorum. They are bounded in
 * number, bytes and age: beyond that the oldest goes, and each replica that lacked it is named, so
 * that it is compared with this one.
 *
 * <p>Deltas go from here to each replica directly and nobody passes them on. So none ever comes
 * back (BP), nor twice by different ways (RR).
 */
public final class Outbox {
  /** A delta is not sent again before this has passed since the last time. */
  private static final long RESEND_MILLIS = 1_000;

  /** How many deltas that were sent again one peer may owe an answer for. */
  private static final int WINDOW = 512;

  /** What the outbox wants done. */
  public sealed interface Effect {
    /** Read the delta from the store and send it. */
    record Resend(long sequence, PartitionId partition, NodeId to) implements Effect {}

    /** That delta is not remembered any more, and {@code by} lacks it. */
    record Lost(PartitionId partition, int replicas, NodeId by) implements Effect {}

    /** No delta of the partition below {@code sequence} is needed any more. */
    record Trim(PartitionId partition, long sequence) implements Effect {}

    record Observed(ReplicationObservation observation) implements Effect {}
  }

  /** Who holds the keys of a partition beside this node, of buckets with so many replicas. */
  public interface Holders {
    Collection<NodeId> others(PartitionId partition, int replicas);
  }

  /**
   * A delta, without its content.
   *
   * @param sequence ascending over all partitions
   * @param entry the key that it is of
   * @param replicas N of its bucket
   * @param bytes about how much the store keeps for it
   */
  public record Hint(
      long sequence, PartitionId partition, EntryKey entry, int replicas, long bytes) {}

  /**
   * How much is remembered.
   *
   * @param records 1 and up
   * @param bytes of all deltas together
   * @param ageMillis since a delta was made, or found when the node started
   */
  public record Limits(int records, long bytes, long ageMillis) {
    public Limits {
      if (records < 1 || bytes < 1 || ageMillis < 1) {
        throw new IllegalArgumentException("an outbox with room for nothing");
      }
    }
  }

  /**
   * What one peer lacks.
   *
   * @param oldest since when it lacks the oldest of these
   */
  public record Backlog(int records, long bytes, Tick oldest) {
    /** Of two outboxes together. */
    public Backlog and(Backlog other) {
      return new Backlog(
          records + other.records,
          bytes + other.bytes,
          oldest.compareTo(other.oldest) <= 0 ? oldest : other.oldest);
    }

    Backlog with(Hint hint) {
      return new Backlog(records + 1, bytes + hint.bytes(), oldest);
    }
  }

  /**
   * @param peers to whom the delta was ever owed, as far as they hold its key
   * @param resent whether the last time was not the first
   */
  private record Pending(
      Hint hint,
      TreeSet<NodeId> peers,
      TreeSet<NodeId> lacking,
      Tick since,
      Tick lastSent,
      boolean resent) {
    Pending sentAgain(Tick now) {
      return new Pending(hint, peers, lacking, since, now, true);
    }
  }

  private final Limits limits;
  private final TreeMap<Long, Pending> pending = new TreeMap<>();
  private final TreeMap<PartitionId, TreeSet<Long>> byPartition = new TreeMap<>();
  private final TreeMap<PartitionId, Long> highest = new TreeMap<>();
  private final TreeSet<PartitionId> trimmable = new TreeSet<>();
  private SortedMap<NodeId, Backlog> backlogs = new TreeMap<>();
  private long bytes;

  public Outbox(Limits limits) {
    this.limits = limits;
  }

  /** How many deltas some replica lacks. */
  public int size() {
    return pending.size();
  }

  /** Whether some replica lacks a delta of that key. Looks through all. */
  public boolean owes(EntryKey entry) {
    return pending.values().stream().anyMatch(delta -> delta.hint().entry().equals(entry));
  }

  /** What each peer lacked at the last tick; those that lack nothing left out. */
  public SortedMap<NodeId, Backlog> backlogs() {
    return backlogs;
  }

  /**
   * A delta is on its way to the disk here and {@code peers} lack it. Told before it is durable, so
   * that a trim does not reach past it while one of them does; afterwards it may come before the
   * delta is written.
   *
   * @param hint its sequence is above all that were appended before
   * @param lastSent when it was or will be sent to them
   */
  public List<Effect> append(Hint hint, Collection<NodeId> peers, Tick now, Tick lastSent) {
    highest.merge(hint.partition(), hint.sequence(), Math::max);
    if (peers.isEmpty()) {
      trimmable.add(hint.partition());
      return List.of();
    }
    pending.put(
        hint.sequence(),
        new Pending(hint, new TreeSet<>(peers), new TreeSet<>(peers), now, lastSent, false));
    bytes += hint.bytes();
    byPartition.computeIfAbsent(hint.partition(), p -> new TreeSet<>()).add(hint.sequence());
    List<Effect> effects = new ArrayList<>();
    while (pending.size() > limits.records() || (bytes > limits.bytes() && pending.size() > 1)) {
      dropOldest(effects);
    }
    return effects;
  }

  private void dropOldest(List<Effect> effects) {
    Pending oldest = pending.firstEntry().getValue();
    remove(oldest.hint().sequence());
    effects.add(new Effect.Observed(new ReplicationObservation.OutboxOverflowed()));
    for (NodeId peer : oldest.lacking()) {
      effects.add(new Effect.Lost(oldest.hint().partition(), oldest.hint().replicas(), peer));
    }
  }

  /** {@code peer} holds the delta, or will never take it. */
  public void acknowledge(long sequence, NodeId peer) {
    Pending delta = pending.get(sequence);
    if (delta != null && delta.lacking().remove(peer) && delta.lacking().isEmpty()) {
      remove(sequence);
    }
  }

  /** The first delta of a partition that somebody lacks; behind all when there is none. */
  public long lowestOwed(PartitionId partition) {
    TreeSet<Long> outstanding = byPartition.get(partition);
    return outstanding == null ? highest.getOrDefault(partition, 0L) + 1 : outstanding.first();
  }

  /** Whether there may be a stored delta of a partition. */
  public boolean hasFiled(PartitionId partition) {
    return highest.containsKey(partition);
  }

  /** Whether somebody lacks a delta of a partition up to and with {@code sequence}. */
  public boolean owes(PartitionId partition, long sequence) {
    return byPartition.containsKey(partition) && lowestOwed(partition) <= sequence;
  }

  /** Read the delta and send it once more, if {@code peer} lacks it. */
  public Optional<Effect> again(long sequence, NodeId peer) {
    return Optional.ofNullable(pending.get(sequence))
        .filter(delta -> delta.lacking().contains(peer))
        .map(delta -> new Effect.Resend(sequence, delta.hint().partition(), peer));
  }

  /** The delta came to nothing. */
  public void forget(long sequence) {
    remove(sequence);
  }

  /**
   * Keys are held by others than before: what some replica lacks, those lack who hold the key now
   * and did not, and not those who hold it no more. What no replica lacks, those who come are
   * handed.
   */
  public void rehome(Holders holders) {
    for (Map.Entry<Long, Pending> entry : List.copyOf(pending.entrySet())) {
      Pending delta = entry.getValue();
      Collection<NodeId> others = holders.others(delta.hint().partition(), delta.hint().replicas());
      for (NodeId peer : others) {
        if (delta.peers().add(peer)) {
          delta.lacking().add(peer);
        }
      }
      delta.peers().retainAll(others);
      delta.lacking().retainAll(others);
      if (delta.lacking().isEmpty()) {
        remove(entry.getKey());
      }
    }
  }

  /**
   * Time goes by.
   *
   * @param unreachable peers to which nothing is sent now
   */
  public List<Effect> tick(Tick now, SortedSet<NodeId> unreachable) {
    List<Effect> effects = new ArrayList<>();
    while (!pending.isEmpty()
        && pending.firstEntry().getValue().since().millisUntil(now) > limits.ageMillis()) {
      dropOldest(effects);
    }
    TreeMap<NodeId, Backlog> lacked = new TreeMap<>();
    SortedMap<NodeId, Integer> owed = owed(now);
    for (Map.Entry<Long, Pending> entry : pending.entrySet()) {
      Pending delta = entry.getValue();
      delta
          .lacking()
          .forEach(peer -> lacked.merge(peer, first(delta), (b, _) -> b.with(delta.hint())));
      if (isDue(delta, now) && resend(delta, owed, unreachable, effects)) {
        entry.setValue(delta.sentAgain(now));
      }
    }
    backlogs = Collections.unmodifiableSortedMap(lacked);
    trimmable.forEach(partition -> effects.add(trim(partition)));
    trimmable.clear();
    return effects;
  }

  private static Backlog first(Pending delta) {
    return new Backlog(1, delta.hint().bytes(), delta.since());
  }

  private static boolean isDue(Pending delta, Tick now) {
    return delta.lastSent().millisUntil(now) >= RESEND_MILLIS;
  }

  /** How many deltas each peer was sent again lately, and has not answered. */
  private SortedMap<NodeId, Integer> owed(Tick now) {
    TreeMap<NodeId, Integer> owed = new TreeMap<>();
    for (Pending delta : pending.values()) {
      if (delta.resent() && !isDue(delta, now)) {
        delta.lacking().forEach(peer -> owed.merge(peer, 1, Integer::sum));
      }
    }
    return owed;
  }

  private static boolean resend(
      Pending delta,
      SortedMap<NodeId, Integer> owed,
      SortedSet<NodeId> unreachable,
      List<Effect> effects) {
    boolean resent = false;
    for (NodeId peer : delta.lacking()) {
      if (!unreachable.contains(peer) && owed.getOrDefault(peer, 0) < WINDOW) {
        owed.merge(peer, 1, Integer::sum);
        effects.add(new Effect.Resend(delta.hint().sequence(), delta.hint().partition(), peer));
        effects.add(new Effect.Observed(new ReplicationObservation.DeltaResent(peer)));
        resent = true;
      }
    }
    return resent;
  }

  private Effect trim(PartitionId partition) {
    return new Effect.Trim(partition, lowestOwed(partition));
  }

  private void remove(long sequence) {
    Pending delta = pending.remove(sequence);
    if (delta == null) {
      return;
    }
    bytes -= delta.hint().bytes();
    PartitionId partition = delta.hint().partition();
    TreeSet<Long> outstanding = byPartition.get(partition);
    if (outstanding != null && outstanding.remove(sequence)) {
      trimmable.add(partition);
      if (outstanding.isEmpty()) {
        byPartition.remove(partition);
      }
    }
  }
}
