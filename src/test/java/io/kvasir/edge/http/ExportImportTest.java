package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvasir.edge.cli.client.Servers;
import io.kvasir.edge.cli.command.Commands;
import io.kvasir.edge.cli.command.ExitCode;
import io.kvasir.edge.cli.command.Failed;
import io.kvasir.edge.cli.command.Parsed;
import io.kvasir.edge.cli.command.Printer;
import io.kvasir.edge.cli.command.Session;
import io.kvasir.service.LoneNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kvasir export} and {@code import} between two nodes over real sockets. */
class ExportImportTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final LoneNode first = LoneNode.whole();
  private final LoneNode second = LoneNode.whole();
  private TestServer from;
  private TestServer to;
  private RawClient client;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void listen() throws Exception {
    from = TestServer.overGroupsOf(first);
    to = TestServer.overGroupsOf(second);
    client = new RawClient(from.port());
  }

  @AfterEach
  void close() throws Exception {
    from.close();
    to.close();
    first.close();
    second.close();
  }

  private void run(TestServer server, String in, String... words) throws Failed {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Printer printer = new Printer(stream, stream, false, false);
    Session session =
        new Session(
            Servers.parse("http://127.0.0.1:" + server.port()),
            printer,
            Optional.of(new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8))));
    Parsed.Ready ready = (Parsed.Ready) Commands.ofCommandLine().parse(List.of(words));
    ready.choose(printer);
    ready.run(session);
    printer.flush();
  }

  private Failed failure(TestServer server, String in, String... words) {
    Failed failed = catchThrowableOfType(Failed.class, () -> run(server, in, words));
    assertThat(failed).as(out.toString(StandardCharsets.UTF_8)).isNotNull();
    return failed;
  }

  /** The lines of an export, all buckets or some. */
  private List<String> export(TestServer server, String... buckets) throws Failed {
    out.reset();
    List<String> words = new ArrayList<>(List.of("export"));
    words.addAll(List.of(buckets));
    run(server, "", words.toArray(String[]::new));
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private JsonNode imported(String lines, String... words) throws Exception {
    out.reset();
    List<String> all = new ArrayList<>(List.of("import", "-o", "json"));
    all.addAll(List.of(words));
    run(to, lines, all.toArray(String[]::new));
    return JSON.readTree(out.toByteArray());
  }

  private void send(String method, String target, String body) {
    new SampleData(client).send(method, target, body);
  }

  private void fill() {
    new SampleData(client).fill();
  }

  @Test
  void allTypesOfAllBucketsAreTheSameInTheClusterThatImportsThem() throws Exception {
    fill();
    List<String> exported = export(from);

    JsonNode done = imported(String.join("\n", exported));

    assertThat(done.path("buckets_created").asInt()).isEqualTo(10);
    assertThat(done.path("written").asInt()).isEqualTo(exported.size() - 2);
    assertThat(SampleData.comparable(export(to))).isEqualTo(SampleData.comparable(exported));
    assertThat(exported).noneMatch(line -> line.contains("gone"));
  }

  @Test
  void anImportMayBeRepeated() throws Exception {
    fill();
    List<String> exported = export(from);
    String lines = String.join("\n", exported);
    imported(lines);

    JsonNode skipped = imported(lines, "--on-existing=skip", "--parallel=1");
    assertThat(skipped.path("skipped").asInt()).isEqualTo(exported.size() - 2);
    assertThat(skipped.path("written").asInt()).isZero();

    client = new RawClient(to.port());
    send("POST", "/bucket/counts/down/increment", "{\"amount\":5}");
    send("POST", "/bucket/sets/s/add", "{\"element\":\"more\"}");
    send("DELETE", "/bucket/lin/plain", "");
    JsonNode differing = imported(lines, "--on-existing=skip");
    assertThat(differing.path("skipped_differing").asInt()).isEqualTo(2);
    assertThat(differing.path("written").asInt()).isEqualTo(1);

    imported(lines, "--on-existing=overwrite");
    assertThat(SampleData.comparable(export(to))).isEqualTo(SampleData.comparable(exported));
  }

  @Test
  void keysThatAreThereEndTheImportUnlessItIsSaidWhatToDo() throws Exception {
    fill();
    String lines = String.join("\n", export(from, "text"));
    imported(lines);

    Failed failed = failure(to, lines, "import", "--parallel=1");

    assertThat(failed.code()).isEqualTo(ExitCode.CONDITION);
    assertThat(failed).hasMessageContaining("line 2: the key is there already: text/bytes");
  }

  @Test
  void aLineThatIsBadIsNamed() throws Exception {
    String head =
        "{\"kvasir_export\":1,\"buckets\":[{\"name\":\"b\",\"type\":\"lww\",\"consistency\":\"consistent\"},{\"name\":\"c\",\"type\":\"pn_counter\",\"consistency\":\"eventual\"}]}\n";
    Map<String, String> bad = new TreeMap<>();
    bad.put("{\"bucket\":\"b\"", "line 2: not JSON");
    bad.put("[1]", "line 2: not a JSON object");
    bad.put("{\"bucket\":\"b\",\"key\":\"k\"}", "line 2: there is no text \"type\"");
    bad.put(
        "{\"bucket\":\"b\",\"key\":\"k\",\"type\":\"lww\"}", "line 2: there is nothing to write");
    bad.put(
        "{\"bucket\":\"x\",\"key\":\"k\",\"type\":\"lww\",\"value\":\"v\"}",
        "line 2: the head knows no bucket x");
    bad.put(
        "{\"bucket\":\"b\",\"key\":\"k\",\"type\":\"pn_counter\",\"value\":1}",
        "line 2: the bucket b is of type lww");
    bad.put(
        "{\"bucket\":\"c\",\"key\":\"k\",\"type\":\"pn_counter\",\"value\":\"one\"}",
        "line 2: a counter is a whole number");
    bad.put(
        "{\"bucket\":\"b\",\"key\":\"k\",\"type\":\"lww\",\"value\":\"%%\",\"encoding\":\"base64\"}",
        "line 2: the \"value\" is not base64");
    bad.put(
        "{\"bucket\":\"b\",\"key\":\"k\",\"type\":\"lww\",\"value\":\"v\",\"content_type\":\"x\"}",
        "line 2: content_type must be a media type");
    bad.put(
        "{\"bucket\":\"b\",\"key\":\"k\",\"type\":\"none\",\"value\":\"v\"}",
        "line 2: no such type: none");
    bad.put("{\"bucket\":\"b\",\"key\":\"\",\"type\":\"lww\",\"value\":\"v\"}", "line 2: ");
    bad.put(
        "{\"bucket\":\"b\",\"key\":\"k\",\"type\":\"lww\",\"members\":\"v\"}",
        "line 2: a register has a \"value\"");
    bad.put("{\"end\":true,\"keys\":7}", "line 2: there were to be 7 keys, and 0 stood here");
    for (Map.Entry<String, String> each : bad.entrySet()) {
      Failed failed = failure(to, head + each.getKey() + "\n", "import", "--on-existing=overwrite");
      assertThat(failed).as(each.getKey()).hasMessageStartingWith(each.getValue());
      assertThat(failed.getMessage()).doesNotContain("line 2: line", "[0]");
      assertThat(failed.code()).as(each.getKey()).isEqualTo(ExitCode.REFUSED);
    }
    assertThat(failure(to, "", "import")).hasMessageContaining("the file is empty");
    assertThat(failure(to, "{\"a\":1}", "import")).hasMessageContaining("no export of Kvasir's");
    assertThat(failure(to, "{\"kvasir_export\":2,\"buckets\":[]}", "import"))
        .hasMessageContaining("another version: 2");
  }

  @Test
  void ofManyThatAreWrittenTogetherTheBadOneIsNamed() {
    String head =
        "{\"kvasir_export\":1,\"buckets\":[{\"name\":\"b\",\"type\":\"lww\",\"consistency\":\"consistent\"}]}\n";
    String line = "{\"bucket\":\"b\",\"key\":\"%s\",\"type\":\"lww\",\"value\":\"v\"%s}\n";
    String good = line.formatted("k", "");
    String badly = line.formatted("l", ",\"content_type\":\"x\"");

    assertThat(failure(to, head + good + badly, "import"))
        .hasMessageStartingWith("line 3: content_type must be a media type");
    assertThat(failure(to, head + good + line.formatted("", ""), "import"))
        .hasMessageStartingWith("line 3: ");
  }

  @Test
  void aFileThatEndsEarlyIsNotTakenForAWholeOne() throws Exception {
    fill();
    List<String> exported = export(from, "text");
    String cut = String.join("\n", exported.subList(0, exported.size() - 1));

    Failed failed = failure(to, cut, "import");

    assertThat(failed.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(failed).hasMessageContaining("the file ends early");
    assertThat(imported(String.join("\n", exported), "--on-existing=skip").path("skipped").asInt())
        .isEqualTo(exported.size() - 2);
  }

  @Test
  void aBucketOfAnotherKindIsLeftAlone() throws Exception {
    fill();
    String lines = String.join("\n", export(from, "text"));
    client = new RawClient(to.port());
    send("POST", "/buckets", "{\"name\":\"text\",\"consistency\":\"linearizable\"}");

    Failed failed = failure(to, lines, "import");

    assertThat(failed).hasMessageContaining("There is a bucket text of another kind");
  }

  @Test
  void whatHasEndedIsNotWritten() throws Exception {
    fill();
    List<String> exported = export(from, "text");
    String ended = String.join("\n", exported).replaceAll("\"ends\":\\d+", "\"ends\":1000");

    JsonNode done = imported(ended);

    assertThat(done.path("expired").asInt()).isEqualTo(1);
    assertThat(export(to, "text")).noneMatch(line -> line.contains("\"ends\""));
  }

  @Test
  void aFileIsThereWhenItIsWhole() throws Exception {
    fill();
    Path file = folder.resolve("all.ndjson");

    run(from, "", "export", "--to", file.toString());

    assertThat(SampleData.comparable(Files.readAllLines(file)))
        .isEqualTo(SampleData.comparable(export(from)));
    assertThat(folder.resolve("all.ndjson.part")).doesNotExist();
    assertThat(failure(from, "", "export", "--to", file.toString()))
        .hasMessageContaining("There is a file already");
    Path other = folder.resolve("other");
    assertThat(failure(from, "", "export", "none", "--to", other.toString()).code())
        .isEqualTo(ExitCode.REFUSED);
    assertThat(other).doesNotExist();
    assertThat(folder.resolve("other.part")).doesNotExist();
    run(to, "", "import", "--from", file.toString());
    assertThat(SampleData.comparable(export(to))).isEqualTo(SampleData.comparable(export(from)));
  }
}
