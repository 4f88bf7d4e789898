package io.kvasir.engine.groups;

import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.engine.port.GroupMessage;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * How replicas find out that their group goes on without them. Nothing is sent to one that was let
 * go of, not even what let go of it, so it asks.
 */
final class Inquiries {
  private final Post post;
  private final TreeMap<GroupId, LongConsumer> waiting = new TreeMap<>();

  Inquiries(Post post) {
    this.post = post;
  }

  /**
   * @param letGo told of the index of the log from which on the group goes on without the replica
   */
  void ask(GroupRunner runner, SortedSet<NodeId> nodes, LongConsumer letGo) {
    waiting.put(runner.group(), letGo);
    GroupMessage question = new GroupMessage.AskMembers(runner.group(), runner.self());
    nodes.forEach(node -> send(node, question));
  }

  /** Only a leader can be sure, and only of what is committed. */
  void answer(ReplicaId asker, GroupRunner runner) {
    RaftStatus status = runner.status();
    if (status.confirmed() && status.membershipIndex() <= status.commit()) {
      send(
          asker.node(),
          new GroupMessage.TellMembers(
              runner.group(), status.membershipIndex(), status.membership()));
    }
  }

  /**
   * What is said of a time before the last that the replica knows of says nothing: who leads no
   * more may not know that it came back.
   */
  void learn(GroupRunner runner, long index, Membership members) {
    boolean isLetGo =
        !members.contains(runner.self()) && index >= runner.status().membershipIndex();
    LongConsumer asker = isLetGo ? waiting.remove(runner.group()) : null;
    if (asker != null) {
      asker.accept(index);
    }
  }

  void forget(GroupId group) {
    waiting.remove(group);
  }

  private void send(NodeId to, GroupMessage message) {
    boolean _ = post.send(to, message);
  }
}
