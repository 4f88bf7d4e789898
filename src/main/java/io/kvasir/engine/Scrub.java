package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Flaw;
import io.kvasir.core.gossip.Leaf;
import io.kvasir.core.gossip.LeafCheck;
import io.kvasir.core.gossip.LeafSums;
import io.kvasir.core.gossip.Pairing;
import io.kvasir.core.gossip.RepairMessage.Answer;
import io.kvasir.core.gossip.RepairMessage.Question;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.ring.PartitionId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Holds what the partitions of one loop store against the digests that were kept with it, leaf by
 * leaf and for ever, at a bounded rate. Where they do not fit, the other replicas tell which of the
 * two is right, and have what is lost. Where they cannot tell, it waits for the next time round,
 * when whatever is under way between the replicas has ended.
 */
final class Scrub {
  private static final long ANSWER_MILLIS = 10_000;

  /** How many keys are remembered to be looked at before all others. */
  private static final int SUSPECTS = 256;

  /** A leaf of the tree of a bucket in a partition. */
  private record Place(Share share, BucketId bucket, Leaf leaf) {}

  private final long keysPerSecond;
  private final LoopPorts on;
  private final Pairings pairings;
  private final Questions questions;
  private final LocalReplica replica;
  private final Restorations restorations;
  private final ArrayDeque<Share> shares = new ArrayDeque<>();
  private final ArrayDeque<Place> places = new ArrayDeque<>();
  private final TreeMap<EntryKey, PartitionId> suspects = new TreeMap<>();
  private long allowance;
  private boolean busy;

  Scrub(
      long keysPerSecond,
      LoopPorts on,
      Pairings pairings,
      Questions questions,
      LocalReplica replica,
      Restorations restorations) {
    this.keysPerSecond = keysPerSecond;
    this.on = on;
    this.pairings = pairings;
    this.questions = questions;
    this.replica = replica;
    this.restorations = restorations;
  }

  /** Time goes by; the loop's partitions are as given. */
  void tick(List<PartitionId> partitions, long millis) {
    allowance = Math.min(keysPerSecond, allowance + Math.max(1, keysPerSecond * millis / 1_000));
    if (shares.isEmpty() && places.isEmpty()) {
      pairings.held().stream()
          .filter(share -> partitions.contains(share.partition()))
          .forEach(shares::add);
    }
    advance();
  }

  /** A key could not be read: it is looked at soon. */
  void suspect(PartitionId partition, EntryKey entry) {
    if (suspects.size() < SUSPECTS) {
      suspects.put(entry, partition);
    }
  }

  private void advance() {
    boolean idle = shares.isEmpty() && places.isEmpty() && suspects.isEmpty();
    if (busy || allowance <= 0 || idle) {
      return;
    }
    busy = true;
    allowance--;
    Map.Entry<EntryKey, PartitionId> suspect = suspects.pollFirstEntry();
    Place place = suspect == null ? places.poll() : null;
    if (suspect != null) {
      look(suspect.getKey(), suspect.getValue());
    } else if (place != null) {
      check(place);
    } else {
      enter(shares.remove());
    }
  }

  private void goOn() {
    busy = false;
    advance();
  }

  private void look(EntryKey entry, PartitionId partition) {
    Optional<Integer> replicas = pairings.count(entry.bucket());
    if (replicas.isEmpty()) {
      goOn();
      return;
    }
    Share share = new Share(partition, replicas.get());
    on.ports()
        .store()
        .check(
            partition,
            entry,
            on.then(
                flaw -> mend(share, new ArrayDeque<>(flaw.stream().toList()), this::goOn),
                this::goOn));
  }

  private void enter(Share share) {
    on.ports()
        .store()
        .loadTrees(
            share.partition(),
            pairings.buckets(share.replicas()),
            on.then(
                trees -> {
                  trees.forEach((bucket, sums) -> plan(share, bucket, sums));
                  goOn();
                },
                this::goOn));
  }

