package io.kvasir.engine.groups;

import io.kvasir.core.keyspace.Revision;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.Deadline;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.engine.port.HistoryOutcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Asks replicas elsewhere for what lies farther back than a {@link Mirror} holds, until each
 * question's deadline.
 */
final class Farther {
  private static final long SLACK_MILLIS = 3_000;

  /** A question under way. */
  private static final class Asking {
    private final Follow follow;
    private final Consumer<Follow> over;
    private Optional<NodeId> asked = Optional.empty();
    private Deadline patience;
    private int attempt;

    Asking(Follow follow, Consumer<Follow> over, Deadline patience) {
      this.follow = follow;
      this.over = over;
      this.patience = patience;
    }
  }

  private final GroupLoop.Context context;
  private final Sources sources;
  private final Tokens tokens;
  private final Map<Long, Asking> askings = new LinkedHashMap<>();

  Farther(GroupLoop.Context context, Tokens tokens) {
    this.context = context;
    this.sources = new Sources(context);
    this.tokens = tokens;
  }

  /** Shows {@code follow} what comes next, or ends it; then tells {@code over}. */
  void ask(Follow follow, Consumer<Follow> over) {
    Asking asking = new Asking(follow, over, Deadline.after(context.timers().now(), 0));
    send(tokens.next(), asking);
  }

  private void send(long token, Asking asking) {
    askings.put(token, asking);
    Follow follow = asking.follow;
    asking.asked =
        sources
            .pick(follow.group(), asking.attempt++)
            .filter(
                node ->
                    context
                        .post()
                        .send(
                            node,
                            new GroupMessage.ReadHistory(
                                follow.group(), token, follow.after(), follow.bytes(), 0)));
    asking.patience = Deadline.after(context.timers().now(), SLACK_MILLIS);
  }

  void tick() {
    new LinkedHashMap<>(askings).forEach(this::tick);
  }

  private void tick(long token, Asking asking) {
    if (asking.follow.isOver()) {
      end(token);
    } else if (asking.follow.deadline().isPassed(context.timers().now())) {
      asking.follow.end(new HistoryOutcome.NotRead(sources.none(asking.follow.group())));
      end(token);
    } else if (asking.asked.isEmpty() || asking.patience.isPassed(context.timers().now())) {
      askings.remove(token);
      send(tokens.next(), asking);
    }
  }

  private void end(long token) {
    Asking asking = askings.remove(token);
    if (asking != null) {
      asking.over.accept(asking.follow);
    }
  }

  void peerLost(NodeId peer) {
    askings.values().stream()
        .filter(asking -> asking.asked.filter(peer::equals).isPresent())
        .forEach(asking -> asking.asked = Optional.empty());
  }

  /** Who refuses, or is not as far himself, may know more at the next tick; or another does. */
  void answered(NodeId from, long token, HistoryOutcome outcome) {
    Asking asking = askings.get(token);
    if (asking == null || asking.asked.filter(from::equals).isEmpty()) {
      return;
    }
    asking.asked = Optional.empty();
    switch (outcome) {
      case HistoryOutcome.Page(List<Revision> revisions, long upTo) -> {
        if (!revisions.isEmpty()) {
          asking.follow.see(revisions);
          end(token);
        }
      }
      case HistoryOutcome.Compacted compacted -> {
        asking.follow.end(compacted);
        end(token);
      }
      case HistoryOutcome.NotRead(GroupRefusal reason) -> {}
    }
  }
}
