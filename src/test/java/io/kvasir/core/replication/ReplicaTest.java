package io.kvasir.core.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Digest;
import io.kvasir.core.crdt.Elsewhere;
import io.kvasir.core.crdt.End;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.crdt.Flaw;
import io.kvasir.core.crdt.Footprint;
import io.kvasir.core.crdt.IndexChange;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.MvRegister;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Seen;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.crdt.Writer;
import io.kvasir.core.node.Actor;
import io.kvasir.core.replication.Replica.Effect;
import io.kvasir.core.replication.Replica.Event;
import io.kvasir.core.time.HybridTimestamp;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReplicaTest {
  private static final Actor SELF = new Actor(1);
  private static final Actor PEER = new Actor(2);
  private static final EntryKey KEY = entry("k");
  private static final Operation UP = new Operation.Adjust(1);

  private final Replica replica = new Replica(SELF);

  @Test
  void readsThenCommitsThenAnswers() {
    assertThat(replica.on(increment(1))).containsExactly(new Effect.Load(KEY, Scope.whole()));

    Slice one = made(PnCounter.BOTTOM.adjust(SELF, 1));
    assertThat(replica.on(new Event.Loaded(KEY, Optional.empty())))
        .containsExactly(
            new Effect.Commit(
                KEY,
                1,
                one,
                index(Digest.of(KEY, one)),
                Optional.of(new Replica.OutgoingDelta(1, one))));
    assertThat(replica.on(new Event.Committed(KEY, 1)))
        .containsExactly(new Effect.Applied(1, one, new HybridTimestamp(5, 0)));
    assertThat(replica.busyKeys()).isZero();
  }

  @Test
  void damagedRowsAreReplacedAfterAllThatCameBefore() {
    Slice five = Slice.whole(PnCounter.BOTTOM.adjust(PEER, 5));
    loadedEmpty(increment(1));
    assertThat(replica.on(new Event.Restore(2, KEY, five.state()))).isEmpty();
    assertThat(replica.on(increment(3))).isEmpty();

    assertThat(replica.on(new Event.Committed(KEY, 1))).contains(new Effect.Examine(KEY));
    List<Effect> found =
        replica.on(new Event.Examined(KEY, Optional.of(new Flaw(KEY, 9, Optional.empty()))));

    Effect.Commit restored =
        new Effect.Commit(KEY, 2, five, index(Digest.of(KEY, five) - 9), Optional.empty());
    assertThat(found).startsWith(restored).hasSize(2);
    PnCounter counted = (PnCounter) ((Effect.Commit) found.get(1)).slice().state();
    assertThat(counted.tallies())
        .isEqualTo(
            PnCounter.BOTTOM.adjust(PEER, 5).join(PnCounter.BOTTOM.adjust(SELF, 1)).tallies());
    assertThat(replica.on(new Event.Committed(KEY, 3)))
        .contains(new Effect.Merged(2, Optional.empty(), true));
  }

  @Test
  void aDeltaThatIsKnownTakesNothingAwayWhenItComesAgain() {
    Crdt counted = PnCounter.BOTTOM.adjust(PEER, 5);
    Expiry first = new Expiry(new HybridTimestamp(10, 0), new Actor(2), 50);
    Expiry later = new Expiry(new HybridTimestamp(60, 0), new Actor(3), Expiry.NEVER);
    Slice delta = Slice.whole(counted.expiring(first));
    replica.on(new Event.Merge(1, KEY, delta));

    List<Effect> effects =
        replica.on(
            new Event.Loaded(KEY, Optional.of(Slice.whole(counted.expiring(first.join(later))))));

    assertThat(effects).containsExactly(new Effect.Merged(1, Optional.empty(), false));
  }

  @Test
  void whatIsNotDamagedStays() {
    assertThat(replica.on(new Event.Restore(1, KEY, PnCounter.BOTTOM)))
        .containsExactly(new Effect.Examine(KEY));

    assertThat(replica.on(new Event.Examined(KEY, Optional.empty())))
        .containsExactly(new Effect.Merged(1, Optional.empty(), false));
    assertThat(replica.busyKeys()).isZero();
  }

  @Test
  void laterChangesBuildOnTheUncommittedWithoutWaitingForTheDisk() {
    loadedEmpty(increment(1));

    List<Effect> second = replica.on(increment(2));

    Slice two = made(PnCounter.BOTTOM.adjust(SELF, 2));
    assertThat(second)
        .containsExactly(
            new Effect.Commit(
                KEY,
                2,
                two,
                index(Digest.change(KEY, Slice.whole(PnCounter.BOTTOM.adjust(SELF, 1)), two)),
                Optional.of(new Replica.OutgoingDelta(2, two))));
  }

  @Test
  void answersNobodyBeforeTheirCommitIsDurable() {
    loadedEmpty(increment(1));
    assertThat(replica.on(increment(2))).hasSize(1);

    assertThat(ids(replica.on(new Event.Committed(KEY, 1)))).containsExactly(1L);
    assertThat(ids(replica.on(new Event.Committed(KEY, 2)))).containsExactly(2L);
    assertThat(replica.on(new Event.Committed(KEY, 2))).isEmpty();
  }

  @Test
  void aCommitAnswersAllBeforeIt() {
    loadedEmpty(increment(1));
    assertThat(replica.on(increment(2))).hasSize(1);

    assertThat(ids(replica.on(new Event.Committed(KEY, 2)))).containsExactly(1L, 2L);
    assertThat(replica.busyKeys()).isZero();
  }

  @Test
  void whatIsKnownAlreadyIsAcknowledgedWithoutACommit() {
    Slice delta = Slice.whole(PnCounter.BOTTOM.adjust(PEER, 3));
    assertThat(replica.on(new Event.Merge(1, KEY, delta))).hasSize(1);

    assertThat(replica.on(new Event.Loaded(KEY, Optional.of(delta))))
        .containsExactly(merged(1, Optional.empty()));
    assertThat(replica.busyKeys()).isZero();
  }

  @Test
  void aWriteOfARegisterThatCameTooLateIsToldWhatStays() {
    Slice stored = written(9, PEER);
    assertThat(replica.on(new Event.Merge(1, KEY, written(8, PEER)))).hasSize(1);

    assertThat(replica.on(new Event.Loaded(KEY, Optional.of(stored))))
        .containsExactly(merged(1, Optional.of(new HybridTimestamp(9, 0))));
  }

  @Test
  void ofEqualStampsTheLesserWriterIsToldWhatStays() {
    Slice stored = written(9, PEER);
    Actor lesser = new Actor(PEER.id() - 1);
    assertThat(replica.on(new Event.Merge(1, KEY, written(9, lesser)))).hasSize(1);
    assertThat(replica.on(new Event.Merge(2, KEY, stored))).isEmpty();

    assertThat(replica.on(new Event.Loaded(KEY, Optional.of(stored))))
        .containsExactly(
            merged(1, Optional.of(new HybridTimestamp(9, 0))), merged(2, Optional.empty()));
  }

  @Test
  void aPutIsStampedAboveWhatIsKnownElsewhere() {
    Operation put = new Operation.Put(Value.text("x"));
    HybridTimestamp newest = new HybridTimestamp(9, 3);
    Elsewhere elsewhere = new Elsewhere(List.of(), newest, false);
    loadedEmpty(new Event.Apply(1, KEY, DataType.LWW_REGISTER, put, elsewhere, 5));

    assertThat(replica.on(new Event.Committed(KEY, 1)).getFirst())
        .isInstanceOfSatisfying(
            Effect.Applied.class, applied -> assertThat(applied.stamp()).isEqualTo(newest.next()));
  }

  @Test
  void aDeltaThatOnlyTheUncommittedStateHoldsIsAcknowledgedWithThatCommit() {
    Slice delta = Slice.whole(PnCounter.BOTTOM.adjust(PEER, 3));
    loadedEmpty(new Event.Merge(1, KEY, delta));

    assertThat(replica.on(new Event.Merge(2, KEY, delta))).isEmpty();
    assertThat(replica.on(new Event.Committed(KEY, 1)))
        .containsExactly(new Effect.Merged(1, Optional.empty(), true), merged(2, Optional.empty()));
  }

  @Test
  void aDeltaThatTheFailedStateHeldIsNotAcknowledged() {
    Slice delta = Slice.whole(PnCounter.BOTTOM.adjust(PEER, 3));
    loadedEmpty(new Event.Merge(1, KEY, delta));
    assertThat(replica.on(new Event.Merge(2, KEY, delta))).isEmpty();

    assertThat(replica.on(new Event.CommitFailed(KEY, 1, true)))
        .containsExactly(new Effect.Failed(1, true), new Effect.Failed(2, true));
    assertThat(replica.busyKeys()).isZero();
  }

  @Test
  void aFailedCommitTakesAllThatBuiltOnItAlong() {
    loadedEmpty(increment(1));
    assertThat(replica.on(increment(2))).hasSize(1);
    assertThat(replica.on(increment(3))).hasSize(1);
    assertThat(ids(replica.on(new Event.Committed(KEY, 1)))).containsExactly(1L);

    assertThat(replica.on(new Event.CommitFailed(KEY, 2, true)))
        .containsExactly(new Effect.Failed(2, true), new Effect.Failed(3, true));
    assertThat(replica.on(new Event.CommitFailed(KEY, 3, false))).isEmpty();
    assertThat(replica.on(increment(4))).containsExactly(new Effect.Load(KEY, Scope.whole()));
  }

  @Test
  void aCommitThatWasNotTriedIsNotAppliedAndLeavesTheEarlierOnesOpen() {
    loadedEmpty(increment(1));
    assertThat(replica.on(increment(2))).hasSize(1);
    assertThat(replica.on(increment(3))).hasSize(1);

    assertThat(replica.on(new Event.CommitFailed(KEY, 2, false)))
        .containsExactly(new Effect.Failed(2, false), new Effect.Failed(3, false));
    assertThat(replica.on(new Event.CommitFailed(KEY, 3, false))).isEmpty();
    assertThat(replica.on(new Event.CommitFailed(KEY, 1, true)))
        .containsExactly(new Effect.Failed(1, true));
    assertThat(replica.busyKeys()).isZero();
  }

  @Test
  void aFailedLoadFailsItsRequestAndTheNextOneTriesAgain() {
    assertThat(replica.on(increment(1))).hasSize(1);
    assertThat(replica.on(increment(2))).isEmpty();

    assertThat(replica.on(new Event.LoadFailed(KEY)))
        .containsExactly(new Effect.Failed(1, false), new Effect.Load(KEY, Scope.whole()));
    assertThat(replica.on(new Event.LoadFailed(KEY))).containsExactly(new Effect.Failed(2, false));
    assertThat(replica.busyKeys()).isZero();
  }

  @Test
  void whatNobodyAskedForChangesNothing() {
    assertThat(replica.on(new Event.Loaded(KEY, Optional.empty()))).isEmpty();
    assertThat(replica.on(new Event.LoadFailed(KEY))).isEmpty();
    assertThat(replica.on(new Event.Committed(KEY, 7))).isEmpty();
    assertThat(replica.on(new Event.CommitFailed(KEY, 7, true))).isEmpty();
    assertThat(replica.busyKeys()).isZero();
  }

  @Test
  void keysDoNotWaitForOneAnother() {
    EntryKey other = entry("other");
    assertThat(replica.on(increment(1))).hasSize(1);

    assertThat(replica.on(new Event.Apply(2, other, DataType.PN_COUNTER, UP, 5)))
        .containsExactly(new Effect.Load(other, Scope.whole()));
    assertThat(replica.busyKeys()).isEqualTo(2);
  }

  @Test
  void aSetIsReadAndWrittenByElement() {
    SortedSet<Element> a = elements("a");
    assertThat(replica.on(add(1, "a"))).containsExactly(new Effect.Load(KEY, scope("a")));
    List<Effect> commit = replica.on(new Event.Loaded(KEY, Optional.empty()));

    Slice minted = OrSwot.BOTTOM.add(SELF, a);
    Slice added = new Slice(minted.state().expiring(Expiry.written(5)), minted.scope());
    assertThat(commit)
        .containsExactly(
            new Effect.Commit(
                KEY,
                1,
                added,
                index(Digest.of(KEY, added)),
                Optional.of(new Replica.OutgoingDelta(1, added))));
    assertThat(replica.on(add(2, "a", "b"))).containsExactly(new Effect.Load(KEY, scope("b")));
  }

  @Test
  void anElementReadFromTheDiskDoesNotHideWhatIsUncommitted() {
    Slice stored = OrSwot.BOTTOM.add(PEER, elements("a", "b"));
    assertThat(replica.on(add(1, "a"))).hasSize(1);
    assertThat(replica.on(new Event.Loaded(KEY, Optional.of(stored.restrict(scope("a"))))))
        .hasSize(1);

    assertThat(replica.on(add(2, "b"))).containsExactly(new Effect.Load(KEY, scope("b")));
    List<Effect> second =
        replica.on(new Event.Loaded(KEY, Optional.of(stored.restrict(scope("b")))));

    Effect.Commit commit = (Effect.Commit) second.getFirst();
    assertThat(commit.slice().scope()).as("writes what changed").isEqualTo(scope("b"));
    OrSwot written = (OrSwot) commit.slice().state();
    assertThat(written.dotsOf(new Element("b")).dots()).containsExactly(new Dot(SELF, 2));
  }

  @Test
  void manyKnownElementsAreWrittenBackBeforeTheNextChange() {
    int id = 1;
    List<Effect> effects = List.of();
    while (effects.size() <= 1 && id < 1000) {
      effects = replica.on(add(id, "e" + id));
      if (effects.isEmpty()) {
        break;
      }
      assertThat(replica.on(new Event.Loaded(KEY, Optional.empty()))).hasSize(1);
      id++;
    }

    assertThat(id).as("how many were known").isBetween(200, 400);
    List<Effect> after = replica.on(new Event.Committed(KEY, id - 1L));
    assertThat(after).hasSize(id).endsWith(new Effect.Load(KEY, scope("e" + id)));
  }

  @Test
  void refusesWhatIsOfAnotherType() {
    Operation put = new Operation.Put(Value.text("x"));
    assertThat(replica.on(new Event.Apply(1, KEY, DataType.LWW_REGISTER, put, 5))).hasSize(1);

    Slice counter = Slice.whole(PnCounter.BOTTOM.adjust(PEER, 1));
    assertThat(replica.on(new Event.Loaded(KEY, Optional.of(counter))))
        .containsExactly(new Effect.Refused(1, Refusal.TYPE_MISMATCH));
    assertThat(replica.busyKeys()).isZero();
  }

  @Test
  void refusesWhatWouldBeTooLargeToBeSentAsOne() {
    Value large = Value.text("x".repeat((int) (Footprint.MAX_UNIT_BYTES / 2)));
    Slice half = new Writer(PEER).write(MvRegister.BOTTOM, new Operation.Put(large), 4);
    Operation beside = new Operation.Put(large, new Seen.OfKey(CausalContext.EMPTY));
    assertThat(replica.on(new Event.Apply(1, KEY, DataType.MV_REGISTER, beside, 5))).hasSize(1);

    assertThat(replica.on(new Event.Loaded(KEY, Optional.of(half))))
        .containsExactly(new Effect.Refused(1, Refusal.TOO_LARGE));
    Operation instead = new Operation.Put(large);
    assertThat(replica.on(new Event.Apply(2, KEY, DataType.MV_REGISTER, instead, 5))).hasSize(1);
    assertThat(replica.on(new Event.Loaded(KEY, Optional.of(half))))
        .singleElement()
        .isInstanceOf(Effect.Commit.class);
  }

  @Test
  void refusesEveryElementOfASetWhereARegisterIsStored() {
    Slice register =
        Slice.whole(new LwwRegister(new HybridTimestamp(1, 0), PEER, Optional.of(Value.text("x"))));
    assertThat(replica.on(add(1, "a"))).hasSize(1);
    assertThat(replica.on(add(2, "b"))).isEmpty();

    List<Effect> effects =
        replica.on(new Event.Loaded(KEY, Optional.of(register.restrict(scope("a")))));
    assertThat(effects)
        .containsExactly(
            new Effect.Refused(1, Refusal.TYPE_MISMATCH), new Effect.Load(KEY, scope("b")));
    assertThat(replica.on(new Event.Loaded(KEY, Optional.of(register.restrict(scope("b"))))))
        .containsExactly(new Effect.Refused(2, Refusal.TYPE_MISMATCH));
  }

  @Test
  void anOperationOfAnotherTypeIsRefusedAndLeavesTheKeyToItsType() {
    assertThat(replica.on(new Event.Apply(1, KEY, DataType.LWW_REGISTER, UP, 5))).hasSize(1);
    Crdt counted = PnCounter.BOTTOM.adjust(PEER, 1);
    assertThat(replica.on(new Event.Merge(2, KEY, Slice.whole(counted)))).isEmpty();

    List<Effect> effects = replica.on(new Event.Loaded(KEY, Optional.empty()));

    assertThat(effects.getFirst()).isEqualTo(new Effect.Refused(1, Refusal.TYPE_MISMATCH));
    assertThat(effects.get(1)).isInstanceOf(Effect.Commit.class);
  }

  @Test
  void refusesToLeaveTheRangeOfALong() {
    Operation most = new Operation.Adjust(Long.MAX_VALUE);
    loadedEmpty(new Event.Apply(1, KEY, DataType.PN_COUNTER, most, 5));

    assertThat(replica.on(increment(2)))
        .containsExactly(new Effect.Refused(2, Refusal.COUNTER_OVERFLOW));
    assertThat(replica.on(new Event.Apply(3, KEY, DataType.PN_COUNTER, least(), 5)))
        .containsExactly(new Effect.Refused(3, Refusal.COUNTER_OVERFLOW));
  }

  private static Operation least() {
    return new Operation.Adjust(Long.MIN_VALUE);
  }

  @Test
  void whatIsAddedToASetWhoseTimeIsUpReplacesAllOfIt() {
    OrSwot old = (OrSwot) OrSwot.BOTTOM.add(new Actor(9), elements("a", "b")).state();
    Crdt ended = old.expiring(new Expiry(new HybridTimestamp(1, 0), new Actor(9), 4));
    Operation add = new Operation.Add(elements("c"));
    Elsewhere nothing = new Elsewhere(List.of(), HybridTimestamp.ZERO, true);
    assertThat(replica.on(new Event.Apply(1, KEY, DataType.OR_SWOT, add, nothing, 5)))
        .containsExactly(new Effect.Load(KEY, scope("c")));

    List<Effect> all =
        replica.on(new Event.Loaded(KEY, Optional.of(Slice.whole(ended).restrict(scope("c")))));
    List<Effect> commit = replica.on(new Event.Loaded(KEY, Optional.of(Slice.whole(ended))));

    assertThat(all).containsExactly(new Effect.Load(KEY, Scope.whole()));
    assertThat(commit)
        .singleElement()
        .isInstanceOfSatisfying(
            Effect.Commit.class,
            written -> {
              assertThat(written.slice().scope()).isEqualTo(scope("a", "b", "c"));
              assertThat(((OrSwot) written.slice().state()).members()).isEqualTo(elements("c"));
              assertThat(written.slice().state().expiry().isEndless()).isTrue();
            });
  }

  @Test
  void reclaimsWhatHasEndedAndTellsNobody() {
    Expiry expiry = new Expiry(new HybridTimestamp(5, 0), SELF, 1_000);
    Crdt counter = PnCounter.BOTTOM.adjust(PEER, 3).expiring(expiry);
    End end = new End(1_000, Optional.empty());
    assertThat(replica.on(reclaim(end, Expiry.NONE)))
        .containsExactly(new Effect.Load(KEY, Scope.whole()));

    List<Effect> effects = replica.on(new Event.Loaded(KEY, Optional.of(Slice.whole(counter))));

    assertThat(effects)
        .singleElement()
        .isInstanceOfSatisfying(
            Effect.Commit.class,
            commit -> {
              assertThat(commit.slice().state().isPresent()).isFalse();
              assertThat(commit.index().gone()).containsExactly(end);
              assertThat(commit.index().due()).isEmpty();
              assertThat(commit.outgoing()).isEmpty();
            });
    assertThat(replica.on(new Event.Committed(KEY, 1)))
        .containsExactly(new Effect.Merged(1, Optional.empty(), true));
  }

  @Test
  void whatWasProlongedMeanwhileIsNotReclaimedAndStaysInTheIndex() {
    Expiry expiry = new Expiry(new HybridTimestamp(5, 0), SELF, 9_000);
    Crdt counter = PnCounter.BOTTOM.adjust(PEER, 3).expiring(expiry);
    End stale = new End(1_000, Optional.empty());
    assertThat(replica.on(reclaim(stale, Expiry.NONE))).hasSize(1);

    List<Effect> effects = replica.on(new Event.Loaded(KEY, Optional.of(Slice.whole(counter))));

    assertThat(effects)
        .singleElement()
        .isInstanceOfSatisfying(
            Effect.Commit.class,
            commit -> {
              assertThat(commit.slice().state()).isEqualTo(counter);
              assertThat(commit.index().gone()).containsExactly(stale);
              assertThat(commit.index().due())
                  .allSatisfy(due -> assertThat(due.millis()).isEqualTo(9_000));
            });
  }

  @Test
  void asksOthersBeforeAWriteRemovesWhatIsOver() {
    Crdt ended = OrSwot.BOTTOM.expiring(new Expiry(new HybridTimestamp(1, 0), PEER, 4));
    assertThat(replica.on(add(1, "c"))).hasSize(1);

    List<Effect> effects =
        replica.on(new Event.Loaded(KEY, Optional.of(Slice.whole(ended).restrict(scope("c")))));

    assertThat(effects).containsExactly(new Effect.Expired(1));
    assertThat(replica.busyKeys()).isZero();
  }

  @Test
  void aWriteRemovesNothingOfWhatOthersGaveMoreTime() {
    OrSwot old = (OrSwot) OrSwot.BOTTOM.add(PEER, elements("a", "b")).state();
    Crdt ended = old.expiring(new Expiry(new HybridTimestamp(1, 0), PEER, 4));
    Expiry prolonged = new Expiry(new HybridTimestamp(2, 0), PEER, 9_000, 1, 2);
    List<Crdt> held = List.of(OrSwot.BOTTOM.expiring(prolonged));
    Elsewhere elsewhere = new Elsewhere(held, HybridTimestamp.ZERO, true);
    Operation add = new Operation.Add(elements("c"));
    assertThat(replica.on(new Event.Apply(1, KEY, DataType.OR_SWOT, add, elsewhere, 5))).hasSize(1);

    List<Effect> effects =
        replica.on(new Event.Loaded(KEY, Optional.of(Slice.whole(ended).restrict(scope("c")))));

    assertThat(effects)
        .singleElement()
        .isInstanceOfSatisfying(
            Effect.Commit.class,
            commit -> {
              assertThat(commit.slice().scope()).isEqualTo(scope("c"));
              assertThat(commit.slice().state().expiry())
                  .isEqualTo(prolonged.join(Expiry.written(5)));
            });
  }

  @Test
  void reclaimsNothingThatOthersGaveMoreTimeButTakesTheirEnd() {
    Expiry passed = new Expiry(new HybridTimestamp(5, 0), SELF, 1_000);
    Expiry prolonged = new Expiry(new HybridTimestamp(9, 0), PEER, 9_000, 5, 9);
    Crdt counter = PnCounter.BOTTOM.adjust(PEER, 3).expiring(passed);
    End end = new End(1_000, Optional.empty());
    assertThat(replica.on(reclaim(end, prolonged))).hasSize(1);

    List<Effect> effects = replica.on(new Event.Loaded(KEY, Optional.of(Slice.whole(counter))));

    assertThat(effects)
        .singleElement()
        .isInstanceOfSatisfying(
            Effect.Commit.class,
            commit -> {
              assertThat(commit.slice().state()).isEqualTo(counter.expiring(prolonged));
              assertThat(commit.index().gone()).containsExactly(end);
              assertThat(commit.index().due()).containsExactly(new End(9_000, Optional.empty()));
            });
    assertThat(replica.on(new Event.Committed(KEY, 1)))
        .containsExactly(new Effect.Merged(1, Optional.empty(), false));
  }

  @Test
  void aWriteThatKnewNothingOfAnEndStaysAndWhatHadEndedGoes() {
    OrSwot old = (OrSwot) OrSwot.BOTTOM.add(SELF, elements("a", "b")).state();
    Crdt ended = old.expiring(new Expiry(new HybridTimestamp(1, 0), PEER, 4));
    Slice late = OrSwot.BOTTOM.add(PEER, elements("c"));
    Slice unaware = new Slice(late.state().expiring(Expiry.written(5)), late.scope());
    assertThat(replica.on(new Event.Merge(1, KEY, unaware))).hasSize(1);

    List<Effect> all =
        replica.on(new Event.Loaded(KEY, Optional.of(Slice.whole(ended).restrict(scope("c")))));
    List<Effect> commit = replica.on(new Event.Loaded(KEY, Optional.of(Slice.whole(ended))));

    assertThat(all).containsExactly(new Effect.Load(KEY, Scope.whole()));
    assertThat(commit)
        .singleElement()
        .isInstanceOfSatisfying(
            Effect.Commit.class,
            written -> {
              Crdt visible = written.slice().state().visible(1_000_000);
              assertThat(((OrSwot) visible).members()).isEqualTo(elements("c"));
              assertThat(written.index().due()).isEmpty();
            });
  }

  private static Event.Work reclaim(End end, Expiry elsewhere) {
    return new Event.Reclaim(1, KEY, DataType.PN_COUNTER, end, elsewhere, 1_000);
  }

  private static IndexChange index(long digest) {
    return new IndexChange(digest, new TreeSet<>(), new TreeSet<>());
  }

  /** As of a write of the time that all of these are of. */
  private static Slice made(PnCounter counter) {
    return Slice.whole(counter.expiring(Expiry.written(5)));
  }

  private void loadedEmpty(Event.Work work) {
    assertThat(replica.on(work)).hasSize(1);
    assertThat(replica.on(new Event.Loaded(KEY, Optional.empty()))).hasSize(1);
  }

  private static List<Long> ids(List<Effect> effects) {
    return effects.stream().map(effect -> ((Effect.Applied) effect).id()).toList();
  }

  private static Slice written(long millis, Actor writer) {
    HybridTimestamp stamp = new HybridTimestamp(millis, 0);
    return Slice.whole(new LwwRegister(stamp, writer, Optional.of(Value.text("x"))));
  }

  private static Event.Work increment(long id) {
    return new Event.Apply(id, KEY, DataType.PN_COUNTER, UP, 5);
  }

  private static Event.Work add(long id, String... texts) {
    return new Event.Apply(id, KEY, DataType.OR_SWOT, new Operation.Add(elements(texts)), 5);
  }

  private static Scope scope(String... texts) {
    return new Scope.Elements(elements(texts));
  }

  private static SortedSet<Element> elements(String... texts) {
    return new TreeSet<>(List.of(texts).stream().map(Element::new).toList());
  }

  private static EntryKey entry(String key) {
    return new EntryKey(new BucketId(new BucketName("b"), 0), new Key(key));
  }

  /** The end of a merge that brought nothing new. */
  private static Effect merged(long id, Optional<HybridTimestamp> newer) {
    return new Effect.Merged(id, newer, false);
  }
}
