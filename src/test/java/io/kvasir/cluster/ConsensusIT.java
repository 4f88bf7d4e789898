package io.kvasir.cluster;

import java.time.Duration;

/** Linearizable buckets on the JVM. */
class ConsensusIT extends ConsensusScenarios {
  @Override
  Duration chaosTime() {
    return Duration.ofSeconds(10);
  }
}
