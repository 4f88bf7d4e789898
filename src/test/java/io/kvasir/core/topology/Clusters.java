package io.kvasir.core.topology;

import io.kvasir.contract.Secrets;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Topologies to test with. Node {@code i} is {@code ni} and begins in life {@code i}. */
final class Clusters {
  private Clusters() {}

  static NodeId node(int number) {
    return new NodeId("n" + number);
  }

  static Member member(int number, long life) {
    return new Member(node(number), life, "host" + number + ":7101", "http://host" + number, "");
  }

  static Member member(int number) {
    return member(number, number);
  }

  /** Founded by n1 to n{@code founders}. */
  static Topology of(int founders) {
    TreeMap<NodeId, Member> members = new TreeMap<>();
    for (int number = 1; number <= founders; number++) {
      members.put(node(number), member(number));
    }
    return Topology.founding(0xC0FFEE, Secrets.of(1), 16, members);
  }

  static BucketSpec linearizable(int shards, int replicas) {
    return new BucketSpec(DataType.LWW_REGISTER, new Consistency.Linearizable(shards), replicas);
  }

  static TopologyCommand creation(String name, int shards, int replicas) {
    return new TopologyCommand.CreateBucket(new BucketName(name), linearizable(shards, replicas));
  }

  static Topology after(Topology topology, TopologyCommand... commands) {
    Topology next = topology;
    for (TopologyCommand command : commands) {
      next = Ordinance.apply(next, command).topology();
    }
    return next;
  }

  /** One that is not in the cluster yet is let in. */
  static TopologyCommand coming(Member member) {
    return new TopologyCommand.AddMember(member, OptionalLong.empty());
  }

  static TopologyCommand join(int... numbers) {
    TreeSet<NodeId> nodes = new TreeSet<>();
    Arrays.stream(numbers).forEach(number -> nodes.add(node(number)));
    return new TopologyCommand.Join(nodes);
  }

  /** As it is when all that is outstanding, and all that begins after that, is done. */
  static Topology settled(Topology topology) {
    Topology next = topology;
    while (next.transition().isPresent()) {
      next = after(next, allDone(next));
    }
    return next;
  }

  /** What is outstanding is done. */
  static TopologyCommand allDone(Topology topology) {
    return new TopologyCommand.TransferDone(
        topology.transition().orElseThrow().outstanding(), topology.epoch());
  }

  static Topology allBegun(Topology topology) {
    Topology next = topology;
    for (GroupId group : topology.groups().keySet()) {
      next = after(next, new TopologyCommand.Begun(group));
    }
    return next;
  }

  static SortedMap<NodeId, Integer> loads(Topology topology) {
    TreeMap<NodeId, Integer> loads = new TreeMap<>();
    topology.staying().forEach(member -> loads.put(member, 0));
    topology
        .groups()
        .values()
        .forEach(place -> place.wanted().forEach(node -> loads.merge(node, 1, Integer::sum)));
    return loads;
  }
}
