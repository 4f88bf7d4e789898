package io.kvasir.engine.groups;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Refusal;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.time.Deadline;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.Loop;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A leader's rounds: once in a while it looks at what time may have changed in its state machine,
 * and proposes what follows from it. One command is under way at a time. A state machine that time
 * cannot change costs nothing.
 */
final class Rounds {
  /** Between rounds; after one that found as much as it may, the next begins with the next tick. */
  static final long PAUSE_MILLIS = 1_000;

  /** Of a round that nobody says anything of. */
  private static final long LOST_MILLIS = 10_000;

  private final GroupRunner runner;
  private final StateMachine machine;
  private final Groups.Ports ports;
  private final Loop loop;
  private Deadline next;

  Rounds(GroupRunner runner, StateMachine machine, Groups.Ports ports, Loop loop) {
    this.runner = runner;
    this.machine = machine;
    this.ports = ports;
    this.loop = loop;
    this.next = Deadline.after(ports.timers().now(), 0);
  }

  /** Time goes by, and the replica leads. */
  void tick() {
    if (next.isPassed(ports.timers().now())) {
      machine.look(ports.clock().getAsLong()).ifPresent(this::begin);
    }
  }

  private void begin(StateMachine.Look look) {
    pause(LOST_MILLIS);
    GroupStore store = ports.store();
    store.scan(
        runner.group(),
        look.from(),
        Optional.of(look.to()),
        look.limit(),
        new OnLoop<>(loop, rows -> found(look, rows), fault -> pause(PAUSE_MILLIS)));
  }

  private void found(StateMachine.Look look, SortedMap<Bytes, Bytes> rows) {
    boolean leads = runner.isRunning() && runner.isLeader();
    Optional<Bytes> command = leads ? machine.seen(rows) : Optional.empty();
    if (command.isPresent()) {
      runner.propose(command.get(), new Walker(rows.size() < look.limit() ? PAUSE_MILLIS : 0));
    } else {
      pause(PAUSE_MILLIS);
    }
  }

  private void pause(long millis) {
    next = Deadline.after(ports.timers().now(), millis);
  }

  /** Waits for what comes of a round's command; if nothing does, the next round finds it again. */
  private final class Walker implements Proposals.Proposer {
    private final long pauseMillis;

    Walker(long pauseMillis) {
      this.pauseMillis = pauseMillis;
    }

    @Override
    public void committed(Bytes result) {
      pause(pauseMillis);
    }

    @Override
    public void replaced() {
      pause(PAUSE_MILLIS);
    }

    @Override
    public void refused(Refusal reason, Optional<ReplicaId> leader) {
      pause(PAUSE_MILLIS);
    }

    @Override
    public void lost() {
      pause(PAUSE_MILLIS);
    }
  }
}
