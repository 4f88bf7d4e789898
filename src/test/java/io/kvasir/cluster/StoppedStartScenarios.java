package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.cluster.NodeProcess.Launched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** How nodes end that are asked to while they start, however long the start takes. */
abstract class StoppedStartScenarios {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String FOREVER = "1h";
  private static final String KEPT = Client.path("kept", "k");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  private @Nullable Launched launched;

  @AfterEach
  void leaveNoProcessBehind() {
    if (launched != null) {
      launched.process().destroyForcibly();
    }
  }

  @Test
  void whoHoldsNothingYetEndsAtOnce() throws IOException {
    Path certificate = folder.resolve("certificate.pem");
    Map<String, String> settings = settings(FOREVER);
    settings.put("quarkus.tls.key-store.pem.0.cert", certificate.toString());
    settings.put("quarkus.tls.key-store.pem.0.key", certificate.toString());
    try (HeldFile held = HeldFile.at(certificate)) {
      Launched node = startingNode(held, settings);
      node.process().destroy();

      assertThat(node.awaitEnd()).as(node.text()).isZero();
    }
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void aStartUnderWayIsGivenUpAndTheStoreIsClosed() throws IOException {
    byte[] identity = aNodeWithData();
    try (HeldFile held = HeldFile.at(identityFile())) {
      Launched node = startingNode(held, settings(FOREVER));
      ask(node, 1);
      held.holds(identity);

      assertThat(node.awaitEnd()).as(node.text()).isZero();
      assertThat(node.text()).contains("event=start_given_up").doesNotContain("tcp_listening");
    }
    assertNothingIsLost();
  }

  @Test
  void theGraceCountsFromTheSignal() throws IOException {
    byte[] identity = aNodeWithData();
    try (HeldFile held = HeldFile.at(identityFile())) {
      Launched node = startingNode(held, settings("100ms"));
      node.process().destroy();

      assertThat(node.awaitEnd()).as(node.text()).isOne();
      assertThat(node.text()).contains("grace");
    }
    Files.delete(identityFile());
    Files.write(identityFile(), identity);
    assertNothingIsLost();
  }

  @Test
  void whoIsAskedTwiceDoesNotWaitForTheStart() throws IOException {
    byte[] identity = aNodeWithData();
    try (HeldFile held = HeldFile.at(identityFile())) {
      Launched node = startingNode(held, settings(FOREVER));
      ask(node, 1);
      ask(node, 2);

      assertThat(node.awaitEnd()).as(node.text()).isOne();
    }
    Files.delete(identityFile());
    Files.write(identityFile(), identity);
    assertNothingIsLost();
  }

  /** A directory with a key in it, and what the file that is read first of it holds. */
  private byte[] aNodeWithData() throws IOException {
    try (NodeProcess node = NodeProcess.start(folder, settings(FOREVER))) {
      Client client = new Client(node.base());
      Map<String, Object> bucket =
          Map.of("name", "kept", "type", "lww", "consistency", "eventual", "replication_n", 1);
      Await.until(SOON, () -> "no bucket", () -> client.createBucket(bucket).status() == 201);
      Await.until(SOON, () -> "no write", () -> client.put("kept", "k", "v").isOk());
      assertThat(node.stop()).isZero();
    }
    return Files.readAllBytes(identityFile());
  }

  private Path identityFile() {
    return folder.resolve("data").resolve("kvasir.identity");
  }

  private static Map<String, String> settings(String grace) {
    Map<String, String> settings = new HashMap<>();
    settings.put("kvasir.bus.port", "0");
    settings.put("kvasir.shutdown.grace", grace);
    return settings;
  }

  /** A node that wants to read that file and does not get on. */
  private Launched startingNode(HeldFile held, Map<String, String> settings) {
    launched = NodeProcess.launch(folder, settings);
    held.awaitReader();
    return launched;
  }

  private static void ask(Launched node, int times) {
    node.process().destroy();
    Await.until(SOON, node::text, () -> node.text().split("event=stop_asked", -1).length > times);
  }

  private void assertNothingIsLost() {
    try (NodeProcess node = NodeProcess.start(folder, settings(FOREVER))) {
      assertThat(new Client(node.base()).get(KEPT).json().path("value").asText()).isEqualTo("v");
    }
  }
}
