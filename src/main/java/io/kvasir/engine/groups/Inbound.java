package io.kvasir.engine.groups;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Refusal;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.engine.loop.Deadlines;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.engine.port.RowsOutcome;
import io.kvasir.engine.port.SubmitOutcome;
import io.kvasir.engine.port.Trace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The commands and reads that other nodes bring here. None is passed on. */
final class Inbound {
  /** How many commands are remembered, so that a repeated message is not a repeated command. */
  private static final int REMEMBERED = 65_536;

  private record Received(NodeId from, long token) {}

  private final GroupLoop.Context context;
  private final Map<Received, Boolean> received =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Received, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  Inbound(GroupLoop.Context context) {
    this.context = context;
  }

  /**
   * @param runner the replica here, if it runs
   */
  void submit(NodeId from, GroupMessage.Submit request, Optional<GroupRunner> runner) {
    if (received.put(new Received(from, request.token()), Boolean.TRUE) != null) {
      return;
    }
    Consumer<SubmitOutcome> answer =
        outcome ->
            send(from, new GroupMessage.Submitted(request.group(), request.token(), outcome));
    refusal(request, runner)
        .ifPresentOrElse(
            reason -> answer.accept(new SubmitOutcome.NotApplied(reason)),
            () -> propose(request, runner.orElseThrow(), answer));
  }

  private Optional<GroupRefusal> refusal(
      GroupMessage.Submit request, Optional<GroupRunner> runner) {
    if (runner.isEmpty()) {
      return Optional.of(new GroupRefusal.NoReplica());
    }
    if (!runner.get().isLeader() || runner.get().term() != request.term()) {
      return Optional.of(context.routes().elsewhere(runner.get()));
    }
    return context.routes().shortage(runner.get());
  }

  private void propose(
      GroupMessage.Submit request, GroupRunner runner, Consumer<SubmitOutcome> answer) {
    if (context.budget().take(request.command().length())) {
      runner.propose(request.command(), new Guest(request, runner, answer));
    } else {
      answer.accept(new SubmitOutcome.NotApplied(new GroupRefusal.Overloaded()));
    }
  }

  /** A command of another node's, until it is known what came of it or nobody waits any more. */
  private final class Guest implements Proposals.Proposer {
    private final long payload;
    private final GroupRunner runner;
    private final Consumer<SubmitOutcome> answer;
    private final Deadlines.Wait wait;
    private boolean isOver;

    Guest(GroupMessage.Submit request, GroupRunner runner, Consumer<SubmitOutcome> answer) {
      this.payload = request.command().length();
      this.runner = runner;
      this.answer = answer;
      this.wait =
          context
              .deadlines()
              .after(request.timeoutMillis(), () -> end(new SubmitOutcome.Unknown()));
    }

    private void end(SubmitOutcome outcome) {
      if (!isOver) {
        isOver = true;
        wait.cancel();
        context.budget().giveBack(payload);
        answer.accept(outcome);
      }
    }

    @Override
    public void committed(Bytes result) {
      end(new SubmitOutcome.Committed(result, context.leaderOrSelf(runner.group())));
    }

    @Override
    public void replaced() {
      end(new SubmitOutcome.NotApplied(context.routes().elsewhere(runner)));
    }

    @Override
    public void refused(Refusal reason, Optional<ReplicaId> leader) {
      end(
          new SubmitOutcome.NotApplied(
              switch (reason) {
                case OVERLOADED -> new GroupRefusal.Overloaded();
                case TRANSFERRING -> new GroupRefusal.NoLeader();
                case NOT_LEADER, CHANGE_PENDING, NOT_POSSIBLE -> context.routes().elsewhere(runner);
              }));
    }

    @Override
    public void lost() {
      end(new SubmitOutcome.Unknown());
    }
  }

  /**
   * Rows that are too large for the transport, or find its queue full, cannot be had from here.
   *
   * @param runner the replica here, if it runs
   */
  void readRows(NodeId from, GroupMessage.ReadRows request, Optional<GroupRunner> runner) {
    long payload = request.query().weight();
    Optional<GroupRefusal> refusal = refusal(request, runner);
    if (refusal.isPresent()) {
      answer(from, request, new RowsOutcome.NotRead(refusal.get()));
    } else if (!context.budget().take(payload)) {
      answer(from, request, new RowsOutcome.NotRead(new GroupRefusal.Overloaded()));
    } else {
      read(from, request, runner.orElseThrow(), payload);
    }
  }

  private Optional<GroupRefusal> refusal(
      GroupMessage.ReadRows request, Optional<GroupRunner> runner) {
    if (runner.isEmpty() || runner.get().membership().voters().isEmpty()) {
      return Optional.of(new GroupRefusal.NoReplica());
    }
    if (!request.linearizable()) {
      return Optional.empty();
    }
    return switch (context.routes().forFreshRead(request.group(), 0)) {
      case Route.Here here -> Optional.empty();
      case Route.Nowhere(GroupRefusal reason) -> Optional.of(reason);
      case Route.Wait(GroupRefusal reason) -> Optional.of(reason);
      case Route.ToLeader toLeader -> Optional.of(context.routes().elsewhere(runner.get()));
      case Route.ToAny toAny -> Optional.of(context.routes().elsewhere(runner.get()));
    };
  }

  private void read(NodeId from, GroupMessage.ReadRows request, GroupRunner runner, long payload) {
    Visit visit = new Visit(Trace.carried(outcome -> answer(from, request, outcome)), payload);
    visit.wait =
        Optional.of(
            context
                .deadlines()
                .after(request.timeoutMillis(), () -> visit.end(new RowsOutcome.TimedOut())));
    context.localReads().read(runner, request.query(), request.linearizable(), visit::end);
  }

  /** A read of another node's. */
  private final class Visit {
    private final Consumer<RowsOutcome> answer;
    private final long payload;
    private Optional<Deadlines.Wait> wait = Optional.empty();
    private boolean isOver;

    Visit(Consumer<RowsOutcome> answer, long payload) {
      this.answer = answer;
      this.payload = payload;
    }

    void end(RowsOutcome outcome) {
      if (!isOver) {
        isOver = true;
        wait.ifPresent(Deadlines.Wait::cancel);
        context.budget().giveBack(payload);
        answer.accept(outcome);
      }
    }
  }

  private void answer(NodeId to, GroupMessage.ReadRows request, RowsOutcome outcome) {
    if (!send(to, new GroupMessage.RowsRead(request.group(), request.token(), outcome))
        && outcome instanceof RowsOutcome.Rows) {
      answer(to, request, new RowsOutcome.NotRead(new GroupRefusal.Overloaded()));
    }
  }

  private boolean send(NodeId to, GroupMessage message) {
    return context.post().send(to, message);
  }
}
