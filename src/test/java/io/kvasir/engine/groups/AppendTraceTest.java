package io.kvasir.engine.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Call;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.RaftMessage;
import io.kvasir.core.consensus.Recovered;
import io.kvasir.core.consensus.Refusal;
import io.kvasir.core.consensus.Role;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.time.Tick;
import io.kvasir.edge.memory.MemoryGroupStore;
import io.kvasir.edge.telemetry.ObservationLog;
import io.kvasir.edge.wire.ProtobufKeyspaceFormat;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.StorageFault;
import io.kvasir.engine.port.Timers;
import io.kvasir.engine.port.Trace;
import io.kvasir.engine.port.Transport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** For whom a leader sends entries, also those that had to wait for a follower. */
class AppendTraceTest {
  private static final GroupId GROUP = new GroupId(1);
  private static final Bytes COMMAND = Bytes.copyOf(new byte[] {1});
  private static final ReplicaId A = new ReplicaId(new NodeId("a"), 1);
  private static final ReplicaId B = new ReplicaId(new NodeId("b"), 2);
  private static final ReplicaId C = new ReplicaId(new NodeId("c"), 3);

  /** An append with entries, and what it was sent for. */
  private record Sent(ReplicaId to, RaftMessage.Append append, @Nullable Trace trace) {}

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final List<Sent> appends = new ArrayList<>();
  private long millis = 1_000;
  private boolean isFlushDue;
  private final GroupRunner runner = runner();

  private GroupRunner runner() {
    MemoryGroupStore store = new MemoryGroupStore();
    LogStart start = LogStart.founding(Membership.ofVoters(new TreeSet<>(List.of(A, B, C))));
    store.create(GROUP, A.life(), start, new Call<>());
    Groups.Ports ports =
        new Groups.Ports(
            List.of(), new NoTime(), () -> millis, new NoTransport(), store, new ObservationLog());
    GroupsConfig config = GroupsConfig.of(A.node(), 100, 1 << 20);
    return new GroupRunner(
        new GroupRunner.Making(
            GROUP, A, config, ports, new Tasks(), new Tokens(1, 0, 1), new Random(1)),
        Recovered.blank(start),
        new KeyspaceMachine(new ProtobufKeyspaceFormat()),
        new Sending());
  }

  /** Elected by b; its first entry is on the way to both. */
  @BeforeEach
  void lead() {
    Trace.switchOn();
    runner.start();
    settle();
    while (runner.status().role() == Role.FOLLOWER) {
      runner.tick(true);
      settle();
    }
    received(B, new RaftMessage.PreVoted(1, true));
    received(B, new RaftMessage.Voted(1, true));
    assertThat(runner.isLeader()).isTrue();
    assertThat(appends).hasSize(2);
    appends.clear();
  }

  @AfterEach
  void nothingIsWorkedForAnyMore() {
    assertThat(Trace.current()).isNull();
  }

  private void settle() {
    while (isFlushDue || !tasks.isEmpty()) {
      while (!tasks.isEmpty()) {
        tasks.remove().run();
      }
      if (isFlushDue) {
        isFlushDue = false;
        runner.flush();
      }
    }
  }

  private void received(ReplicaId from, RaftMessage message) {
    runner.receive(from, A, message);
    settle();
  }

  /** Proposes one command for each, all in one turn; what comes of them. */
  private Outcome propose(@Nullable Trace... traces) {
    Outcome outcome = new Outcome();
    for (Trace trace : traces) {
      Trace before = Trace.enter(trace);
      runner.propose(COMMAND, outcome);
      Trace.leave(before);
    }
    settle();
    return outcome;
  }

  private List<Sent> sentTo(ReplicaId follower) {
    return appends.stream().filter(each -> each.to().equals(follower)).toList();
  }

  private static Named traceOf(List<Sent> sent) {
    assertThat(sent).hasSize(1);
    return (Named) Objects.requireNonNull(sent.getFirst().trace());
  }

  @Test
  void entriesThatWaitedAreSentForWhomTheyWereProposed() {
    propose(new Named("request"));
    assertThat(appends).as("nobody is known to be ready").isEmpty();

    received(B, new RaftMessage.Appended(1, 1));

    assertThat(traceOf(sentTo(B)).name).isEqualTo("request/raft commit");
  }

