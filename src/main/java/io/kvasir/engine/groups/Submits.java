package io.kvasir.engine.groups;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Refusal;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.time.Deadline;
import io.kvasir.engine.loop.Deadlines;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.engine.port.SubmitOutcome;
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
 * The commands that clients of this node submitted. Each goes to whoever leads its group, and is
 * tried again until its deadline as long as it is certain that it was not proposed.
 */
final class Submits {
  private static final GroupRefusal OVERLOADED = new GroupRefusal.Overloaded();

  private final GroupLoop.Context context;
  private final Tokens tokens;
  private final Set<Submission> underWay = new LinkedHashSet<>();
  private final Set<Submission> waiting = new LinkedHashSet<>();
  private final Map<Long, Submission> away = new HashMap<>();

  Submits(GroupLoop.Context context, Tokens tokens) {
    this.context = context;
    this.tokens = tokens;
  }

  void begin(GroupId group, Bytes command, long timeoutMillis, Consumer<SubmitOutcome> done) {
    if (!context.budget().take(command.length())) {
      done.accept(new SubmitOutcome.NotApplied(OVERLOADED));
      return;
    }
    Submission submission = new Submission(group, command, timeoutMillis, done);
    underWay.add(submission);
    submission.advance();
  }

  void answered(NodeId from, long token, SubmitOutcome outcome) {
    Submission submission = away.get(token);
    if (submission != null && submission.isAt(from)) {
      submission.answered(from, outcome);
    }
  }

  void peerLost(NodeId peer) {
    List.copyOf(underWay).stream().filter(each -> each.isAt(peer)).forEach(Submission::peerLost);
  }

  /** Something changed that those who wait for a leader of {@code group} may go on with. */
  void retry(GroupId group) {
    List.copyOf(waiting).stream()
        .filter(each -> each.group.equals(group))
        .forEach(Submission::retry);
  }

  void retryAll() {
    List.copyOf(waiting).forEach(Submission::retry);
  }

  /** One command. */
  private final class Submission implements Proposals.Proposer {
    private final GroupId group;
    private final Bytes command;
    private final Deadline deadline;
    private final Deadlines.Wait wait;
    private final Consumer<SubmitOutcome> done;
    private final @Nullable Trace trace = Trace.current();
    private boolean isOver;
    private boolean isProposed;
    private Optional<NodeId> askedNode = Optional.empty();
    private long askedTerm;
    private long token = Tokens.UNANSWERED;
    private final SortedSet<NodeId> helpless = new TreeSet<>();
    private int attempt;
    private GroupRefusal reason = new GroupRefusal.NoLeader();

    Submission(GroupId group, Bytes command, long timeoutMillis, Consumer<SubmitOutcome> done) {
      this.group = group;
      this.command = command;
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

    /** Only while it is certain that nothing was proposed. */
    private void advance() {
      Trace.run(trace, () -> follow(context.routes().forCommand(group, attempt++)));
    }

    private void follow(Route route) {
      switch (route) {
        case Route.Here(GroupRunner runner) -> {
          isProposed = true;
          runner.propose(command, this);
        }
        case Route.ToLeader(Directory.Leader leader) -> ask(leader.node(), leader.term(), command);
        case Route.ToAny(NodeId node) -> ask(node, 0, Bytes.EMPTY);
        case Route.Wait(GroupRefusal why) -> waitFor(why);
        case Route.Nowhere(GroupRefusal why) -> end(new SubmitOutcome.NotApplied(why));
      }
    }

    private void waitFor(GroupRefusal why) {
      reason = why;
      waiting.add(this);
    }

    /** In term 0 nothing is carried out; the question is who leads. */
    private void ask(NodeId node, long term, Bytes content) {
      token = tokens.next();
      askedNode = Optional.of(node);
      askedTerm = term;
      away.put(token, this);
      long left = deadline.remainingMillis(context.timers().now());
      GroupMessage question = new GroupMessage.Submit(group, token, term, content, left);
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

    void answered(NodeId from, SubmitOutcome outcome) {
      comeBack();
      switch (outcome) {
        case SubmitOutcome.NotApplied(GroupRefusal why) -> refusedBy(from, why);
        case SubmitOutcome.Committed committed -> end(committed);
        case SubmitOutcome.Unknown() -> end(new SubmitOutcome.Unknown());
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
        case GroupRefusal.Overloaded() -> end(new SubmitOutcome.NotApplied(OVERLOADED));
        case GroupRefusal.NoMajority shortage -> helplessIs(by, shortage);
        case GroupRefusal.NoReplica noReplica -> waitElsewhere(noReplica);
        case GroupRefusal.NoLeader noLeader -> waitElsewhere(noLeader);
      }
    }

    /** Once all who can be asked say the same, there is nothing to wait for. */
    private void helplessIs(NodeId by, GroupRefusal why) {
      helpless.add(by);
      if (context.routes().isHopeless(group, helpless)) {
        end(new SubmitOutcome.NotApplied(why));
      } else {
        waitElsewhere(why);
      }
    }

    /** Whoever was asked is of no use now; others may know more in a moment. */
    private void waitElsewhere(GroupRefusal why) {
      context.directory().forget(group, askedTerm);
      waitFor(why);
    }

    void peerLost() {
      long term = askedTerm;
      comeBack();
      if (term == 0) {
        waitFor(reason);
        retry();
      } else {
        end(new SubmitOutcome.Unknown());
      }
    }

    private void expire() {
      boolean isCertain = !isProposed && (askedNode.isEmpty() || askedTerm == 0);
      end(isCertain ? new SubmitOutcome.NotApplied(reason) : new SubmitOutcome.Unknown());
    }

    private void end(SubmitOutcome outcome) {
      if (!isOver) {
        isOver = true;
        wait.cancel();
        comeBack();
        waiting.remove(this);
        underWay.remove(this);
        context.budget().giveBack(command.length());
        done.accept(outcome);
      }
    }

    @Override
    public void committed(Bytes result) {
      end(new SubmitOutcome.Committed(result, context.leaderOrSelf(group)));
    }

    @Override
    public void replaced() {
      isProposed = false;
      waitUnlessOver(new GroupRefusal.NoLeader());
    }

    @Override
    public void refused(Refusal why, Optional<ReplicaId> leader) {
      isProposed = false;
      switch (why) {
        case OVERLOADED -> end(new SubmitOutcome.NotApplied(OVERLOADED));
        case NOT_LEADER, TRANSFERRING, CHANGE_PENDING, NOT_POSSIBLE ->
            waitUnlessOver(new GroupRefusal.NoLeader());
      }
    }

    private void waitUnlessOver(GroupRefusal why) {
      if (!isOver) {
        waitFor(why);
      }
    }

    @Override
    public void lost() {
      end(new SubmitOutcome.Unknown());
    }
  }
}
