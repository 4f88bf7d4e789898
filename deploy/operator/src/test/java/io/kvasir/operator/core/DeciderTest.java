package io.kvasir.operator.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.operator.core.Step.Blocked;
import io.kvasir.operator.core.Step.DeleteClaim;
import io.kvasir.operator.core.Step.Join;
import io.kvasir.operator.core.Step.Leave;
import io.kvasir.operator.core.Step.MarkRestart;
import io.kvasir.operator.core.Step.RestartPod;
import io.kvasir.operator.core.Step.SetReplicas;
import io.kvasir.operator.core.Step.Wait;
import org.junit.jupiter.api.Test;

/** What the operator does next, case by case. */
class DeciderTest {
  @Test
  void aFreshClusterIsMadeWithItsFounders() {
    Scene scene = Scene.absent(3);

    assertThat(scene.next()).isEqualTo(new Step.CreateSet(3));
  }

  @Test
  void aSetOfSomebodyElseIsLeftAlone() {
    assertThat(reason(Scene.of(3).foreign().next())).isEqualTo(Reason.NotOwned);
  }

  @Test
  void noMoreThanFiveFound() {
    assertThat(Scene.absent(9).next()).isEqualTo(new Step.CreateSet(5));
  }

  @Test
  void theFoundingIsClosedWhenAllFoundersAreInACluster() {
    Scene scene = Scene.of(3).founding();

    assertThat(scene.next()).isEqualTo(new Step.CloseFounding());
    assertThat(Scene.of(3).founding().silent(2).next()).isInstanceOf(Wait.class);
  }

  @Test
  void oneNodeComesAtATime() {
    assertThat(Scene.of(3).desire(5).next()).isEqualTo(new SetReplicas(3, 4));
  }

  @Test
  void theNextNodeWaitsForTransfers() {
    assertThat(reason(Scene.of(4).desire(5).moving(9).next())).isEqualTo(Reason.Moving);
  }

  @Test
  void theNextNodeWaitsForAllOthers() {
    assertThat(reason(Scene.of(4).desire(5).unready(1).next())).isEqualTo(Reason.NotReady);
  }

  @Test
  void aMemberWithoutPartitionsIsAskedToJoin() {
    assertThat(Scene.of(3).desire(5).partitions(2, 0).next()).isEqualTo(new Join(2));
  }

  @Test
  void theLastNodeLeavesBeforeItsPodGoes() {
    assertThat(Scene.of(5).desire(3).next()).isEqualTo(new Leave(4));
  }

  @Test
  void itsPodStaysWhileItLeaves() {
    Scene scene = Scene.of(5).desire(3).leaving(4).moving(12);

    assertThat(reason(scene.next())).isEqualTo(Reason.Leaving);
  }

  @Test
  void itsPodGoesWhenItIsNoMember() {
    assertThat(Scene.of(5).desire(3).removed(4).next()).isEqualTo(new SetReplicas(5, 4));
  }

  @Test
  void aNodeThatDoesNotAnswerCannotLeave() {
    Scene scene = Scene.of(5).desire(4).silent(4);

    assertThat(reason(scene.next())).isEqualTo(Reason.NotReady);
    assertThat(reason(scene.notReady(4).next())).isEqualTo(Reason.DrainBlocked);
  }

  @Test
  void nobodyLeavesWhileAnotherIsNotReady() {
    assertThat(reason(Scene.of(5).desire(4).unready(0).next())).isEqualTo(Reason.NotReady);
  }

  /** It heard first; another one lists it still. */
  @Test
  void aNodeThatKnowsItIsRemovedIsWaitedFor() {
    Scene scene = Scene.of(3).desire(2).removed(2).remembered(1, 2).notReady(2);

    assertThat(reason(scene.next())).isEqualTo(Reason.MembershipUnknown);
  }

  @Test
  void nobodyMissesANodeThatWasRemovedWhenAnotherLeaves() {
    assertThat(Scene.of(5).desire(4).removed(2).next()).isEqualTo(new Leave(4));
  }

  @Test
  void aSilentNodeIsGoneOnlyWhenAllMembersSaySo() {
    Scene scene = Scene.of(5).desire(4).forgotten(4).silent(4);

    assertThat(scene.next()).isEqualTo(new SetReplicas(5, 4));
    assertThat(scene.silent(1).next()).isInstanceOf(Wait.class);
  }

  /** One member that is behind lists it still. */
  @Test
  void aNodeIsAMemberAsLongAsAnybodySaysSo() {
    Scene scene = Scene.of(5).desire(4).forgottenBy(0, 4).forgottenBy(1, 4).forgottenBy(2, 4);

    assertThat(scene.next()).isEqualTo(new Leave(4));
  }

