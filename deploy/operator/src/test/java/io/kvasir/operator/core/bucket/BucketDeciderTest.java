package io.kvasir.operator.core.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is done with a bucket. */
class BucketDeciderTest {
  private static final Consistency CONSISTENT = new Consistency.Preset("consistent");
  private static final Consistency TWO_SHARDS = new Consistency.Linearizable(2);

  private static BucketSettings settings(Consistency consistency) {
    return new BucketSettings("lww", 3, consistency, false, 0);
  }

  private static BucketStep next(BucketSettings desired, BucketSettings is) {
    return BucketDecider.next(desired, new BucketView.Present(is));
  }

  private static BucketStep end(BucketSettings desired, BucketSettings is) {
    return BucketDecider.end(desired, new BucketView.Present(is));
  }

  @Test
  void whatIsNotThereIsMade() {
    BucketSettings desired = settings(CONSISTENT);

    assertThat(BucketDecider.next(desired, new BucketView.Absent()))
        .isEqualTo(new BucketStep.Create(desired));
  }

  @Test
  void whatIsAsDesiredStays() {
    assertThat(next(settings(CONSISTENT), settings(CONSISTENT)))
        .isEqualTo(new BucketStep.Settled());
  }

  @Test
  void onlyWhatDiffersIsChanged() {
    BucketSettings desired = new BucketSettings("lww", 3, CONSISTENT, false, 60);
    Consistency eventual = new Consistency.Preset("eventual");

    assertThat(next(desired, settings(CONSISTENT)))
        .isEqualTo(
            new BucketStep.Change(
                new BucketChange(Optional.empty(), Optional.empty(), Optional.of(60L))));
    assertThat(next(desired, new BucketSettings("lww", 3, eventual, false, 60)))
        .isEqualTo(
            new BucketStep.Change(
                new BucketChange(Optional.of(CONSISTENT), Optional.empty(), Optional.empty())));
  }

  @Test
  void quorumsAreComparedByTheirNumbers() {
    Consistency two = new Consistency.Quorums(2, 1);

    assertThat(next(settings(two), settings(new Consistency.Quorums(2, 1))))
        .isEqualTo(new BucketStep.Settled());
    assertThat(next(settings(two), settings(new Consistency.Quorums(1, 2))))
        .isInstanceOf(BucketStep.Change.class);
  }

  @Test
  void aLinearizableOneMayDemandPreconditions() {
    BucketSettings desired = new BucketSettings("lww", 3, TWO_SHARDS, true, 0);

    assertThat(next(desired, settings(TWO_SHARDS)))
        .isEqualTo(
            new BucketStep.Change(
                new BucketChange(Optional.empty(), Optional.of(true), Optional.empty())));
  }

  /** It may be somebody else's, so what could be changed is not either. */
  @Test
  void whatDiffersInWhatIsFixedIsNotTouched() {
    BucketSettings desired = new BucketSettings("orswot", 5, CONSISTENT, false, 60);

    assertThat(next(desired, settings(CONSISTENT)))
        .isEqualTo(
            new BucketStep.Blocked(List.of("type is lww, not orswot", "replication is 3, not 5")));
  }

  @Test
  void neitherShardsNorConsensusCanBeChanged() {
    for (Consistency is : List.of(CONSISTENT, new Consistency.Linearizable(1))) {
      assertThat(next(settings(TWO_SHARDS), settings(is))).isInstanceOf(BucketStep.Blocked.class);
      assertThat(next(settings(is), settings(TWO_SHARDS))).isInstanceOf(BucketStep.Blocked.class);
    }
  }

  @Test
  void whatIsNotHeardOfIsWaitedFor() {
    BucketSettings desired = settings(CONSISTENT);
    BucketView nothing = new BucketView.Unreachable();

    assertThat(BucketDecider.next(desired, nothing)).isEqualTo(new BucketStep.Wait());
    assertThat(BucketDecider.end(desired, nothing)).isEqualTo(new BucketStep.Wait());
  }

  @Test
  void whatIsToGoGoes() {
    BucketSettings other = new BucketSettings("lww", 3, CONSISTENT, false, 60);

    assertThat(end(settings(CONSISTENT), other)).isEqualTo(new BucketStep.Drop());
    assertThat(BucketDecider.end(other, new BucketView.Absent()))
        .isEqualTo(new BucketStep.Settled());
  }

  @Test
  void whatIsAnotherBucketDoesNotGo() {
    assertThat(end(settings(TWO_SHARDS), settings(CONSISTENT)))
        .isInstanceOf(BucketStep.Blocked.class);
  }
}