  private void plan(Share share, BucketId bucket, LeafSums sums) {
    sums.sums().keySet().forEach(leaf -> places.add(new Place(share, bucket, leaf)));
  }

  private void check(Place place) {
    on.ports()
        .store()
        .check(
            place.share().partition(),
            place.bucket(),
            place.leaf(),
            on.then(check -> checked(place, check), this::goOn));
  }

  private void checked(Place place, LeafCheck check) {
    allowance -= check.keys();
    on.observe(new ReplicationObservation.KeysChecked(check.keys()));
    Runnable then = () -> mend(place.share(), new ArrayDeque<>(check.flaws()), this::goOn);
    if (check.missing() == 0) {
      then.run();
    } else {
      correct(place, Optional.empty(), check.missing(), corrected -> then.run());
    }
  }

  /** One after the other. */
  private void mend(Share share, ArrayDeque<Flaw> flaws, Runnable then) {
    Flaw flaw = flaws.poll();
    if (flaw == null) {
      then.run();
      return;
    }
    on.observe(new ReplicationObservation.FlawFound(flaw.entry()));
    List<NodeId> others =
        pairings.pairings(List.of(share.partition())).stream()
            .filter(pairing -> pairing.replicas() == share.replicas())
            .map(Pairing::peer)
            .toList();
    new Consultation(share, flaw, others, () -> mend(share, flaws, then)).advance();
  }

  /** Asks all other replicas for a key, one after the other, and acts on what they say. */
  private final class Consultation {
    private final Share share;
    private final Flaw flaw;
    private final ArrayDeque<NodeId> rest;
    private final Runnable then;
    private final List<Flaw.Testimony> others = new ArrayList<>();
    private final Restorations.Restoration restoration;
    private boolean all = true;

    Consultation(Share share, Flaw flaw, List<NodeId> peers, Runnable then) {
      this.share = share;
      this.flaw = flaw;
      this.rest = new ArrayDeque<>(peers);
      this.then = then;
      this.restoration = restorations.prepare(share.partition(), flaw);
    }

    void advance() {
      NodeId peer = rest.poll();
      if (peer == null) {
        act(remedy());
      } else {
        Question question = new Question.AskWhole(flaw.entry());
        questions.ask(peer, share.partition(), question, ANSWER_MILLIS, this::answered);
      }
    }

    private void answered(Answer answer) {
      if (answer instanceof Answer.Whole(Optional<Crdt> state, boolean hasVote)) {
        others.add(new Flaw.Testimony(state, hasVote));
      } else {
        all = false;
      }
      advance();
    }

    private Flaw.Remedy remedy() {
      return pairings
          .type(flaw.entry().bucket())
          .filter(type -> restoration.isUntouched())
          .map(type -> flaw.remedy(type, others, all))
          .orElseGet(Flaw.Remedy.Wait::new);
    }

    private void act(Flaw.Remedy remedy) {
      EntryKey entry = flaw.entry();
      switch (remedy) {
        case Flaw.Remedy.Restore(Crdt state) -> replica.restore(restoration, state, this::end);
        case Flaw.Remedy.Correct(long amount) ->
            correct(
                new Place(share, entry.bucket(), Leaf.of(entry.key())),
                Optional.of(entry.key()),
                amount,
                this::end);
        case Flaw.Remedy.Wait() -> end(false);
      }
    }

    private void end(boolean mended) {
      if (mended) {
        on.observe(new ReplicationObservation.FlawMended(flaw.entry()));
      }
      then.run();
    }
  }

  private void correct(Place place, Optional<Key> key, long amount, Consumer<Boolean> done) {
    on.ports()
        .store()
        .correct(
            place.share().partition(),
            place.bucket(),
            place.leaf(),
            key,
            amount,
            on.then(nothing -> done.accept(true), () -> done.accept(false)));
  }
}