  @Test
  void alsoWhenTheyAreCommittedByThen() {
    received(B, new RaftMessage.Appended(1, 1));
    Outcome outcome = propose(new Named("request"));
    assertThat(traceOf(sentTo(B)).name).isEqualTo("request/raft commit");
    received(B, new RaftMessage.Appended(1, 2));
    assertThat(outcome.committed).isEqualTo(1);

    received(C, new RaftMessage.Appended(1, 1));

    assertThat(traceOf(sentTo(C)).name).isEqualTo("request/raft commit");
  }

  @Test
  void oneAppendOfManyIsForAllOfThem() {
    propose(new Named("one"));
    propose(null, new Named("two"));

    received(B, new RaftMessage.Appended(1, 1));

    assertThat(traceOf(sentTo(B)).name).isEqualTo("one/raft commit");
    assertThat(traceOf(sentTo(B)).others).containsExactly("two/raft commit");
  }

  @Test
  void entriesThatNobodyFollowsAreSentForNobody() {
    propose(new Named("request"));
    received(B, new RaftMessage.Appended(1, 1));
    appends.clear();

    propose((Trace) null);

    assertThat(sentTo(B)).singleElement().matches(each -> each.trace() == null);
  }

  @Test
  void whoComesBackMuchLaterIsNotPartOfTheRequest() {
    propose(new Named("request"));
    millis += 3_600_000;
    runner.tick(false);
    settle();

    received(B, new RaftMessage.Appended(1, 1));

    assertThat(sentTo(B)).singleElement().matches(each -> each.trace() == null);
  }

  /** A trace by its name, as in {@code request/step}. */
  private static final class Named extends Trace {
    private final String name;
    private final List<String> others;

    Named(String name) {
      this(name, List.of());
    }

    private Named(String name, List<String> others) {
      this.name = name;
      this.others = others;
    }

    @Override
    public Step begin(String step) {
      return new Begun(new Named(name + "/" + step));
    }

    @Override
    public Trace took(String step, long sinceNanos, @Nullable Trace with) {
      return new Named(name + "/" + step);
    }

    @Override
    public Trace with(List<Trace> more) {
      return new Named(name, more.stream().map(each -> ((Named) each).name).toList());
    }
  }

  private static final class NoTime implements Timers {
    @Override
    public Tick now() {
      return new Tick(0);
    }

    @Override
    public long wallMillis() {
      return 0;
    }

    @Override
    public void schedule(long delayMillis, Runnable task) {}
  }

  /** A host sends, and not its replicas. */
  private static final class NoTransport implements Transport {
    @Override
    public boolean send(NodeId to, PeerMessage message) {
      throw new AssertionError(message);
    }

    @Override
    public boolean isReachable(NodeId peer) {
      throw new AssertionError(peer);
    }

    @Override
    public void listen(Receiver receiver) {}
  }

  private record Begun(Named trace) implements Trace.Step {
    @Override
    public void end() {}
  }

  private static final class Outcome implements Proposals.Proposer {
    private int committed;

    @Override
    public void committed(Bytes result) {
      committed++;
    }

    @Override
    public void replaced() {
      throw new AssertionError("replaced");
    }

    @Override
    public void refused(Refusal reason, Optional<ReplicaId> leader) {
      throw new AssertionError(reason);
    }

    @Override
    public void lost() {
      throw new AssertionError("lost");
    }
  }

  private final class Tasks implements Loop {
    @Override
    public boolean offer(Runnable task) {
      return tasks.add(task);
    }

    @Override
    public void complete(Runnable task) {
      tasks.add(task);
    }
  }

  private final class Sending implements GroupRunner.Host {
    @Override
    public void hasWork(GroupRunner flushed) {
      isFlushDue = true;
    }

    @Override
    public void send(NodeId to, GroupMessage.OfReplica message) {
      if (message.message() instanceof RaftMessage.Append append) {
        appends.add(new Sent(message.to(), append, Trace.current()));
      }
    }

    @Override
    public void roleChanged(GroupRunner changed) {}

    @Override
    public void stopped(GroupRunner gone, StorageFault fault) {
      throw new AssertionError(fault.reason());
    }
  }
}
