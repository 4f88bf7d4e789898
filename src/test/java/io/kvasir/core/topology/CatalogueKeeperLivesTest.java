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
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a keeper does that missed lives of a bucket, or whose disk lags behind what it knows. */
class CatalogueKeeperLivesTest {
  private static final NodeId SELF = new NodeId("n1");
  private static final NodeId PEER = new NodeId("n2");
  private static final NodeId OTHER = new NodeId("n3");
  private static final BucketName NAME = new BucketName("b");
  private static final BucketSpec SPEC =
      new BucketSpec(DataType.LWW_REGISTER, Consistency.Preset.CONSISTENT, 3);
  private static final long ID = 7;

  private final CatalogueKeeper keeper = keeperOf(BucketCatalogue.initial());

  @Test
  void showsAsDurableOnlyWhatIsSaved() {
    BucketCatalogue known = BucketCatalogue.initial().join(List.of(live(0)));
    var offered = keeper.on(offer(5, live(0)));

    assertThat(offered).contains(new Effect.Save(1, known));
    assertThat(keeper.catalogue()).isEqualTo(known);
    assertThat(keeper.durable()).isEqualTo(BucketCatalogue.initial());
    assertThat(keeper.on(new Event.Saved(1))).isNotEmpty();
    assertThat(keeper.durable()).isEqualTo(known);
  }

  @Test
  void forgetsTheLivesItMissed() {
    assertThat(keeper.on(offer(5, live(3)))).contains(saveOf(live(3)));

    assertThat(keeper.on(new Event.Saved(1))).contains(new Effect.Forget(id(2)));
  }

  @Test
  void createsTheNextLifeWhenAPeerHadDroppedThisOneBeforeItHeardOfIt() {
    keeper
        .on(new Event.Create(ID, NAME, SPEC, 1, new TreeSet<>()))
        .forEach(CatalogueKeeperLivesTest::ignore);
    keeper.on(new Event.Saved(1)).forEach(CatalogueKeeperLivesTest::ignore);

    keeper.on(accepted(PEER, dropped(0))).forEach(CatalogueKeeperLivesTest::ignore);

    assertThat(keeper.on(new Event.Saved(3))).anyMatch(effect -> isOfferOf(effect, id(1)));
  }

  @Test
  void dropsTheLifeThatAMajorityKnows() {
    CatalogueKeeper stale = dropAtStaleKeeper();

    stale.on(accepted(PEER, live(1))).forEach(CatalogueKeeperLivesTest::ignore);
    stale.on(accepted(OTHER, live(1))).forEach(CatalogueKeeperLivesTest::ignore);
    assertThat(stale.on(new Event.Saved(3))).anyMatch(effect -> isOfferOf(effect, id(1)));

    assertThat(stale.on(accepted(OTHER, live(1)))).isEmpty();
    assertThat(stale.on(accepted(PEER, dropped(1)))).isEmpty();
    assertThat(stale.on(accepted(OTHER, dropped(1))))
        .containsExactly(new Effect.Complete(ID, new CatalogueOutcome.Done(dropped(1))));
  }

  @Test
  void dropsNothingWhenAMajorityKnowsThatAllLivesEnded() {
    CatalogueKeeper stale = dropAtStaleKeeper();

    stale.on(accepted(PEER, dropped(1))).forEach(CatalogueKeeperLivesTest::ignore);

    assertThat(stale.on(accepted(OTHER, dropped(1))))
        .contains(new Effect.Complete(ID, new CatalogueOutcome.Unknown()));
  }

  @Test
  void cannotTellAtTheDeadlineWhetherTheRightLifeWasDropped() {
    CatalogueKeeper stale = dropAtStaleKeeper();

    stale.on(accepted(PEER, live(1))).forEach(CatalogueKeeperLivesTest::ignore);

    assertThat(stale.on(new Event.DeadlineExpired(ID)))
        .containsExactly(new Effect.Complete(ID, new CatalogueOutcome.Indeterminate(0, 2)));
  }

  @Test
  void aDropTellsWhichCreationItEnded() {
    CatalogueEntry earlier =
        new CatalogueEntry(id(0), SPEC, new HybridTimestamp(1, 0), SELF, false);

    assertThat(earlier.join(dropped(0))).isEqualTo(dropped(0));
    assertThat(dropped(0).join(earlier)).isEqualTo(dropped(0));
    assertThat(earlier.join(live(0))).isEqualTo(earlier);
  }

  /** A keeper that knows life 0 and was told to drop it. */
  private static CatalogueKeeper dropAtStaleKeeper() {
    CatalogueKeeper stale = keeperOf(BucketCatalogue.initial().join(List.of(live(0))));
    stale.on(new Event.Drop(ID, NAME, new TreeSet<>())).forEach(CatalogueKeeperLivesTest::ignore);
    stale.on(new Event.Saved(1)).forEach(CatalogueKeeperLivesTest::ignore);
    return stale;
  }

  private static CatalogueKeeper keeperOf(BucketCatalogue saved) {
    return new CatalogueKeeper(SELF, new TreeSet<>(List.of(SELF, PEER, OTHER)), saved);
  }

  private static Event offer(long token, CatalogueEntry entry) {
    return new Event.Received(PEER, new CatalogueMessage.Offer(token, List.of(entry)));
  }

  private static Event accepted(NodeId from, CatalogueEntry standing) {
    return new Event.Received(from, new CatalogueMessage.Accepted(ID, List.of(standing)));
  }

  private static boolean isOfferOf(Effect effect, BucketId id) {
    return effect instanceof Effect.Send(NodeId to, CatalogueMessage message)
        && message instanceof CatalogueMessage.Offer(long token, List<CatalogueEntry> entries)
        && entries.getFirst().id().equals(id);
  }

  private static Effect saveOf(CatalogueEntry entry) {
    return new Effect.Save(1, BucketCatalogue.initial().join(List.of(entry)));
  }

  private static BucketId id(int generation) {
    return new BucketId(NAME, generation);
  }

  private static CatalogueEntry live(int generation) {
    return new CatalogueEntry(id(generation), SPEC, new HybridTimestamp(500, 0), PEER, false);
  }

  private static CatalogueEntry dropped(int generation) {
    return new CatalogueEntry(id(generation), SPEC, new HybridTimestamp(500, 0), PEER, true);
  }

  private static void ignore(Effect effect) {}
}
