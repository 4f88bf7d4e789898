package io.kvasir.operator.core;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one node of the store says about itself and its cluster.
 *
 * @param ready whether it is ready by its own word
 * @param joined whether it is in a cluster
 * @param removed whether it knows that it is no member any more
 * @param members by ordinal; of a removed node what it knew last
 * @param strangers members that are no pods of this cluster, by id
 * @param leaving members that are to leave
 * @param outstanding transfers of partitions until the ring settles
 * @param leads groups that it leads
 * @param leadsTopology whether one of them is that of the topology
 * @param withoutMajority of its groups, those of whose voters it reaches no majority
 */
public record NodeView(
    boolean ready,
    boolean joined,
    boolean removed,
    SortedMap<Integer, MemberState> members,
    Set<String> strangers,
    SortedSet<Integer> leaving,
    int outstanding,
    int leads,
    boolean leadsTopology,
    int withoutMajority) {
  public NodeView {
    members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    strangers = Set.copyOf(strangers);
    leaving = Collections.unmodifiableSortedSet(new TreeSet<>(leaving));
  }

  /** Whether it speaks for a cluster that it is in. */
  boolean counts() {
    return joined && !removed;
  }
}
