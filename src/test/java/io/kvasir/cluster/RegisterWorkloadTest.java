package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.history.History;
import io.kvasir.history.LinearizabilityChecker;
import io.kvasir.history.RevisionOrder;
import io.kvasir.history.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The workload and the checker together, on buckets that are known to be right or wrong. */
class RegisterWorkloadTest {
  private static final int OPERATIONS = 6_000;

  private static History record(FakeBucket.Bug bug) {
    try (FakeBucket bucket = new FakeBucket(bug)) {
      RegisterWorkload workload =
          new RegisterWorkload(() -> List.of(bucket.base()), "registers", 1);
      workload.start();
      workload.awaitProgress(OPERATIONS);
      workload.stop();
      workload.readAll();
      return workload.history();
    }
  }

  @Test
  void anAtomicBucketPasses() {
    History history = record(FakeBucket.Bug.NONE);

    assertThat(new LinearizabilityChecker().check(history))
        .isInstanceOf(Verdict.Linearizable.class);
    assertThat(RevisionOrder.violation(history)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void aBugIsFound(FakeBucket.Bug bug) {
    assertThat(new LinearizabilityChecker().check(record(bug)))
        .isInstanceOf(Verdict.NotLinearizable.class);
  }
}
