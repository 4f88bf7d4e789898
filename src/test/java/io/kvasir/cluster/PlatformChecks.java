package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;

/** What holds for the program on the JVM and as a native binary. */
public final class PlatformChecks {
  private static final int ENDED_BY_SIGTERM = 143;

  private PlatformChecks() {}

  public static void endsWithAClearMessageWhenItIsNotAmongTheMembers(Path folder) {
    NodeProcess.Launched node =
        NodeProcess.launch(
            folder,
            Map.of("kvasir.node.id", "stranger", "kvasir.cluster.members", "node1@127.0.0.1:1"));

    assertThat(node.awaitEnd()).isEqualTo(1);
    assertThat(node.text()).contains("node stranger is not among kvasir.cluster.members");
  }

  public static void stopsWhenAsked(Path folder) {
    try (NodeProcess node = NodeProcess.start(folder, Map.of("kvasir.bus.port", "0"))) {
      assertThat(node.stop()).isIn(0, ENDED_BY_SIGTERM);
    }
  }
}
