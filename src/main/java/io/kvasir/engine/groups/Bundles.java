package io.kvasir.engine.groups;

import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.GroupMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The heartbeats of one turn and their answers, all groups together: one message per node. The
 * groups of a loop tick together, so that idle groups cost next to nothing.
 */
final class Bundles {
  private final Post post;
  private final Map<NodeId, List<GroupMessage.OfReplica>> bundles = new TreeMap<>();

  Bundles(Post post) {
    this.post = post;
  }

  /** Sends at once what is not small; the rest leaves with {@link #flush}. */
  void send(NodeId to, GroupMessage.OfReplica message) {
    if (GroupMessage.Bundle.fits(message.message())) {
      bundles.computeIfAbsent(to, node -> new ArrayList<>()).add(message);
    } else {
      post.send(to, message);
    }
  }

  /** Ends a turn. */
  void flush() {
    for (Map.Entry<NodeId, List<GroupMessage.OfReplica>> bundle : bundles.entrySet()) {
      List<GroupMessage.OfReplica> messages = bundle.getValue();
      GroupMessage message =
          messages.size() == 1 ? messages.getFirst() : new GroupMessage.Bundle(messages);
      post.send(bundle.getKey(), message);
    }
    bundles.clear();
  }
}
