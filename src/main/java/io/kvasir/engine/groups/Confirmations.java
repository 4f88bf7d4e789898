package io.kvasir.engine.groups;

import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.engine.loop.Deadlines;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.RowQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * Waits until other nodes know of a group what was answered so far: each is asked for a read of no
 * rows, which it answers when it has come so far.
 */
final class Confirmations {
  private final GroupLoop.Context context;
  private final Tokens tokens;
  private final Map<Long, Waiting> waiting = new LinkedHashMap<>();

  Confirmations(GroupLoop.Context context, Tokens tokens) {
    this.context = context;
    this.tokens = tokens;
  }

  private record Waiting(NodeId asked, Runnable over) {}

  /** Calls {@code done} when those that are in reach know it, or the time is up. */
  void begin(GroupId group, SortedSet<NodeId> nodes, long timeoutMillis, Runnable done) {
    List<Long> asked = new ArrayList<>();
    Deadlines.Wait deadline =
        context.deadlines().after(timeoutMillis, () -> List.copyOf(asked).forEach(this::end));
    int[] missing = {nodes.size() + 1};
    Runnable one =
        () -> {
          if (--missing[0] == 0) {
            deadline.cancel();
            done.run();
          }
        };
    for (NodeId node : nodes) {
      long token = tokens.next();
      asked.add(token);
      waiting.put(token, new Waiting(node, one));
      GroupMessage question =
          new GroupMessage.ReadRows(group, token, RowQuery.NOTHING, true, timeoutMillis);
      if (!context.voters().isReachable(node) || !context.post().send(node, question)) {
        end(token);
      }
    }
    one.run();
  }

  /** Whatever it is: who refuses knows no more when it is asked again at once. */
  void answered(NodeId from, long token) {
    Waiting confirmation = waiting.get(token);
    if (confirmation != null && confirmation.asked().equals(from)) {
      end(token);
    }
  }

  void peerLost(NodeId peer) {
    List<Long> lost =
        waiting.entrySet().stream()
            .filter(each -> each.getValue().asked().equals(peer))
            .map(Map.Entry::getKey)
            .toList();
    lost.forEach(this::end);
  }

  private void end(long token) {
    Waiting confirmation = waiting.remove(token);
    if (confirmation != null) {
      confirmation.over().run();
    }
  }
}
