package io.kvasir.operator.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.operator.core.Step.DeleteClaim;
import io.kvasir.operator.core.Step.Join;
import io.kvasir.operator.core.Step.Leave;
import io.kvasir.operator.core.Step.SetReplicas;
import org.junit.jupiter.api.Test;

/** Defects by which operators of other stores lost data, as they were published. */
class PublishedDataLossTest {
  /** A label said "decommissioned" since the last time, so the drain was skipped. */
  @Test
  void aStaleMarkerSkipsNoDrain() {
    Scene again = Scene.of(5).desire(4).claim(5, false);

    assertThat(again.next()).isEqualTo(new Leave(4));
  }

  /** What the store said of an earlier member of that name is about that one. */
  @Test
  void aNodeThatLeftAndCameBackIsDrainedAgain() {
    Scene left = Scene.of(5).desire(4).removed(4);
    assertThat(left.next()).isEqualTo(new SetReplicas(5, 4));

    Scene back = Scene.of(5).desire(4);
    assertThat(back.next()).isEqualTo(new Leave(4));
  }

  /** Pods were searched by the labels of the desired template, so live volumes looked unused. */
  @Test
  void aVolumeThatAnyPodMountsIsKeptDuringARoll() {
    Scene rolling = Scene.of(3).desire(3).revision("r2").updated(0).deleting();
    assertThat(rolling.next()).isNotInstanceOf(DeleteClaim.class);

    Scene mounted = Scene.of(3).claim(3, true).deleting();
    assertThat(DeciderTest.reason(mounted.next())).isEqualTo(Reason.ClaimEnding);
  }

  /** The node stayed decommissioned for ever. */
  @Test
  void aSpecThatIsFlippedBackTakesTheLeaveBack() {
    Scene draining = Scene.of(5).desire(4).leaving(4).moving(8);

    assertThat(draining.desire(5).next()).isEqualTo(new Join(4));
  }

  /** Too late to take it back: the node goes, and comes as a new member with an empty disk. */
  @Test
  void aSpecThatIsFlippedBackTooLateBringsANewMember() {
    Scene gone = Scene.of(5).desire(5).removed(4).replacing();
    assertThat(gone.next()).isEqualTo(new SetReplicas(5, 4));

    Scene ending = Scene.of(4).desire(5).pod(4).claim(4, true).replacing();
    assertThat(DeciderTest.reason(ending.next())).isEqualTo(Reason.ClaimEnding);

    Scene unmounted = Scene.of(4).desire(5).claim(4, false).replacing();
    assertThat(unmounted.next()).isEqualTo(new DeleteClaim(4, "c4"));

    Scene cleared = Scene.of(4).desire(5);
    assertThat(cleared.next()).isEqualTo(new SetReplicas(4, 5));
  }

  /** It would serve what was deleted long ago. */
  @Test
  void aNodeIsNotBroughtBackOnAnOldVolume() {
    Scene kept = Scene.of(3).desire(4).claim(3, false);

    assertThat(DeciderTest.reason(kept.next())).isEqualTo(Reason.OldVolume);
    assertThat(kept.replacing().next()).isEqualTo(new DeleteClaim(3, "c3"));
  }

  /** Also where the pod is there already, by whatever way. */
  @Test
  void aNodeOnAnOldVolumeIsReported() {
    assertThat(DeciderTest.reason(Scene.of(3).removed(2).next())).isEqualTo(Reason.RemovedMember);
    assertThat(DeciderTest.reason(Scene.of(3).removed(0).replacing().next()))
        .isEqualTo(Reason.RemovedMember);
  }

  /** Every change of scale ended with a restart of all. */
  @Test
  void aChangeOfScaleRestartsNobody() {
    assertThat(Scene.of(5).desire(5).next()).isEqualTo(new Step.Settled());
  }
}
