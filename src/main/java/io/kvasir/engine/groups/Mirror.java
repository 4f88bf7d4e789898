package io.kvasir.engine.groups;

import io.kvasir.core.keyspace.Revision;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.Deadline;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.engine.port.HistoryOutcome;
import java.util.List;
import java.util.Optional;

/**
 * The latest history of a group whose replicas are elsewhere, for all on this node who follow it:
 * one question to one replica is always under way, and answered when there is something.
 */
final class Mirror {
  private static final long BYTES = 256 << 10;

  /** How long the one who is asked waits for something to tell. */
  private static final long WAIT_MILLIS = 2_000;

  /** How long an answer may take beyond that. */
  private static final long SLACK_MILLIS = 3_000;

  private final GroupId group;
  private final GroupLoop.Context context;
  private final Sources sources;
  private final Tokens tokens;
  private final Chronicle chronicle = new Chronicle();
  private Optional<NodeId> asked = Optional.empty();
  private long token = Tokens.UNANSWERED;
  private Deadline patience;
  private int attempt;
  private boolean isLost;
  private Optional<GroupRefusal> trouble = Optional.empty();

  Mirror(GroupId group, GroupLoop.Context context, Tokens tokens) {
    this.group = group;
    this.context = context;
    this.sources = new Sources(context);
    this.tokens = tokens;
    this.patience = Deadline.after(context.timers().now(), 0);
  }

  Chronicle chronicle() {
    return chronicle;
  }

  /** Why nothing was heard last; empty when something was. */
  Optional<GroupRefusal> trouble() {
    return trouble;
  }

  /** Asks, unless it did. */
  void pull() {
    if (asked.isEmpty()) {
      sources
          .pick(group, attempt)
          .ifPresentOrElse(this::ask, () -> trouble = Optional.of(sources.none(group)));
    }
  }

  private void ask(NodeId node) {
    token = tokens.next();
    boolean knows = chronicle.isKnown() && !isLost;
    GroupMessage question =
        new GroupMessage.ReadHistory(
            group, token, knows ? chronicle.last() : FollowRequest.NOW, BYTES, WAIT_MILLIS);
    if (context.post().send(node, question)) {
      asked = Optional.of(node);
      patience = Deadline.after(context.timers().now(), WAIT_MILLIS + SLACK_MILLIS);
    } else {
      fail(new GroupRefusal.Overloaded());
    }
  }

  private void fail(GroupRefusal reason) {
    asked = Optional.empty();
    trouble = Optional.of(reason);
    attempt++;
  }

  void tick() {
    if (asked.isPresent() && patience.isPassed(context.timers().now())) {
      fail(new GroupRefusal.NoReplica());
    }
    pull();
  }

  void peerLost(NodeId peer) {
    if (asked.filter(peer::equals).isPresent()) {
      fail(new GroupRefusal.NoReplica());
      pull();
    }
  }

  void answered(NodeId from, long toToken, HistoryOutcome outcome) {
    if (toToken != token || asked.filter(from::equals).isEmpty()) {
      return;
    }
    switch (outcome) {
      case HistoryOutcome.Page(List<Revision> revisions, long upTo) -> {
        asked = Optional.empty();
        trouble = Optional.empty();
        learn(revisions, upTo);
        pull();
      }
      case HistoryOutcome.Compacted() -> {
        asked = Optional.empty();
        isLost = true;
        pull();
      }
      case HistoryOutcome.NotRead(GroupRefusal reason) -> fail(reason);
    }
  }

  private void learn(List<Revision> revisions, long upTo) {
    if (!chronicle.isKnown() || isLost) {
      isLost = false;
      chronicle.restart(1, upTo);
    } else {
      chronicle.add(1, revisions);
    }
  }
}