  @Test
  void aMembersPodComesBackWhateverTheReplicasSay() {
    Scene scene = Scene.of(5).replicas(3).without(3).without(4);

    assertThat(scene.desire(3).next()).isEqualTo(new SetReplicas(3, 5));
  }

  @Test
  void foundersPodsComeBackWhateverTheReplicasSay() {
    Scene scene = Scene.of(3).founding().replicas(1).without(1).without(2);

    assertThat(scene.desire(1).next()).isEqualTo(new SetReplicas(1, 3));
  }

  @Test
  void aClaimGoesByPolicyWhenItsNodeIsNoMember() {
    Scene scene = Scene.of(3).claim(3, false);

    assertThat(scene.deleting().next()).isEqualTo(new DeleteClaim(3, "c3"));
  }

  @Test
  void aClaimStaysByPolicy() {
    assertThat(Scene.of(3).claim(3, false).next()).isEqualTo(new Step.Settled());
  }

  @Test
  void podsAreRestartedOneByOneAndLeadersLast() {
    Scene scene = Scene.of(3).revision("r2").leads(2, 4, true).leads(1, 6, false);

    assertThat(scene.next()).isEqualTo(new MarkRestart(0, "p0"));
    assertThat(scene.marked(0).next()).isEqualTo(new RestartPod(0, "p0", "v"));
    assertThat(scene.updated(0).next()).isEqualTo(new MarkRestart(1, "p1"));
    assertThat(scene.updated(1).next()).isEqualTo(new MarkRestart(2, "p2"));
    assertThat(scene.updated(2).next()).isEqualTo(new Step.Settled());
  }

  /** Whoever said that it would may be about to. */
  @Test
  void thePodThatIsMarkedIsRestartedBeforeAnother() {
    assertThat(Scene.of(3).marked(1).next()).isEqualTo(new RestartPod(1, "p1", "v"));
    assertThat(reason(Scene.of(3).marked(1).unready(0).next())).isEqualTo(Reason.NotReady);
  }

  @Test
  void theRollWaitsForTheStoresOwnReadiness() {
    Scene scene = Scene.of(3).revision("r2").updated(2).unready(2);

    assertThat(reason(scene.next())).isEqualTo(Reason.NotReady);
  }

  /** Of three in a bad image, say, none can be waited for. */
  @Test
  void podsThatNeverStartedAreReplacedWithoutWaiting() {
    Scene scene = Scene.of(3).revision("r2").silent(1).notReady(1).silent(2).notReady(2);

    assertThat(scene.unreachable(1).unreachable(2).next()).isEqualTo(new RestartPod(1, "p1", "v"));
  }

  /** The operator's own network may be what is broken. */
  @Test
  void aPodThatOthersReachIsNotTakenForDown() {
    Scene scene = Scene.of(3).revision("r2").silent(1);

    assertThat(reason(scene.next())).isEqualTo(Reason.NotReady);
  }

  @Test
  void aLostMajorityIsReportedAndNothingElseDone() {
    Scene scene = Scene.of(5).desire(3).silent(1).silent(2).silent(3);
    Scene down = scene.notReady(1).notReady(2).notReady(3);

    assertThat(down.next()).isInstanceOf(Blocked.class);
    assertThat(reason(down.next())).isEqualTo(Reason.QuorumLost);
  }

  @Test
  void aClusterWhoseNodesAllAreDownHasLostItsMajority() {
    Scene scene = Scene.of(2).silent(0).silent(1).notReady(0).notReady(1);

    assertThat(reason(scene.next())).isEqualTo(Reason.QuorumLost);
  }

  /** The kubelets say that they are ready: it is the operator that does not reach them. */
  @Test
  void anOperatorThatIsCutOffTellsOfNoLostMajority() {
    Scene scene = Scene.of(3).desire(1).silent(0).silent(1).silent(2);

    assertThat(reason(scene.next())).isEqualTo(Reason.MembershipUnknown);
  }

  @Test
  void aGroupWithoutMajorityIsALostMajority() {
    assertThat(reason(Scene.of(3).desire(5).withoutMajority(1, 2).next()))
        .isEqualTo(Reason.QuorumLost);
  }

  @Test
  void aNodeThatLeavesIsNotAskedForMajorities() {
    assertThat(reason(Scene.of(3).desire(2).leaving(2).withoutMajority(2, 1).next()))
        .isEqualTo(Reason.Leaving);
  }

  @Test
  void aStrangerAmongTheMembersMakesNobodyGone() {
    Scene scene = Scene.of(3).stranger("other-1").claim(3, false).deleting();

    assertThat(reason(scene.next())).isEqualTo(Reason.MembershipUnknown);
  }

  static Reason reason(Step step) {
    return switch (step) {
      case Wait(Reason reason, String message) -> reason;
      case Blocked(Reason reason, String message) -> reason;
      default -> throw new AssertionError("neither waits nor is blocked: " + step);
    };
  }
}
