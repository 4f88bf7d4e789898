package io.kvasir.core.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.topology.CatalogueKeeper.Effect;
import io.kvasir.core.topology.CatalogueKeeper.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CatalogueKeeperTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NodeId C = new NodeId("c");
  private static final BucketName X = new BucketName("x");
  private static final BucketSpec SPEC =
      new BucketSpec(DataType.OR_SWOT, Consistency.Preset.SESSION, 3);
  private static final CatalogueEntry MINE = entry(0, 50, A, false);

  private final CatalogueKeeper keeper =
      new CatalogueKeeper(A, nodes(A, B, C), BucketCatalogue.initial());

  @Test
  void savesBeforeAnybodyHearsOfTheChange() {
    List<Effect> begun = create(1);

    assertThat(begun).containsExactly(new Effect.Save(1, initialWith(MINE)));
    assertThat(keeper.on(new Event.Saved(1)))
        .contains(offer(B, 1, MINE), offer(C, 1, MINE), appeared(MINE));
    assertThat(keeper.catalogue().live(X)).contains(MINE);
  }

  @Test
  void isDoneWhenEveryMemberInReachHasIt() {
    offered(1);

    assertThat(keeper.on(accepted(B, 1, MINE))).isEmpty();
    assertThat(keeper.on(accepted(C, 1, MINE))).containsExactly(done(1, MINE));
    assertThat(keeper.on(accepted(C, 1, MINE))).isEmpty();
    assertThat(keeper.on(new Event.DeadlineExpired(1))).isEmpty();
  }

  @Test
  void isDoneWithAMajorityWhenTheRestIsOutOfReach() {
    assertThat(keeper.on(new Event.Create(1, X, SPEC, 50, nodes(C)))).hasSize(1);
    assertThat(keeper.on(new Event.Saved(1))).isNotEmpty();

    assertThat(keeper.on(accepted(B, 1, MINE))).containsExactly(done(1, MINE));
  }

  @Test
  void aMemberLostOnTheWayIsNotWaitedFor() {
    offered(1);
    assertThat(keeper.on(accepted(B, 1, MINE))).isEmpty();

    assertThat(keeper.on(new Event.PeerLost(C))).containsExactly(done(1, MINE));
  }

  @Test
  void failsAtOnceWithoutAMajority() {
    assertThat(keeper.on(new Event.Create(1, X, SPEC, 50, nodes(B, C))))
        .containsExactly(
            new Effect.Complete(1, new CatalogueOutcome.QuorumUnavailable(0, 2, false)));
    assertThat(keeper.catalogue().live(X)).isEmpty();
  }

  @Test
  void failsOnceAMajorityCannotBeReachedAnyMore() {
    offered(1);

    assertThat(keeper.on(new Event.PeerLost(B))).isEmpty();
    assertThat(keeper.on(new Event.PeerLost(C)))
        .containsExactly(
            new Effect.Complete(1, new CatalogueOutcome.QuorumUnavailable(1, 2, true)));
  }

  @Test
  void atTheDeadlineAMajorityIsEnough() {
    offered(1);
    assertThat(keeper.on(accepted(B, 1, MINE))).isEmpty();

    assertThat(keeper.on(new Event.DeadlineExpired(1))).containsExactly(done(1, MINE));
  }

  @Test
  void atTheDeadlineLessThanAMajorityLeavesTheOutcomeOpen() {
    offered(1);

    assertThat(keeper.on(new Event.DeadlineExpired(1)))
        .containsExactly(new Effect.Complete(1, new CatalogueOutcome.Indeterminate(1, 2)));
  }

  @Test
  void aNodeAloneNeedsOnlyItsDisk() {
    CatalogueKeeper alone = new CatalogueKeeper(A, nodes(A), BucketCatalogue.initial());
    assertThat(alone.on(new Event.Create(1, X, SPEC, 50, nodes()))).hasSize(1);

    assertThat(alone.on(new Event.Saved(1))).contains(done(1, MINE));
  }

  @Test
  void whatExistsIsNotCreatedAgain() {
    offered(1);

    assertThat(create(2))
        .containsExactly(new Effect.Complete(2, new CatalogueOutcome.Exists(MINE)));
  }

  @Test
  void whatDoesNotExistIsNotDropped() {
    assertThat(keeper.on(new Event.Drop(1, X, nodes())))
        .containsExactly(new Effect.Complete(1, new CatalogueOutcome.Unknown()));
  }

  @Test
  void aDroppedBucketIsForgottenAndItsNameIsFreeForANewLife() {
    offered(1);
    CatalogueEntry dropped = MINE.asDropped();

    assertThat(keeper.on(new Event.Drop(2, X, nodes())))
        .containsExactly(new Effect.Save(2, initialWith(dropped)));
    assertThat(keeper.on(new Event.Saved(2)))
        .contains(new Effect.Forget(MINE.id()), offer(B, 2, dropped), offer(C, 2, dropped));
    assertThat(create(3))
        .containsExactly(
            new Effect.Save(
                3,
                initialWith(
                    new CatalogueEntry(
                        new BucketId(X, 1), SPEC, new HybridTimestamp(50, 1), A, false))));
  }

  @Test
  void anEarlierCreationElsewhereOverrulesAndIsLearned() {
    CatalogueEntry theirs = entry(0, 20, B, false);
    offered(1);

    List<Effect> effects = keeper.on(accepted(B, 1, theirs));

    assertThat(effects).contains(new Effect.Complete(1, new CatalogueOutcome.Exists(theirs)));
    assertThat(keeper.catalogue().live(X)).contains(theirs);
  }

  @Test
  void anEarlierCreationThatArrivesMeanwhileOverrulesToo() {
    CatalogueEntry theirs = entry(0, 20, B, false);
    offered(1);
    assertThat(keeper.on(received(B, new CatalogueMessage.Offer(9, List.of(theirs))))).hasSize(1);

    assertThat(keeper.on(accepted(C, 1, MINE)))
        .containsExactly(new Effect.Complete(1, new CatalogueOutcome.Exists(theirs)));
    assertThat(keeper.on(accepted(B, 1, theirs))).isEmpty();
  }

  @Test
  void aNameWhoseDropThisNodeMissedIsCreatedInItsNextLife() {
    CatalogueEntry buried = entry(0, 20, B, true);
    CatalogueEntry reborn = entry(1, 0, A, false);
    offered(1);

    List<Effect> effects = new ArrayList<>(keeper.on(accepted(B, 1, buried)));
    effects.addAll(keeper.on(accepted(C, 1, MINE)));
    effects.addAll(keeper.on(new Event.Saved(9)));

    assertThat(completions(effects)).isEmpty();
    CatalogueEntry standing = keeper.catalogue().live(X).orElseThrow();
    assertThat(standing.id()).isEqualTo(reborn.id());
    assertThat(effects).contains(offer(B, 1, standing), offer(C, 1, standing));
    assertThat(keeper.on(accepted(C, 1, MINE))).as("an answer to the first offer").isEmpty();
    assertThat(keeper.on(accepted(C, 1, standing))).isEmpty();
    assertThat(keeper.on(accepted(B, 1, standing))).containsExactly(done(1, standing));
  }

  @Test
  void acceptsAnOfferOnceItIsDurable() {
    CatalogueEntry theirs = entry(0, 20, B, false);

    assertThat(keeper.on(received(B, new CatalogueMessage.Offer(9, List.of(theirs)))))
        .containsExactly(new Effect.Save(1, initialWith(theirs)));
    assertThat(keeper.on(received(C, new CatalogueMessage.Offer(8, List.of(theirs))))).isEmpty();
    assertThat(keeper.on(new Event.Saved(1)))
        .contains(
            new Effect.Send(B, new CatalogueMessage.Accepted(9, List.of(theirs))),
            new Effect.Send(C, new CatalogueMessage.Accepted(8, List.of(theirs))));
    assertThat(keeper.on(received(C, new CatalogueMessage.Offer(7, List.of(theirs)))))
        .containsExactly(new Effect.Send(C, new CatalogueMessage.Accepted(7, List.of(theirs))));
  }

  @Test
  void neverAcceptsWhatItsDiskRefused() {
    CatalogueEntry theirs = entry(0, 20, B, false);
    assertThat(keeper.on(received(B, new CatalogueMessage.Offer(9, List.of(theirs))))).hasSize(1);
    assertThat(keeper.on(new Event.SaveFailed(1)))
        .containsExactly(new Effect.Observed(new CatalogueObservation.SaveFailed()));

    List<Effect> again = keeper.on(received(B, new CatalogueMessage.Offer(9, List.of(theirs))));

    assertThat(again).containsExactly(new Effect.Save(2, initialWith(theirs)));
    assertThat(keeper.on(new Event.Saved(2)))
        .contains(new Effect.Send(B, new CatalogueMessage.Accepted(9, List.of(theirs))));
  }

  @Test
  void aFailedSaveIsTriedAgain() {
    assertThat(create(1)).hasSize(1);
    assertThat(keeper.on(new Event.SaveFailed(1))).hasSize(2);

    assertThat(keeper.on(new Event.Tick())).contains(new Effect.Save(2, initialWith(MINE)));
    assertThat(keeper.on(new Event.Saved(2))).containsExactly(appeared(MINE));
    assertThat(keeper.on(new Event.Tick())).allMatch(effect -> effect instanceof Effect.Send);
  }

  @Test
  void theDataOfADroppedBucketGoesThoughTheFirstSaveFailed() {
    offered(1);
    assertThat(keeper.on(new Event.Drop(2, X, nodes()))).hasSize(1);
    assertThat(keeper.on(new Event.SaveFailed(2))).doesNotContain(new Effect.Forget(MINE.id()));

    assertThat(keeper.on(new Event.Tick())).hasSize(3);
    assertThat(keeper.on(new Event.Saved(3))).contains(new Effect.Forget(MINE.id()));
  }

  @Test
  void aChangeThatCouldNotBeSavedHasAnOpenOutcome() {
    assertThat(create(1)).hasSize(1);

    assertThat(keeper.on(new Event.SaveFailed(1)))
        .contains(new Effect.Complete(1, new CatalogueOutcome.Indeterminate(0, 2)));
    assertThat(keeper.on(new Event.DeadlineExpired(1))).isEmpty();
  }

  @Test
  void membersCompareDigestsAndOfferAllWhenTheyDiffer() {
    CatalogueMessage.Digest mine = new CatalogueMessage.Digest(BucketCatalogue.initial().digest());

    assertThat(keeper.on(new Event.Tick()))
        .containsExactly(new Effect.Send(B, mine), new Effect.Send(C, mine));
    assertThat(keeper.on(received(B, mine))).isEmpty();
    assertThat(keeper.on(received(B, new CatalogueMessage.Digest(mine.hash() + 1))))
        .containsExactly(
            new Effect.Send(
                B,
                new CatalogueMessage.Offer(
                    0, List.copyOf(BucketCatalogue.initial().entries().values()))));
  }

  @Test
  void tellsNobodyOfWhatItMightForget() {
    assertThat(create(1)).hasSize(1);

    assertThat(keeper.on(received(B, new CatalogueMessage.Digest(7)))).isEmpty();
    assertThat(keeper.on(new Event.Saved(1)))
        .contains(
            new Effect.Send(
                B,
                new CatalogueMessage.Offer(0, List.copyOf(initialWith(MINE).entries().values()))));
  }

  private List<Effect> create(long id) {
    return keeper.on(new Event.Create(id, X, SPEC, 50, nodes()));
  }

  private void offered(long id) {
    assertThat(create(id)).hasSize(1);
    assertThat(keeper.on(new Event.Saved(1))).contains(offer(B, id, MINE));
  }

  private static List<Effect> completions(List<Effect> effects) {
    return effects.stream().filter(effect -> effect instanceof Effect.Complete).toList();
  }

  private static Event accepted(NodeId from, long id, CatalogueEntry standing) {
    return received(from, new CatalogueMessage.Accepted(id, List.of(standing)));
  }

  private static Event received(NodeId from, CatalogueMessage message) {
    return new Event.Received(from, message);
  }

  private static Effect offer(NodeId to, long id, CatalogueEntry entry) {
    return new Effect.Send(to, new CatalogueMessage.Offer(id, List.of(entry)));
  }

  private static Effect done(long id, CatalogueEntry entry) {
    return new Effect.Complete(id, new CatalogueOutcome.Done(entry));
  }

  private static Effect appeared(CatalogueEntry entry) {
    return new Effect.Observed(new CatalogueObservation.BucketAppeared(entry.id()));
  }

  private static BucketCatalogue initialWith(CatalogueEntry entry) {
    return BucketCatalogue.initial().join(List.of(entry));
  }

  private static CatalogueEntry entry(
      int generation, long millis, NodeId creator, boolean dropped) {
    return new CatalogueEntry(
        new BucketId(X, generation), SPEC, new HybridTimestamp(millis, 0), creator, dropped);
  }

  private static SortedSet<NodeId> nodes(NodeId... nodes) {
    return new TreeSet<>(List.of(nodes));
  }
}
