package io.kvasir.core.gossip;

import io.kvasir.core.ring.PartitionId;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a replica that lost its disk must hear from the others before it counts again. Of what it
 * acknowledged before it knows nothing, so its "never written" must not stand against a replica
 * that knows better: until it is done with a partition it has no vote in reads of it, and hands
 * nothing of it on. (W replicas held each acknowledged write; with one disk lost W - 1 of the
 * others still do, and each of these is compared with this one.)
 *
 * <p>A partition is done after two rounds of complete comparisons with all its other replicas. The
 * first brings all that they show. It may bring what another of them knows to be deleted, which
 * shows no difference to a replica that has nothing: that is found in the second round.
 */
public final class Refill {
  private static final int ROUNDS = 2;

  /**
   * The comparisons of one partition that are missing in this round, and those that began in it.
   */
  private record Progress(
      int round, SortedSet<Pairing> all, SortedSet<Pairing> missing, SortedSet<Pairing> begun) {
    static Progress start(int round, SortedSet<Pairing> all) {
      return new Progress(round, all, new TreeSet<>(all), new TreeSet<>());
    }
  }

  private final TreeMap<PartitionId, Progress> outstanding = new TreeMap<>();

  /** All these are to be compared. */
  public void begin(Collection<Pairing> pairings) {
    byPartition(pairings)
        .forEach((partition, all) -> outstanding.put(partition, Progress.start(1, all)));
  }

  private static SortedMap<PartitionId, SortedSet<Pairing>> byPartition(
      Collection<Pairing> pairings) {
    TreeMap<PartitionId, SortedSet<Pairing>> partitions = new TreeMap<>();
    for (Pairing pairing : pairings) {
      partitions.computeIfAbsent(pairing.partition(), partition -> new TreeSet<>()).add(pairing);
    }
    return partitions;
  }

  /**
   * The pairings that there are from now on. A peer that holds a partition no longer need not be
   * heard: who holds it instead has what it had. Where they are others, the partition begins anew.
   */
  public void pair(Collection<Pairing> pairings) {
    if (outstanding.isEmpty()) {
      return;
    }
    SortedMap<PartitionId, SortedSet<Pairing>> next = byPartition(pairings);
    outstanding.keySet().retainAll(next.keySet());
    for (Map.Entry<PartitionId, Progress> entry : List.copyOf(outstanding.entrySet())) {
      SortedSet<Pairing> all = next.getOrDefault(entry.getKey(), new TreeSet<>());
      if (!all.equals(entry.getValue().all())) {
        outstanding.put(entry.getKey(), Progress.start(1, all));
      }
    }
  }

  /** The comparison begins. */
  public void began(Pairing pairing) {
    Progress progress = outstanding.get(pairing.partition());
    if (progress != null) {
      progress.begun().add(pairing);
    }
  }

  /** The comparison that began last ended. */
  public void ended(Pairing pairing, Exchange.Outcome outcome) {
    Progress progress = outstanding.get(pairing.partition());
    if (progress == null || !progress.begun().remove(pairing) || !outcome.complete()) {
      return;
    }
    progress.missing().remove(pairing);
    if (progress.missing().isEmpty() && progress.round() < ROUNDS) {
      outstanding.put(pairing.partition(), Progress.start(progress.round() + 1, progress.all()));
    } else if (progress.missing().isEmpty()) {
      outstanding.remove(pairing.partition());
    }
  }

  /** The comparisons of that partition to come; nothing once it is done. */
  public List<Pairing> missing(PartitionId partition) {
    Progress progress = outstanding.get(partition);
    return progress == null ? List.of() : List.copyOf(progress.missing());
  }

  /** Whether this replica has no vote in what it holds of the partition, with so many replicas. */
  public boolean isOutstanding(PartitionId partition, int replicas) {
    Progress progress = outstanding.get(partition);
    return progress != null
        && progress.all().stream().anyMatch(pairing -> pairing.replicas() == replicas);
  }

  /** The partitions it has no vote in, with some number of replicas. */
  public SortedSet<PartitionId> outstanding() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(outstanding.keySet()));
  }

  /** How many partitions it has no vote in. */
  public int partitions() {
    return outstanding.size();
  }
}
