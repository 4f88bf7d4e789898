package io.kvasir.edge.wire;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.ring.Ring;
import io.kvasir.core.topology.Intent;
import io.kvasir.core.topology.Transfer;
import io.kvasir.core.topology.Transition;
import io.kvasir.edge.wire.proto.TopologyProto;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Rings, and how they change. */
final class OwnershipCodec {
  private OwnershipCodec() {}

  static TopologyProto.Ring encode(Ring ring) {
    TopologyProto.Ring.Builder target = TopologyProto.Ring.newBuilder();
    List<NodeId> members = List.copyOf(ring.members());
    members.forEach(member -> target.addOwners(member.value()));
    ring.owners().forEach(owner -> target.addPartitions(members.indexOf(owner)));
    return target.build();
  }

  static Ring decode(TopologyProto.Ring source) {
    List<NodeId> members = source.getOwnersList().stream().map(NodeId::new).toList();
    List<NodeId> owners = new ArrayList<>();
    for (int index : source.getPartitionsList()) {
      if (index < 0 || index >= members.size()) {
        throw new IllegalArgumentException("a partition without an owner");
      }
      owners.add(members.get(index));
    }
    return new Ring(owners);
  }

  static TopologyProto.Transition encode(Transition transition) {
    TopologyProto.Transition.Builder target =
        TopologyProto.Transition.newBuilder().setNext(encode(transition.next()));
    transition.outstanding().forEach(transfer -> target.addOutstanding(encode(transfer)));
    return target.build();
  }

  static Transition decode(TopologyProto.Transition source) {
    return new Transition(decode(source.getNext()), transfers(source.getOutstandingList()));
  }

  static TopologyProto.Transfer encode(Transfer transfer) {
    return TopologyProto.Transfer.newBuilder()
        .setPartition(transfer.partition().number())
        .setReplicas(transfer.replicas())
        .setTarget(transfer.target().value())
        .build();
  }

  static SortedSet<Transfer> transfers(List<TopologyProto.Transfer> source) {
    TreeSet<Transfer> transfers = new TreeSet<>();
    source.forEach(
        transfer ->
            transfers.add(
                new Transfer(
                    new PartitionId(transfer.getPartition()),
                    transfer.getReplicas(),
                    new NodeId(transfer.getTarget()))));
    return transfers;
  }

  static SortedMap<NodeId, Intent> intents(List<TopologyProto.Intended> source) {
    TreeMap<NodeId, Intent> intents = new TreeMap<>();
    source.forEach(
        intended -> intents.put(new NodeId(intended.getNode()), decode(intended.getIntent())));
    return intents;
  }

  static TopologyProto.Intended encode(NodeId node, Intent intent) {
    return TopologyProto.Intended.newBuilder()
        .setNode(node.value())
        .setIntent(
            switch (intent) {
              case JOIN -> TopologyProto.Intent.INTENT_JOIN;
              case LEAVE -> TopologyProto.Intent.INTENT_LEAVE;
              case REMOVE -> TopologyProto.Intent.INTENT_REMOVE;
            })
        .build();
  }

  private static Intent decode(TopologyProto.Intent source) {
    return switch (source) {
      case INTENT_JOIN -> Intent.JOIN;
      case INTENT_LEAVE -> Intent.LEAVE;
      case INTENT_REMOVE -> Intent.REMOVE;
      case INTENT_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("an unknown intent");
    };
  }
}
