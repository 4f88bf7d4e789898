package io.kvasir.engine;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.burial.BurialMessage;
import io.kvasir.core.burial.BurialMessage.Answer;
import io.kvasir.core.burial.BurialMessage.Grave;
import io.kvasir.core.burial.BurialMessage.Question;
import io.kvasir.core.burial.Burials;
import io.kvasir.core.crdt.Remains;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.Topology;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What this node says of keys that are to be forgotten, and forgets them when all agree. */
final class BurialAnswers {
  private final NodeId self;
  private final long life;
  private final LoopPorts on;
  private final LocalReplica replica;
  private final Debts debts;
  private final Tenures tenures;
  private final Graves graves;
  private final Supplier<Topology> topology;

  /**
   * @param life of this process; never that of another
   */
  BurialAnswers(
      NodeId self,
      long life,
      LoopPorts on,
      LocalReplica replica,
      Debts debts,
      Tenures tenures,
      Graves graves,
      Supplier<Topology> topology) {
    this.self = self;
    this.life = life;
    this.on = on;
    this.replica = replica;
    this.debts = debts;
    this.tenures = tenures;
    this.graves = graves;
    this.topology = topology;
  }

  /** Calls {@code then} once. */
  void answer(BurialMessage.Ask ask, Consumer<Answer> then) {
    Burials known = graves.of(ask.partition(), ask.replicas());
    if (graves.isHeld(on.ports().timers().now()) || !isReady(ask.epoch(), known)) {
      then.accept(new Answer.NotReady());
      return;
    }
    switch (ask.question()) {
      case Question.Survey(List<EntryKey> entries) -> remaining(ask, entries, then);
      case Question.Confirm(long sequence, HybridTimestamp floor) -> {
        if (debts.has(ask.partition(), sequence)) {
          then.accept(new Answer.Owing());
        } else if (!isHolder(ask.partition(), ask.replicas()) && !debts.hasFiled(ask.partition())) {
          delivered(ask, then);
        } else {
          keep(known.above(floor), () -> delivered(ask, then), then);
        }
      }
      case Question.Fence(long fence, List<EntryKey> entries) -> {
        if (known.isLast()) {
          then.accept(new Answer.NotReady());
        } else if (!isHolder(ask.partition(), ask.replicas())) {
          // What it read and could still send it forgets when it restarts.
          graves.note(known.behind(fence));
          remaining(ask, entries, then);
        } else {
          keep(known.behind(fence), () -> remaining(ask, entries, then), then);
        }
      }
    }
  }

  private void delivered(BurialMessage.Ask ask, Consumer<Answer> then) {
    then.accept(
        isReady(ask.epoch(), graves.of(ask.partition(), ask.replicas()))
            ? new Answer.Delivered(life, graves.clock())
            : new Answer.NotReady());
  }

  private boolean isHolder(PartitionId partition, int replicas) {
    return topology.get().replicas(partition, replicas).current().contains(self);
  }

  /** In force at once, so that nothing that comes later lies before what is dropped. */
  private void keep(Burials next, Runnable kept, Consumer<Answer> then) {
    graves.note(next);
    on.ports()
        .store()
        .keep(
            next,
            debts.lowest(next.partition()),
            on.then(nothing -> kept.run(), () -> then.accept(new Answer.NotReady())));
  }

  private boolean isReady(long epoch, Burials share) {
    Topology now = topology.get();
    return now.epoch() == epoch
        && now.transition().isEmpty()
        && !tenures.uncleared().contains(new Share(share.partition(), share.replicas()));
  }

  private void remaining(BurialMessage.Ask ask, List<EntryKey> entries, Consumer<Answer> then) {
    Long[] remains = new Long[entries.size()];
    HybridTimestamp[] newest = {HybridTimestamp.ZERO};
    int[] missing = {entries.size()};
    if (entries.isEmpty()) {
      end(ask, remains, newest[0], then);
    }
    for (int i = 0; i < entries.size(); i++) {
      int index = i;
      look(
          ask.partition(),
          entries.get(i),
          left -> {
            remains[index] = left.hash();
            newest[0] = left.newest().isAfter(newest[0]) ? left.newest() : newest[0];
            if (--missing[0] == 0) {
              end(ask, remains, newest[0], then);
            }
          });
    }
  }

  /** What is left of one key. */
  private record Left(long hash, HybridTimestamp newest) {
    static final Left SOMETHING = new Left(Remains.VISIBLE, HybridTimestamp.ZERO);

    static Left of(Optional<Slice> stored) {
      return stored
          .map(Slice::state)
          .map(state -> new Left(Remains.hash(state), Remains.newest(state)))
          .orElse(new Left(Remains.NONE, HybridTimestamp.ZERO));
    }
  }

  /** What is damaged, or may be, is not taken for nothing. */
  private void look(PartitionId partition, EntryKey entry, Consumer<Left> then) {
    Runnable failed = () -> then.accept(Left.SOMETHING);
    if (replica.isBusy(entry)) {
      failed.run();
      return;
    }
    replica.load(
        partition,
        entry,
        Scope.whole(),
        stored -> {
          Left left = Left.of(stored);
          if (left.hash() == Remains.VISIBLE) {
            then.accept(left);
          } else {
            replica.check(
                partition,
                entry,
                flaw -> then.accept(flaw.isPresent() ? Left.SOMETHING : left),
                failed);
          }
        },
        failed);
  }

  private void end(
      BurialMessage.Ask ask, Long[] remains, HybridTimestamp newest, Consumer<Answer> then) {
    boolean isReady = isReady(ask.epoch(), graves.of(ask.partition(), ask.replicas()));
    then.accept(
        isReady
            ? new Answer.Remaining(life, debts.lastSequence(), Arrays.asList(remains), newest)
            : new Answer.NotReady());
  }

  void bury(BurialMessage.Bury order) {
    PartitionId partition = order.partition();
    Burials known = graves.of(partition, order.replicas());
    if (isHolder(partition, order.replicas())
        && isReady(order.epoch(), known)
        && known.fence() >= order.fence()) {
      order.graves().forEach(grave -> bury(partition, grave));
    }
  }

  private void bury(PartitionId partition, Grave grave) {
    Optional<CatalogueEntry> bucket = topology.get().buckets().live(grave.entry().bucket().name());
    bucket.ifPresent(
        live ->
            replica.bury(
                partition,
                grave.entry(),
                live.spec().type(),
                grave.remains(),
                Merger.of(this::buried, refusal -> {})));
  }

  private void buried(boolean changed) {
    if (changed) {
      on.observe(new ReplicationObservation.Buried());
    }
  }
}
