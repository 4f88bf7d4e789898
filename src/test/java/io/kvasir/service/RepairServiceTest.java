package io.kvasir.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.engine.SurveyOutcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RepairServiceTest {
  @Test
  void digestsThatTakeTooLongAreNotTakenForOverload() throws Exception {
    try (LoneNode node = LoneNode.whole()) {
      CompletableFuture<SurveyOutcome> late = new CompletableFuture<>();
      node.engine().digests(0, late::complete);

      assertThat(late.get(20, TimeUnit.SECONDS)).isEqualTo(new SurveyOutcome.TimedOut());
    }
    assertThat(RepairService.result(new SurveyOutcome.TimedOut()))
        .isEqualTo(Result.failed(new Failure.Undecided(Effect.NOT_APPLIED, true)));
    assertThat(RepairService.result(new SurveyOutcome.Busy()))
        .isEqualTo(Result.failed(new Failure.Overloaded()));
    assertThat(RepairService.result(new SurveyOutcome.Read(List.of())))
        .isEqualTo(Result.ok(List.of()));
  }
}
