package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;

/** What holds for the program on the JVM and as a native binary. */
public final class PlatformChecks {
  private static final int ENDED_BY_SIGTERM = 143;

  private PlatformChecks() {}

  public static void nodesTalkOverTheBusAndStore(Path folder) {
    try (LocalCluster cluster = LocalCluster.start(folder, 2, Map.of())) {
      assertThat(cluster.node(1).get("/probe/bus/node2").body()).isEqualTo("node2 heard node1");
      assertThat(cluster.node(2).get("/probe/bus/node1").body()).isEqualTo("node1 heard node2");
      assertThat(cluster.node(1).get("/probe/store/value").body()).isEqualTo("value");

      cluster.node(2).kill();
      cluster.restart(2);

      assertThat(cluster.node(1).get("/probe/bus/node2").body()).isEqualTo("node2 heard node1");
    }
  }

  public static void endsWithAClearMessageWhenItIsNotAmongTheMembers(Path folder) {
    NodeProcess.Launched node =
        NodeProcess.launch(
            folder,
            Map.of("kvasir.node.id", "stranger", "kvasir.cluster.members", "node1@127.0.0.1:1"));

    assertThat(node.awaitEnd()).isEqualTo(1);
    assertThat(node.text()).contains("node stranger is not among the members [node1]");
  }

  public static void stopsWhenAsked(Path folder) {
    try (NodeProcess node = NodeProcess.start(folder, Map.of("kvasir.bus.port", "0"))) {
      assertThat(node.stop()).isIn(0, ENDED_BY_SIGTERM);
    }
  }
}
