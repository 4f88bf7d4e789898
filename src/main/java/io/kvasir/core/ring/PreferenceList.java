package io.kvasir.core.ring;

import io.kvasir.core.node.NodeId;
import java.util.LinkedHashSet;
import java.util.List;

/** The nodes that hold a partition, distinct, the first preferred. */
public record PreferenceList(List<NodeId> nodes) {
  public PreferenceList {
    nodes = List.copyOf(nodes);
    if (new LinkedHashSet<>(nodes).size() != nodes.size()) {
      throw new IllegalArgumentException("a node twice in " + nodes);
    }
  }

  public boolean contains(NodeId node) {
    return nodes.contains(node);
  }

  public int size() {
    return nodes.size();
  }
}
