package io.kvasir.core.replication;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.Tick;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Remembers which deltas made here some other replica has not acknowledged, and has them sent again
 * until all have. The deltas lie in the store, filed with the values they changed, so that a crash
 * forgets none; here is only who lacks which. (The acknowledged delta buffer of Almeida et al.
 * 2018, algorithm 2.)
 *
 * <p>Bounded: when it is full the oldest record goes, and read repair has to carry that delta.
 */
public final class Outbox {
  /** A delta is not sent again before this has passed since the last time. */
  private static final long RESEND_MILLIS = 1_000;

  /** How many deltas go to one peer at one tick. */
  private static final int RESENDS_PER_TICK = 256;

  /** What the outbox wants done. */
  public sealed interface Effect {
    /** Read the delta from the store and send it. */
    record Resend(long sequence, PartitionId partition, NodeId to) implements Effect {}

    /** No delta of the partition below {@code sequence} is needed any more. */
    record Trim(PartitionId partition, long sequence) implements Effect {}

    record Observed(ReplicationObservation observation) implements Effect {}
  }

  /** Who holds the keys of a partition beside this node, of buckets with so many replicas. */
  public interface Holders {
    Collection<NodeId> others(PartitionId partition, int replicas);
  }

  /**
   * @param peers to whom the delta was ever owed, as far as they hold its key
   */
  private record Pending(
      PartitionId partition,
      int replicas,
      TreeSet<NodeId> peers,
      TreeSet<NodeId> lacking,
      Tick lastSent) {}

  private final int capacity;
  private final TreeMap<Long, Pending> pending = new TreeMap<>();
  private final TreeMap<PartitionId, TreeSet<Long>> byPartition = new TreeMap<>();
  private final TreeMap<PartitionId, Long> highest = new TreeMap<>();
  private final TreeSet<PartitionId> trimmable = new TreeSet<>();

  /**
   * @param capacity how many deltas are remembered at most, 1 and up
   */
  public Outbox(int capacity) {
    this.capacity = capacity;
  }

  /** How many deltas some replica lacks. */
  public int size() {
    return pending.size();
  }

  /**
   * A delta is on its way to the disk here and {@code peers} lack it. Told before it is durable, so
   * that a trim never reaches past it.
   *
   * @param sequence above all that were appended before
   * @param replicas how many the delta's bucket asks for
   * @param lastSent when it was or will be sent to them
   */
  public List<Effect> append(
      long sequence, PartitionId partition, int replicas, Collection<NodeId> peers, Tick lastSent) {
    highest.merge(partition, sequence, Math::max);
    if (peers.isEmpty()) {
      trimmable.add(partition);
      return List.of();
    }
    pending.put(
        sequence,
        new Pending(partition, replicas, new TreeSet<>(peers), new TreeSet<>(peers), lastSent));
    byPartition.computeIfAbsent(partition, p -> new TreeSet<>()).add(sequence);
    if (pending.size() <= capacity) {
      return List.of();
    }
    remove(pending.firstKey());
    return List.of(new Effect.Observed(new ReplicationObservation.OutboxOverflowed()));
  }

  /** {@code peer} holds the delta, or will never take it. */
  public void acknowledge(long sequence, NodeId peer) {
    Pending delta = pending.get(sequence);
    if (delta != null && delta.lacking().remove(peer) && delta.lacking().isEmpty()) {
      remove(sequence);
    }
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
      Collection<NodeId> others = holders.others(delta.partition(), delta.replicas());
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
    TreeMap<NodeId, Integer> sent = new TreeMap<>();
    for (Map.Entry<Long, Pending> entry : pending.entrySet()) {
      Pending delta = entry.getValue();
      if (delta.lastSent().millisUntil(now) >= RESEND_MILLIS) {
        boolean resent = false;
        for (NodeId peer : delta.lacking()) {
          if (!unreachable.contains(peer)
              && sent.merge(peer, 1, Integer::sum) <= RESENDS_PER_TICK) {
            effects.add(new Effect.Resend(entry.getKey(), delta.partition(), peer));
            effects.add(new Effect.Observed(new ReplicationObservation.DeltaResent(peer)));
            resent = true;
          }
        }
        if (resent) {
          entry.setValue(
              new Pending(
                  delta.partition(), delta.replicas(), delta.peers(), delta.lacking(), now));
        }
      }
    }
    trimmable.forEach(partition -> effects.add(trim(partition)));
    trimmable.clear();
    return effects;
  }

  private Effect trim(PartitionId partition) {
    TreeSet<Long> outstanding = byPartition.get(partition);
    long lowest =
        outstanding == null ? highest.getOrDefault(partition, 0L) + 1 : outstanding.first();
    return new Effect.Trim(partition, lowest);
  }

  private void remove(long sequence) {
    Pending delta = pending.remove(sequence);
    if (delta == null) {
      return;
    }
    TreeSet<Long> outstanding = byPartition.get(delta.partition());
    if (outstanding != null && outstanding.remove(sequence)) {
      trimmable.add(delta.partition());
      if (outstanding.isEmpty()) {
        byPartition.remove(delta.partition());
      }
    }
  }
}
