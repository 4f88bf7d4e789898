package io.kvasir.engine.groups;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.RowQuery;
import io.kvasir.engine.port.RowRange;
import io.kvasir.engine.port.RowsOutcome;
import io.kvasir.engine.port.Trace;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;

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
   * Reads what was asked for, after asking the leader what must be seen if that is wanted.
   *
   * @param done called at most once; never when the leader does not answer
   */
  void read(
      GroupRunner runner, RowQuery query, boolean isLinearizable, Consumer<RowsOutcome> done) {
    if (!isLinearizable) {
      load(runner, query, done);
      return;
    }
    Runnable load = Trace.carried(() -> load(runner, query, done));
    Consumer<RowsOutcome> refuse = Trace.carried(done);
    runner.read(
        new ReadWaits.Reader() {
          @Override
          public void ready() {
            load.run();
          }

          @Override
          public void refused() {
            refuse.accept(new RowsOutcome.NotRead(refusals.of(runner)));
          }
        });
  }

  private void load(GroupRunner runner, RowQuery query, Consumer<RowsOutcome> done) {
    if (query.range().isPresent()) {
      RowRange range = query.range().get();
      store.loadRange(
          runner.group(),
          query.keys(),
          range,
          onLoop(runner, done, page -> found(runner, range, page)));
    } else {
      store.load(
          runner.group(),
          query.keys(),
          onLoop(runner, done, rows -> new RowsOutcome.Rows(rows, false, leaderNode(runner))));
    }
  }

  private static RowsOutcome found(GroupRunner runner, RowRange range, GroupStore.RowPage page) {
    SortedMap<Bytes, Bytes> rows =
        range.brief() ? runner.machine().brief(page.rows()) : page.rows();
    return new RowsOutcome.Rows(rows, page.more(), leaderNode(runner));
  }

  private <T> OnLoop<T> onLoop(
      GroupRunner runner, Consumer<RowsOutcome> done, Function<T, RowsOutcome> outcome) {
    return new OnLoop<>(
        loop,
        found -> done.accept(outcome.apply(found)),
        fault -> {
          if (fault.isDamage()) {
            runner.failed(fault);
          }
          done.accept(new RowsOutcome.NotRead(new GroupRefusal.NoReplica()));
        });
  }

  private static Optional<NodeId> leaderNode(GroupRunner runner) {
    return runner.leader().map(Directory.Leader::node);
  }
}
