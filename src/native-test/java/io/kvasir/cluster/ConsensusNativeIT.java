package io.kvasir.cluster;

import java.time.Duration;

/** Linearizable buckets on native binaries. */
class ConsensusNativeIT extends ConsensusScenarios {
  @Override
  Duration chaosTime() {
    return Duration.ofSeconds(10);
  }
}
