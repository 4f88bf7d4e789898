package io.kvasir.core.ring;

import io.kvasir.core.node.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.infinispan.commons.hash.MurmurHash3;
import org.jspecify.annotations.Nullable;

/**
 * Who owns which partition. A key's replicas are the owners met first on a walk from its partition
 * (DeCandia et al., "Dynamo", SOSP 2007, section 4.3, with fixed partitions as in its section 6.2,
 * strategy 3). Immutable; for any thread.
 */
public final class Ring {
  /** Fixed at a cluster's creation unless chosen otherwise. */
  public static final int DEFAULT_PARTITIONS = 256;

  private final List<NodeId> owners;
  private final SortedSet<NodeId> members;

  /** By partition, the list that was asked for last: every request asks for the same ones. */
  private final @Nullable PreferenceList[] lists;

  /**
   * @param owners the owner of each partition, by partition number
   */
  public Ring(List<NodeId> owners) {
    this.owners = List.copyOf(owners);
    if (owners.isEmpty()) {
      throw new IllegalArgumentException("a ring has at least one partition");
    }
    this.members = Collections.unmodifiableSortedSet(new TreeSet<>(owners));
    this.lists = new @Nullable PreferenceList[owners.size()];
  }

  /** The owner of each partition, by partition number. */
  public List<NodeId> owners() {
    return owners;
  }

  /** The ring of a new cluster: the members, in their order, take turns. */
  public static Ring initial(int partitions, SortedSet<NodeId> members) {
    return takingTurns(partitions, List.copyOf(members));
  }

  static Ring takingTurns(int partitions, List<NodeId> turns) {
    if (turns.isEmpty()) {
      throw new IllegalArgumentException("a ring has at least one member");
    }
    List<NodeId> owners = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      owners.add(turns.get(partition % turns.size()));
    }
    return new Ring(owners);
  }

  public int partitions() {
    return owners.size();
  }

  public NodeId ownerOf(PartitionId partition) {
    return owners.get(partition.number());
  }

  public SortedSet<NodeId> members() {
    return members;
  }

  public List<PartitionId> partitionsOf(NodeId owner) {
    List<PartitionId> owned = new ArrayList<>();
    for (int partition = 0; partition < owners.size(); partition++) {
      if (owners.get(partition).equals(owner)) {
        owned.add(new PartitionId(partition));
      }
    }
    return owned;
  }

  /**
   * The partition of a key. The bucket's name counts in full, so {@code a/b:c} is not {@code
   * a:b/c}.
   */
  public PartitionId partitionOf(String bucket, String key) {
    byte[] hashed = (bucket + '\0' + key).getBytes(StandardCharsets.UTF_8);
    return new PartitionId(Math.floorMod(MurmurHash3.getInstance().hash(hashed), owners.size()));
  }

  /**
   * A 64-bit hash that is equal on nodes whose rings are equal (FNV-1a over the owners in order).
   */
  public long fingerprint() {
    long hash = 0xcbf29ce484222325L;
    for (NodeId owner : owners) {
      for (byte octet : (owner.value() + '\n').getBytes(StandardCharsets.UTF_8)) {
        hash = (hash ^ octet) * 0x100000001b3L;
      }
    }
    return hash;
  }

  /** The first {@code n} distinct owners from {@code partition} on; all of them when fewer. */
  public PreferenceList preferenceList(PartitionId partition, int n) {
    PreferenceList known = lists[partition.number()];
    if (known == null || known.size() != Math.min(n, members.size())) {
      known = walk(partition, n);
      lists[partition.number()] = known;
    }
    return known;
  }

  private PreferenceList walk(PartitionId partition, int n) {
    LinkedHashSet<NodeId> distinct = new LinkedHashSet<>();
    for (int step = 0; step < owners.size() && distinct.size() < n; step++) {
      distinct.add(owners.get((partition.number() + step) % owners.size()));
    }
    return new PreferenceList(List.copyOf(distinct));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ring ring && owners.equals(ring.owners);
  }

  @Override
  public int hashCode() {
    return owners.hashCode();
  }

  @Override
  public String toString() {
    return "Ring" + owners;
  }
}
