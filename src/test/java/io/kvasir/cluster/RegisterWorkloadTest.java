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

  /** Whether a bug shows in one history is up to how its threads were scheduled. */
  private static final int HISTORIES = 10;

  private static History record(FakeBucket.Bug bug, int seed) {
    try (FakeBucket bucket = new FakeBucket(bug)) {
      RegisterWorkload workload =
          new RegisterWorkload(() -> List.of(bucket.base()), "registers", seed);
      workload.start();
      workload.awaitProgress(OPERATIONS);
      workload.stop();
      workload.readAll();
      return workload.history();
    }
  }

  @Test
  void anAtomicBucketPasses() {
    History history = record(FakeBucket.Bug.NONE, 1);

    assertThat(new LinearizabilityChecker().check(history))
        .isInstanceOf(Verdict.Linearizable.class);
    assertThat(RevisionOrder.violation(history)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void aBugIsFound(FakeBucket.Bug bug) {
    boolean found = false;
    for (int seed = 1; seed <= HISTORIES && !found; seed++) {
      Verdict verdict = new LinearizabilityChecker().check(record(bug, seed));
      found = verdict instanceof Verdict.NotLinearizable;
    }

    assertThat(found).as("%s in %d histories", bug, HISTORIES).isTrue();
  }
}
