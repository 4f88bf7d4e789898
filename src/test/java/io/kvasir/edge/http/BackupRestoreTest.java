package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.edge.cli.client.Servers;
import io.kvasir.edge.cli.command.Commands;
import io.kvasir.edge.cli.command.ExitCode;
import io.kvasir.edge.cli.command.Failed;
import io.kvasir.edge.cli.command.Parsed;
import io.kvasir.edge.cli.command.Printer;
import io.kvasir.edge.cli.command.Session;
import io.kvasir.service.LoneNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kvasir admin backup} and {@code restore} between two clusters over real sockets. */
class BackupRestoreTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path temporary;
  private final LoneNode first = LoneNode.whole();
  private final LoneNode second = LoneNode.whole(77);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private TestServer from;
  private TestServer to;
  private Path folder;
  private Path copy;
  private SampleData data;

  @BeforeEach
  void listen() throws Exception {
    from = TestServer.overGroupsOf(first);
    to = TestServer.overGroupsOf(second);
    folder = temporary.resolve("backup");
    copy = folder.resolve("node-1.ndjson");
    data = new SampleData(new RawClient(from.port()));
    data.fill();
    data.send("POST", "/bucket/sets/gone/add", "{\"element\":\"x\"}");
    data.send("DELETE", "/bucket/sets/gone", "");
    data.send("POST", "/bucket/counts/gone/increment", "{}");
    data.send("DELETE", "/bucket/counts/gone", "");
  }

  @AfterEach
  void close() throws Exception {
    from.close();
    to.close();
    first.close();
    second.close();
  }

  private String run(TestServer server, String... words) throws Failed {
    out.reset();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Printer printer = new Printer(stream, stream, false, false);
    Session session =
        new Session(Servers.parse("http://127.0.0.1:" + server.port()), printer, Optional.empty());
    Parsed.Ready ready = (Parsed.Ready) Commands.ofCommandLine().parse(List.of(words));
    ready.choose(printer);
    ready.run(session);
    printer.flush();
    return out.toString(StandardCharsets.UTF_8);
  }

  private Failed failure(TestServer server, String... words) {
    Failed failed = catchThrowableOfType(Failed.class, () -> run(server, words));
    assertThat(failed).as(out.toString(StandardCharsets.UTF_8)).isNotNull();
    return failed;
  }

  private void backUp() throws Failed {
    run(from, "admin", "backup", "--to", folder.toString());
  }

  private JsonNode restore(String... more) throws Exception {
    String[] words = {"admin", "restore", "-o", "json", "--from", folder.toString()};
    String[] all = new String[words.length + more.length];
    System.arraycopy(words, 0, all, 0, words.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return JSON.readTree(run(to, all));
  }

  private List<String> export(TestServer server) throws Failed {
    return run(server, "export").lines().toList();
  }

  @Test
  void allTypesOfAllBucketsAreTheSameInTheClusterThatIsRestored() throws Exception {
    List<String> before = export(from);
    backUp();

    JsonNode done = restore("--verify");

    assertThat(done.path("written").asInt()).isEqualTo(before.size() - 2);
    assertThat(done.path("equal").asInt()).isEqualTo(before.size() - 2);
    assertThat(done.path("differing").asInt()).isZero();
    assertThat(done.path("deleted").asInt()).isPositive();
    assertThat(SampleData.comparable(export(to))).isEqualTo(SampleData.comparable(before));
  }

  @Test
  void aRestoreMayBeRepeatedAndCountsNothingTwice() throws Exception {
    List<String> before = export(from);
    backUp();
    restore();

    Failed refused = failure(to, "admin", "restore", "--from", folder.toString());
    JsonNode again = restore("--continue", "--verify", "--parallel=1");

    assertThat(refused.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(refused).hasMessageContaining("There are keys in bucket");
    assertThat(again.path("differing").asInt()).isZero();
    assertThat(SampleData.comparable(export(to))).isEqualTo(SampleData.comparable(before));
  }

  @Test
  void whatDiffersIsFound() throws Exception {
    backUp();
    restore();
    SampleData restored = new SampleData(new RawClient(to.port()));
    restored.send("POST", "/bucket/sets/s/remove", "{\"element\":\"a\"}"); // written since
    restored.send("PUT", "/bucket/lin/plain", "{\"value\":\"other\"}");
    restored.send("DELETE", "/buckets/grow", "");
    restored.send("POST", "/buckets", "{\"name\":\"grow\",\"type\":\"gset\"}");

    Failed failed = failure(to, "admin", "restore", "--from", folder.toString(), "--only-verify");

    assertThat(failed).hasMessageContaining("2 keys are not as they were in the backup");
  }

  @Test
  void aClusterIsNotRestoredIntoItself() throws Exception {
    backUp();
    for (String bucket : List.of("text", "lin", "shards", "guarded", "sets", "grow", "counts")) {
      data.send("DELETE", "/buckets/" + bucket, "");
    }
    for (String bucket : List.of("sib", "flags", "maps")) {
      data.send("DELETE", "/buckets/" + bucket, "");
    }

    Failed failed = failure(from, "admin", "restore", "--from", folder.toString());

    assertThat(failed).hasMessageContaining("what was copied here is restored elsewhere");
    assertThat(export(from)).as("only the system's bucket").hasSize(2);
    assertThat(new RawClient(from.port()).get("/buckets").text()).doesNotContain("\"text\"");
  }

  @Test
  void aBitThatFlippedAnywhereIsFound() throws Exception {
    backUp();
    byte[] whole = Files.readAllBytes(copy);
    Random random = new Random(1);
    for (int run = 0; run < 50; run++) {
      byte[] flipped = whole.clone();
      flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(copy, flipped);
      assertThat(failure(to, "admin", "restore", "--from", folder.toString()))
          .hasMessageContaining("its checksum is another");
    }
    for (int length : new int[] {0, 1, whole.length - 1}) {
      Files.write(copy, Arrays.copyOf(whole, length));
      assertThat(failure(to, "admin", "restore", "--from", folder.toString()))
          .hasMessageContaining("bytes instead of " + whole.length);
    }
    Files.delete(copy);
    assertThat(failure(to, "admin", "restore", "--from", folder.toString()))
        .hasMessageContaining("cannot be read");
    assertThat(export(to)).hasSize(2);
  }

  @Test
  void withoutAManifestThereIsNoBackup() throws Exception {
    backUp();
    Path manifest = folder.resolve("backup.json");
    String text = Files.readString(manifest);

    assertThat(failure(from, "admin", "backup", "--to", folder.toString()))
        .hasMessageContaining("There is a backup already");
    Files.writeString(manifest, forged(text, "node-1.ndjson", "../node-1.ndjson"));
    assertThat(failure(to, "admin", "restore", "--from", folder.toString()))
        .hasMessageContaining("names a file that cannot be");
    Files.writeString(manifest, forged(text, "\"complete_groups\":[0", "\"complete_groups\":[99"));
    assertThat(failure(to, "admin", "restore", "--from", folder.toString()))
        .hasMessageContaining("it is not complete");
    Files.delete(manifest);
    assertThat(failure(to, "admin", "restore", "--from", folder.toString()))
        .hasMessageContaining("no backup.json");
    backUp();
    assertThat(restore("--verify").path("differing").asInt()).isZero();
  }

  /** As if it had been written like that. */
  private static String forged(String manifest, String what, String by) throws Exception {
    assertThat(manifest).contains(what);
    ObjectNode document = (ObjectNode) JSON.readTree(manifest.replace(what, by));
    document.remove("sha256");
    byte[] text = document.toString().getBytes(StandardCharsets.UTF_8);
    byte[] sum = MessageDigest.getInstance("SHA-256").digest(text);
    return document.put("sha256", HexFormat.of().formatHex(sum)).toString();
  }

  @Test
  void aBitThatFlippedInTheManifestIsFound() throws Exception {
    backUp();
    Path manifest = folder.resolve("backup.json");
    byte[] whole = Files.readAllBytes(manifest);
    Random random = new Random(2);
    for (int run = 0; run < 100; run++) {
      byte[] flipped = whole.clone();
      int at = run == 0 ? whole.length - 1 : random.nextInt(whole.length);
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(manifest, flipped);
      assertThat(failure(to, "admin", "restore", "--from", folder.toString()))
          .as("byte %d", at)
          .hasMessageContaining("The backup cannot be used: backup.json");
    }
    assertThat(export(to)).hasSize(2);
    assertThat(new RawClient(to.port()).get("/buckets").text()).doesNotContain("\"text\"");
  }

  @Test
  void keysOfAnyTextAreInTheOrderThatCopiesAreMergedIn() throws Exception {
    List<String> keys =
        List.of(
            "a", "ab", "a\u0000b", "a/", "b", "\u00e9", "\uffee", "\ud83d\ude00", "zzzzzzzz", "~");
    for (String key : keys) {
      String path = URLEncoder.encode(key, StandardCharsets.UTF_8);
      data.send("PUT", "/bucket/text/" + path, "{\"value\":\"t\"}");
      data.send("PUT", "/bucket/lin/" + path, "{\"value\":\"l\"}");
      data.send("POST", "/bucket/counts/" + path + "/increment", "{}");
    }
    List<String> before = export(from);
    backUp();

    assertThat(restore("--verify").path("equal").asInt()).isEqualTo(before.size() - 2);
    assertThat(SampleData.comparable(export(to))).isEqualTo(SampleData.comparable(before));
  }

  @Test
  void whatEndedSinceIsNotTakenForADifference() throws Exception {
    backUp();
    JsonNode before = restore("--verify");
    second.pass(2_000_000);

    JsonNode later = restore("--continue", "--verify");

    assertThat(later.path("differing").asInt()).isZero();
    assertThat(later.path("ended").asInt()).isGreaterThanOrEqualTo(4);
    assertThat(later.path("equal").asInt() + later.path("ended").asInt())
        .isEqualTo(before.path("equal").asInt() + before.path("ended").asInt());
  }

  @Test
  void partsOfOneKeyAreComparedEachWithAllOfIt() throws Exception {
    String deleted = stateOf("sets", "gone");
    data.send("POST", "/bucket/sets/gone/add", "{\"element\":\"y\"}");
    String shown = stateOf("sets", "gone");
    RawClient client = new RawClient(to.port());
    String target = "/admin/restore/sets?cluster=abc";
    client.post("/buckets", "{\"name\":\"sets\",\"type\":\"orswot\"}");
    for (String state : List.of(deleted, shown)) {
      assertThat(client.post(target, part(state, true)).text()).contains("\"written\":1");
    }

    for (String state : List.of(deleted, shown)) {
      assertThat(client.post(target + "&compare=true", part(state, true)).text())
          .contains("\"written\":1", "\"differing\":0");
    }
    assertThat(client.post(target + "&compare=true", part(deleted, false)).text())
        .contains("\"differing\":1");
  }

  private static String part(String state, boolean part) {
    return "[{\"key\":\"gone\",\"states\":[\"%s\"],\"part\":%s}]".formatted(state, part);
  }

  /** As a backup that is taken now has it. */
  private String stateOf(String bucket, String key) throws Exception {
    backUp();
    String found = "";
    for (String line : Files.readAllLines(copy)) {
      JsonNode document = JSON.readTree(line);
      if (document.path("bucket").asText().equals(bucket)
          && document.path("key").asText().equals(key)) {
        found = document.path("state").asText();
      }
    }
    Files.delete(folder.resolve("backup.json"));
    assertThat(found).isNotEmpty();
    return found;
  }

  @Test
  void aFolderWithOtherThingsIsLeftAlone() throws Exception {
    Files.createDirectories(folder);
    Path other = Files.writeString(folder.resolve("other"), "mine");

    Failed failed = failure(from, "admin", "backup", "--to", folder.toString());

    assertThat(failed.code()).isEqualTo(ExitCode.USAGE);
    assertThat(other).hasContent("mine");
  }

  @Test
  void aFolderThatCannotBeMadeIsToldInPlainWords() throws Exception {
    Path file = Files.writeString(folder.resolveSibling("file"), "no folder");
    for (Path impossible : List.of(Path.of("/proc/x"), file, file.resolve("below"))) {
      Failed failed = failure(from, "admin", "backup", "--to", impossible.toString());

      assertThat(failed).hasMessageStartingWith("Cannot use the folder " + impossible + ": ");
      assertThat(failed.getMessage()).doesNotContain("Exception", "java.");
      assertThat(failed.code()).isEqualTo(ExitCode.UNWRITTEN);
    }
    Path nowhere = Path.of("/proc/x/export.ndjson");
    Failed failed = failure(from, "export", "--to", nowhere.toString());
    assertThat(failed).hasMessage("Cannot write " + nowhere + ".part: there is no such place");
    assertThat(failed.code()).isEqualTo(ExitCode.UNWRITTEN);
  }

  @Test
  void whatIsNoCopyIsRefused() throws Exception {
    RawClient client = new RawClient(to.port());
    for (String body :
        List.of(
            "[{\"key\":\"k\",\"states\":[\"%%\"]}]",
            "[{\"key\":\"k\",\"states\":[\"AAAA\"]}]",
            "[{\"key\":\"k\",\"states\":[]}]",
            "[{\"key\":\"k\",\"value\":\"v\"}]",
            "[{\"key\":\"\",\"states\":[\"\"]}]")) {
      assertThat(client.post("/admin/restore/__default_lww__?cluster=abc", body).status())
          .as(body)
          .isEqualTo(400);
    }
    assertThat(client.post("/admin/restore/__default_lww__", "[]").status()).isEqualTo(400);
    String endless = "[{\"key\":\"k\",\"value\":\"v\",\"ends\":%d}]".formatted(Long.MAX_VALUE);
    RawClient.Reply refused =
        client.post("/admin/restore/__default_linearizable__?cluster=abc", endless);
    assertThat(refused.json().path("field").asText()).isEqualTo("ends");
    assertThat(client.post("/admin/restore/none?cluster=abc", "[]").status()).isEqualTo(404);
    assertThat(client.post("/admin/restore/__default_lww__?cluster=abc", "[]").status())
        .isEqualTo(200);
  }
}
