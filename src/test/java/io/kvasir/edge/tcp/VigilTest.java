package io.kvasir.edge.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.edge.tcp.Vigil.Verdict;
import org.junit.jupiter.api.Test;

/** Who keeps a connection waiting, and for how long it waits. */
class VigilTest {
  private final Vigil vigil = new Vigil(30, 100, 0);

  @Test
  void endsAConnectionOnWhichNothingHappens() {
    assertThat(vigil.judge(true, false, false, 99)).isEqualTo(Verdict.PATIENT);
    assertThat(vigil.judge(true, false, false, 100)).isEqualTo(Verdict.IDLE);

    vigil.onActivity(100);

    assertThat(vigil.judge(true, false, false, 199)).isEqualTo(Verdict.PATIENT);
  }

  @Test
  void waitsAsLongAsARequestTakes() {
    assertThat(vigil.judge(true, true, false, 1_000)).isEqualTo(Verdict.PATIENT);
  }

  @Test
  void countsAFrameFromItsFirstByteHoweverOftenAnotherComes() {
    vigil.onFrame(true, false, 50);
    vigil.onActivity(70);
    vigil.onFrame(true, false, 70);

    assertThat(vigil.judge(true, false, false, 79)).isEqualTo(Verdict.PATIENT);
    assertThat(vigil.judge(true, false, false, 80)).isEqualTo(Verdict.SLOW_FRAME);
  }

  @Test
  void beginsAnewWithEveryFrame() {
    vigil.onFrame(true, false, 50);
    vigil.onFrame(true, true, 70);

    assertThat(vigil.judge(true, false, false, 99)).isEqualTo(Verdict.PATIENT);
    assertThat(vigil.judge(true, false, false, 100)).isEqualTo(Verdict.SLOW_FRAME);
  }

  @Test
  void doesNotBlameTheClientForAFrameThatItDoesNotRead() {
    vigil.onFrame(true, false, 0);

    assertThat(vigil.judge(false, true, false, 29)).isEqualTo(Verdict.PATIENT);
    assertThat(vigil.judge(false, true, false, 500)).isEqualTo(Verdict.PATIENT);
    assertThat(vigil.judge(true, true, false, 529)).isEqualTo(Verdict.PATIENT);
    assertThat(vigil.judge(true, true, false, 530)).isEqualTo(Verdict.SLOW_FRAME);
  }

  @Test
  void cutsOffWhoTakesNoAnswers() {
    vigil.onStall(true, 10);
    vigil.onStall(true, 30);
    assertThat(vigil.judge(false, true, false, 39)).isEqualTo(Verdict.PATIENT);
    assertThat(vigil.judge(false, true, false, 40)).isEqualTo(Verdict.SLOW_READER);

    vigil.onStall(false, 41);

    assertThat(vigil.judge(true, true, false, 1_000)).isEqualTo(Verdict.PATIENT);
  }

  @Test
  void endsWatchesThatAreNotTakenBeforeTheConnection() {
    vigil.onStall(true, 10);
    assertThat(vigil.judge(false, true, true, 39)).isEqualTo(Verdict.PATIENT);
    assertThat(vigil.judge(false, true, true, 40)).isEqualTo(Verdict.SLOW_WATCHER);

    assertThat(vigil.judge(false, false, false, 69)).isEqualTo(Verdict.PATIENT);
    assertThat(vigil.judge(false, false, false, 70)).isEqualTo(Verdict.SLOW_READER);
  }
}
