package io.kvasir.engine.groups;

import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.Deadline;
import io.kvasir.engine.loop.Deadlines;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.engine.port.RowQuery;
import io.kvasir.engine.port.RowsOutcome;
import io.kvasir.engine.port.Trace;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The reads that clients of this node asked for. A read changes nothing, so it is tried again until
 * its deadline, whatever became of it before.
 */
final class RowReads {
  private final GroupLoop.Context context;
  private final Tokens tokens;
  private final Set<Reading> underWay = new LinkedHashSet<>();
  private final Set<Reading> waiting = new LinkedHashSet<>();
  private final Map<Long, Reading> away = new HashMap<>();

  RowReads(GroupLoop.Context context, Tokens tokens) {
    this.context = context;
    this.tokens = tokens;
  }

  void begin(
      GroupId group,
      RowQuery query,
      boolean isLinearizable,
      long timeoutMillis,
      Consumer<RowsOutcome> done) {
    long payload = query.weight();
    if (!context.budget().take(payload)) {
      done.accept(new RowsOutcome.NotRead(new GroupRefusal.Overloaded()));
      return;
    }
    Reading reading = new Reading(group, query, isLinearizable, timeoutMillis, done);
    underWay.add(reading);
    reading.advance();
  }

  void answered(NodeId from, long token, RowsOutcome outcome) {
    Reading reading = away.get(token);
    if (reading != null && reading.isAt(from)) {
      reading.answered(from, outcome);
    }
  }

  void peerLost(NodeId peer) {
    List.copyOf(underWay).stream().filter(each -> each.isAt(peer)).forEach(Reading::askElsewhere);
  }

  /** Something changed that those who wait for a leader of {@code group} may go on with. */
  void retry(GroupId group) {
    List.copyOf(waiting).stream().filter(each -> each.group.equals(group)).forEach(Reading::retry);
  }

  void retryAll() {
    List.copyOf(waiting).forEach(Reading::retry);
  }

  /** One read. */
  private final class Reading {
    private final GroupId group;
    private final RowQuery query;
    private final boolean isLinearizable;
    private final Deadline deadline;
    private final Deadlines.Wait wait;
    private final Consumer<RowsOutcome> done;
    private final @Nullable Trace trace = Trace.current();
    private boolean isOver;
    private Optional<NodeId> askedNode = Optional.empty();
    private long askedTerm;
    private long token = Tokens.UNANSWERED;
    private final SortedSet<NodeId> helpless = new TreeSet<>();
    private int attempt;
    private GroupRefusal reason = new GroupRefusal.NoLeader();

    Reading(
        GroupId group,
        RowQuery query,
        boolean isLinearizable,
        long timeoutMillis,
        Consumer<RowsOutcome> done) {
      this.group = group;
      this.query = query;
      this.isLinearizable = isLinearizable;
      this.deadline = Deadline.after(context.timers().now(), timeoutMillis);
      this.done = done;
      this.wait = context.deadlines().after(timeoutMillis, this::expire);
    }

    boolean isAt(NodeId node) {
      return askedNode.filter(node::equals).isPresent();
    }

    void retry() {
      if (waiting.remove(this)) {
        advance();
      }
    }

    private void advance() {
      Trace.run(trace, () -> follow(route()));
    }

    private void follow(Route route) {
      switch (route) {
        case Route.Here(GroupRunner runner) ->
            context.localReads().read(runner, query, isLinearizable, this::readHere);
        case Route.ToLeader(Directory.Leader leader) -> ask(leader.node(), leader.term());
        case Route.ToAny(NodeId node) -> ask(node, 0);
        case Route.Wait(GroupRefusal why) -> waitFor(why);
        case Route.Nowhere(GroupRefusal why) -> end(new RowsOutcome.NotRead(why));
      }
    }

    private Route route() {
      int number = attempt++;
      return isLinearizable
          ? context.routes().forFreshRead(group, number)
          : context.routes().forStaleRead(group, number);
    }

    private void readHere(RowsOutcome outcome) {
      if (!isOver) {
        switch (outcome) {
          case RowsOutcome.NotRead(GroupRefusal why) ->
              waitFor(why instanceof GroupRefusal.LedBy ? new GroupRefusal.NoLeader() : why);
          case RowsOutcome.Rows found -> end(found);
          case RowsOutcome.TimedOut timedOut -> end(timedOut);
        }
      }
    }

    private void waitFor(GroupRefusal why) {
      reason = why;
      waiting.add(this);
    }

    private void ask(NodeId node, long term) {
      token = tokens.next();
      askedNode = Optional.of(node);
      askedTerm = term;
      away.put(token, this);
      long left = deadline.remainingMillis(context.timers().now());
      GroupMessage question = new GroupMessage.ReadRows(group, token, query, isLinearizable, left);
      if (!context.post().send(node, question)) {
        comeBack();
        waitFor(reason);
      }
    }

    private void comeBack() {
      away.remove(token);
      token = Tokens.UNANSWERED;
      askedNode = Optional.empty();
    }

    void askElsewhere() {
      comeBack();
      waitFor(reason);
      retry();
    }

    void answered(NodeId from, RowsOutcome outcome) {
      comeBack();
      switch (outcome) {
        case RowsOutcome.NotRead(GroupRefusal why) -> refusedBy(from, why);
        case RowsOutcome.Rows found -> {
          learn(found);
          end(found);
        }
        case RowsOutcome.TimedOut timedOut -> waitFor(reason);
      }
    }

    /** Nobody said in which term, so this is only for those who know nothing else. */
    private void learn(RowsOutcome.Rows found) {
      if (context.directory().leader(group).isEmpty()) {
        found
            .leader()
            .ifPresent(node -> context.directory().learn(group, new Directory.Leader(node, 0)));
      }
    }

    private void refusedBy(NodeId by, GroupRefusal why) {
      switch (why) {
        case GroupRefusal.LedBy(NodeId node, long term) -> {
          context.directory().learn(group, new Directory.Leader(node, term));
          waitFor(new GroupRefusal.NoLeader());
          if (term > askedTerm && context.voters().isReachable(node)) {
            retry();
          }
        }
        case GroupRefusal.Overloaded overloaded -> end(new RowsOutcome.NotRead(overloaded));
        case GroupRefusal.NoMajority shortage -> helplessIs(by, shortage);
        case GroupRefusal.NoReplica noReplica -> waitElsewhere(noReplica);
        case GroupRefusal.NoLeader noLeader -> waitElsewhere(noLeader);
      }
    }

    /** Once all who can be asked say the same, there is nothing to wait for. */
    private void helplessIs(NodeId by, GroupRefusal why) {
      helpless.add(by);
      if (context.routes().isHopeless(group, helpless)) {
        end(new RowsOutcome.NotRead(why));
      } else {
        waitElsewhere(why);
      }
    }

    private void waitElsewhere(GroupRefusal why) {
      context.directory().forget(group, askedTerm);
      waitFor(why);
    }

    private void expire() {
      end(waiting.contains(this) ? new RowsOutcome.NotRead(reason) : new RowsOutcome.TimedOut());
    }

    private void end(RowsOutcome outcome) {
      if (!isOver) {
        isOver = true;
        wait.cancel();
        comeBack();
        waiting.remove(this);
        underWay.remove(this);
        context.budget().giveBack(query.weight());
        done.accept(outcome);
      }
    }
  }
}
