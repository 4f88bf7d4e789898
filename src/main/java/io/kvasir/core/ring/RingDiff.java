package io.kvasir.core.ring;

import io.kvasir.core.node.NodeId;
import java.util.ArrayList;
import java.util.List;

/** What changes hands between two rings of one size. */
public record RingDiff(List<Move> moves) {
  /** One partition that gets a new owner. */
  public record Move(PartitionId partition, NodeId from, NodeId to) {}

  public RingDiff {
    moves = List.copyOf(moves);
  }

  public static RingDiff between(Ring before, Ring after) {
    if (before.partitions() != after.partitions()) {
      throw new IllegalArgumentException("rings of different size");
    }
    List<Move> moves = new ArrayList<>();
    for (int number = 0; number < before.partitions(); number++) {
      PartitionId partition = new PartitionId(number);
      NodeId from = before.ownerOf(partition);
      NodeId to = after.ownerOf(partition);
      if (!from.equals(to)) {
        moves.add(new Move(partition, from, to));
      }
    }
    return new RingDiff(moves);
  }
}
