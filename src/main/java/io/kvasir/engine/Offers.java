package io.kvasir.engine;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.gossip.Offering;
import io.kvasir.core.gossip.RepairMessage.Answer;
import io.kvasir.core.gossip.RepairMessage.Question.Offer;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.ring.PartitionId;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Offers keys to replicas that lack some of their states. Of each batch of keys a few are under way
 * at once, bounded in number and bytes by what was not acknowledged yet; all batches of a loop
 * share a rate.
 */
final class Offers {
  private static final int WINDOW_KEYS = 32;
  private static final long WINDOW_BYTES = 1L << 20;
  private static final int BATCHES = 32;
  private static final long TAKE_MILLIS = 10_000;

  private final LocalReplica replica;
  private final Fence fence;
  private final Questions questions;
  private final LoopPorts on;
  private final LongSupplier clock;
  private final long bytesPerSecond;
  private final Set<Batch> batches = new LinkedHashSet<>();
  private long allowance;

  /**
   * @param clock the burial clock
   */
  Offers(
      LocalReplica replica,
      Fence fence,
      Questions questions,
      LoopPorts on,
      LongSupplier clock,
      long bytesPerSecond) {
    this.clock = clock;
    this.replica = replica;
    this.fence = fence;
    this.questions = questions;
    this.on = on;
    this.bytesPerSecond = bytesPerSecond;
    this.allowance = bytesPerSecond;
  }

  /**
   * Calls {@code done} when all keys were taken or could not be, and says whether all were.
   *
   * @return false when too much is under way; nothing is done then
   */
  boolean offer(NodeId to, PartitionId partition, List<EntryKey> entries, Consumer<Boolean> done) {
    if (batches.size() >= BATCHES) {
      return false;
    }
    Batch batch = new Batch(to, partition, new ArrayDeque<>(entries), done);
    batches.add(batch);
    batch.advance();
    return true;
  }

  /** Lets more bytes go; at most those of a second are saved up. */
  void tick(long millis) {
    allowance = Math.min(bytesPerSecond, allowance + bytesPerSecond * millis / 1_000);
    List.copyOf(batches).forEach(Batch::advance);
  }

  private final class Batch {
    private final NodeId to;
    private final PartitionId partition;
    private final ArrayDeque<EntryKey> rest;
    private final Consumer<Boolean> done;
    private int underWay;
    private long unacknowledged;
    private boolean advancing;
    private boolean all = true;

    Batch(NodeId to, PartitionId partition, ArrayDeque<EntryKey> rest, Consumer<Boolean> done) {
      this.to = to;
      this.partition = partition;
      this.rest = rest;
      this.done = done;
    }

    void advance() {
      if (advancing) {
        return;
      }
      advancing = true;
      while (!rest.isEmpty()
          && underWay < WINDOW_KEYS
          && unacknowledged < WINDOW_BYTES
          && allowance > 0) {
        underWay++;
        Offering offering = new Offering(rest.remove());
        carryOut(offering, offering.start(), clock.getAsLong());
      }
      advancing = false;
      if (rest.isEmpty() && underWay == 0 && batches.remove(this)) {
        done.accept(all);
      }
    }

    /**
     * @param asOf when what it gives was read
     */
    private void carryOut(Offering offering, Offering.Effect effect, long asOf) {
      switch (effect) {
        case Offering.Effect.Load(Optional<Element> after) -> load(offering, after);
        case Offering.Effect.Send(Offer offer) -> send(offering, offer, asOf);
        case Offering.Effect.End(boolean complete) -> {
          underWay--;
          all &= complete;
          advance();
        }
      }
    }

    private void load(Offering offering, Optional<Element> after) {
      long asOf = clock.getAsLong();
      on.ports()
          .store()
          .loadPage(
              partition,
              offering.entry(),
              after,
              Offering.PAGE_MEMBERS,
              Offering.PAGE_BYTES,
              on.then(
                  page -> carryOut(offering, offering.loaded(page), asOf),
                  () -> carryOut(offering, new Offering.Effect.End(false), asOf)));
    }

    private void send(Offering offering, Offer offer, long asOf) {
      if (fence.isPast(partition, offering.entry(), asOf)) {
        carryOut(offering, new Offering.Effect.End(false), asOf);
        return;
      }
      long weight = Weight.of(offer.slice().state());
      allowance -= weight;
      unacknowledged += weight;
      questions.ask(
          to,
          partition,
          offer,
          asOf,
          TAKE_MILLIS,
          answer -> {
            unacknowledged -= weight;
            carryOut(offering, next(offering, offer, weight, answer, asOf), asOf);
          });
    }

    private Offering.Effect next(
        Offering offering, Offer offer, long weight, Answer answer, long asOf) {
      if (!(answer instanceof Answer.Taken taken)) {
        return new Offering.Effect.End(false);
      }
      on.observe(new ReplicationObservation.StateOffered(to, weight));
      taken
          .removed()
          .ifPresent(
              removal -> replica.merge(partition, offer.entry(), removal, asOf, Merger.NOBODY));
      return offering.taken(taken.by());
    }
  }
}
