package io.kvasir.cluster;

import io.kvasir.cluster.Nemesis.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A minute of faults with those of the network. It needs root and changes the machine's network
 * interfaces, so {@code make test} leaves it out; {@code make chaos} runs it.
 */
class NetworkChaos {
  private static final List<Fault> FAULTS =
      List.of(
          Fault.KILL_LEADER,
          Fault.CUT_LEADER_OFF,
          Fault.PAUSE_LEADER,
          Fault.CUT_LEADER_ONE_WAY,
          Fault.UNPLUG_LEADER,
          Fault.KILL_ANY);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void clientsSeeOneHistoryWhileLeadersAreKilledPausedAndCutOff() {
    try (Namespaces network = new Namespaces(3);
        LocalCluster cluster = LocalCluster.start(folder, 3, Map.of(), network.hosts())) {
      String bucket = Chaos.bucket(cluster, "registers", 3);

      new Chaos(cluster, bucket, Optional.of(network), folder)
          .run(Chaos.lasting(Duration.ofMinutes(1)), FAULTS)
          .judge();
    }
  }
}
