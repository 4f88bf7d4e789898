package io.kvasir.engine.groups;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.RowsOutcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads rows of replicas on this node. */
final class LocalReads {
  private final GroupStore store;
  private final Loop loop;
  private final Refusals refusals;

  /** Says why a read cannot be had from a replica. */
  interface Refusals {
    GroupRefusal of(GroupRunner runner);
  }

  LocalReads(GroupStore store, Loop loop, Refusals refusals) {
    this.store = store;
    this.loop = loop;
    this.refusals = refusals;
  }

  /**
   * Reads {@code rows}, after asking the leader what must be seen if that is wanted.
   *
   * @param done called at most once; never when the leader does not answer
   */
  void read(
      GroupRunner runner, List<Bytes> rows, boolean isLinearizable, Consumer<RowsOutcome> done) {
    if (!isLinearizable) {
      load(runner, rows, done);
      return;
    }
    runner.read(
        new ReadWaits.Reader() {
          @Override
          public void ready() {
            load(runner, rows, done);
          }

          @Override
          public void refused() {
            done.accept(new RowsOutcome.NotRead(refusals.of(runner)));
          }
        });
  }

  private void load(GroupRunner runner, List<Bytes> rows, Consumer<RowsOutcome> done) {
    store.load(
        runner.group(),
        rows,
        new OnLoop<>(
            loop,
            found -> done.accept(new RowsOutcome.Rows(found, leaderNode(runner))),
            fault -> {
              if (fault.isDamage()) {
                runner.failed(fault);
              }
              done.accept(new RowsOutcome.NotRead(new GroupRefusal.NoReplica()));
            }));
  }

  private static Optional<NodeId> leaderNode(GroupRunner runner) {
    return runner.leader().map(Directory.Leader::node);
  }
}
