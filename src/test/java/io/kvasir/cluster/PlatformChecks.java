package io.kvasir.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;

/** What holds for the program on the JVM and as a native binary. */
public final class PlatformChecks {
  private static final int SOON_MILLIS = 30_000;

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
      assertThat(node.stop()).isZero();
    }
  }

  /** Also one that has begun a request and says nothing more. */
  public static void closesConnectionsOnWhichNothingHappens(Path folder) throws IOException {
    try (NodeProcess node =
            NodeProcess.start(
                folder, Map.of("kvasir.bus.port", "0", "kvasir.http.idle-timeout", "1s"));
        Socket silent = new Socket(node.base().getHost(), node.base().getPort());
        Socket halfway = new Socket(node.base().getHost(), node.base().getPort())) {
      halfway.getOutputStream().write("GET /status HTTP/1.1\r\nHos".getBytes(US_ASCII));
      silent.setSoTimeout(SOON_MILLIS);
      halfway.setSoTimeout(SOON_MILLIS);

      assertThat(silent.getInputStream().read()).isEqualTo(-1);
      assertThat(halfway.getInputStream().read()).isEqualTo(-1);
    }
  }
}
