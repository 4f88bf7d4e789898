package io.kvasir.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.kvasir.edge.cli.command.ExitCode;
import io.kvasir.edge.cli.command.Printer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One command line after the other, against a server that answers as it is told. */
class ToolsTest {
  private static final String OK = "{\"ok\":true,\"key\":\"k\"}";

  private final StubServer server = new StubServer();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void stop() {
    server.close();
  }

  private ExitCode kvasir(String... words) {
    return kvasir(Map.of("KVASIR_SERVER", server.url()), "", words);
  }

  private ExitCode kvasir(Map<String, String> environment, String input, String... words) {
    Printer printer = new Printer(new PrintStream(out), new PrintStream(err), false, false);
    byte[] in = input.getBytes(StandardCharsets.UTF_8);
    ExitCode code =
        new Tools(environment, new ByteArrayInputStream(in), printer, false)
            .carryOut(List.of(words));
    printer.flush();
    return code;
  }

  private String shown() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complaint() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String request() {
    return server.asked().getFirst();
  }

  @Test
  void showsAValueAndALine() {
    server.answers(200, "{\"key\":\"k\",\"value\":\"grüße\"}");

    assertThat(kvasir("get", "b/k")).isEqualTo(ExitCode.DONE);

    assertThat(shown()).isEqualTo("grüße\n");
    assertThat(request()).startsWith("GET /bucket/b/k HTTP/1.1\r\n");
  }

  @ParameterizedTest
  @CsvSource({"raw,   grüße", "json,  '{\"key\":\"k\",\"value\":\"grüße\"}\n'", "table, 'grüße\n'"})
  void showsAValueInEachFormat(String format, String expected) {
    server.answers(200, "{\"key\":\"k\",\"value\":\"grüße\"}");

    kvasir("get", "b/k", "-o", format);

    assertThat(shown()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"--server=%s get b/k -o raw", "--server %s --output=raw get b/k", "-o raw get b/k"})
  void takesCommonOptionsBeforeTheCommand(String line) {
    server.answers(200, "{\"key\":\"k\",\"value\":\"v\"}");
    Map<String, String> environment =
        line.contains("%s") ? Map.of() : Map.of("KVASIR_SERVER", server.url());

    ExitCode code = kvasir(environment, "", line.formatted(server.url()).split(" "));

    assertThat(code).isEqualTo(ExitCode.DONE);
    assertThat(shown()).isEqualTo("v");
  }

  @Test
  void takesCommonOptionsBeforeCommandsOfTwoWords() {
    server.answers(200, "{\"members\":[]}");

    assertThat(kvasir("-o", "json", "admin", "members")).isEqualTo(ExitCode.DONE);

    assertThat(shown()).isEqualTo("{\"members\":[]}\n");
  }

  @Test
  void wantsACommandBehindCommonOptions() {
    assertThat(kvasir("--server=http://localhost:1")).isEqualTo(ExitCode.USAGE);
    assertThat(complaint()).startsWith("Usage: kvasir [--server=<url>]");
    assertThat(kvasir("-o", "json", "help", "get")).isEqualTo(ExitCode.DONE);
    assertThat(kvasir("-o", "json", "nonsense")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void givesBackBytesThatAreNoText() {
    server.answers(200, "{\"key\":\"k\",\"value\":\"AP/+\",\"encoding\":\"base64\"}");

    kvasir("get", "b/k", "--output=raw");

    assertThat(out.toByteArray()).containsExactly(0, 0xFF, 0xFE);
  }

  @Test
  void encodesWhatAPathCannotHold() {
    server.answers(200, "{\"key\":\"k\",\"value\":\"\"}");

    kvasir("get", "b/a/../ü?%\"");

    assertThat(request()).startsWith("GET /bucket/b/a%2F..%2F%C3%BC%3F%25%22 HTTP/1.1\r\n");
  }

  @Test
  void takesKeysWithoutABucketFromTheDefaultOfTheirType() {
    server.answers(200, OK);

    kvasir("put", "k", "v");
    kvasir("incr", "k");
    kvasir("add", "k", "x", "y");

    assertThat(server.asked().get(0)).startsWith("PUT /bucket/__default_lww__/k ");
    assertThat(server.asked().get(1))
        .startsWith("POST /bucket/__default_counter__/k/increment ")
        .endsWith("\r\n\r\n{\"amount\":1}");
    assertThat(server.asked().get(2))
        .startsWith("POST /bucket/__default_set__/k/add ")
        .endsWith("\r\n\r\n{\"elements\":[\"x\",\"y\"]}");
  }

  @Test
  void sendsWordsAsOneTextAndItsConditions() {
    server.answers(200, OK);

    kvasir("put", "b/k", "a", "b\n", "--ttl=7", "-w", "all", "--if-match=3", "--timeout=100");

    assertThat(shown()).isEqualTo("OK\n");
    assertThat(request())
        .containsPattern("^PUT /bucket/b/k\\?\\S+ ")
        .contains("ttl=7", "w=all", "timeout=100", "If-Match: \"3\"\r\n")
        .endsWith("\r\n\r\n{\"value\":\"a b\\n\"}");
  }

  @Test
  void readsTheValueFromTheInputOrAFile(@TempDir Path folder) throws Exception {
    server.answers(200, OK);
    Path file = Files.writeString(folder.resolve("value"), "of a file");

    kvasir(Map.of("KVASIR_SERVER", server.url()), "of the input", "put", "b/k");
    kvasir("put", "b/k", "--file=" + file, "--content-type=text/plain");

    assertThat(server.asked().get(0))
        .contains("Content-Type: application/octet-stream\r\n")
        .endsWith("\r\n\r\nof the input");
    assertThat(server.asked().get(1))
        .contains("Content-Type: text/plain\r\n")
        .endsWith("\r\n\r\nof a file");
  }

  @Test
  void sendsDocumentsAndNumbersAsTheyAre() {
    server.answers(200, OK);

    kvasir("put", "b/k", "--json", "{\"seats\":", "1.50}");
    kvasir("put", "b/k", "12");

    assertThat(server.asked().get(0)).endsWith("\r\n\r\n{\"value\":{\"seats\":1.50}}");
    assertThat(server.asked().get(1)).endsWith("\r\n\r\n{\"value\":\"12\"}");
    assertThat(kvasir("put", "b/k", "--json", "{")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void tellsTheSumWhereTheServerDoes() {
    server.answers(200, "{\"ok\":true,\"key\":\"k\",\"value\":42}");

    kvasir("incr", "b/k", "2");

    assertThat(shown()).isEqualTo("42\n");
  }

  @Test
  void laysOutTables() {
    server.answers(
        200,
        "[{\"name\":\"a\",\"type\":\"lww\"},{\"name\":\"longer\",\"type\":\"x\",\"groups\":[1,2]}]");

    kvasir("buckets");
    kvasir("buckets", "list", "-o", "raw");

    assertThat(shown())
        .isEqualTo(
            """
            NAME    TYPE  GROUPS
            a       lww
            longer  x     1,2
            a\tlww\t
            longer\tx\t1,2
            """);
  }

  @Test
  void createsABucketAsItIsTold() {
    server.answers(201, "{\"ok\":true,\"bucket\":\"b\"}");

    kvasir("buckets", "create", "b", "--type=orswot", "--write-quorum=all", "--ttl=60");

    assertThat(request())
        .startsWith("POST /buckets ")
        .contains("\"name\":\"b\"", "\"type\":\"orswot\"", "\"write_quorum\":\"all\"")
        .contains("\"ttl_seconds\":60");
  }

  @ParameterizedTest
  @CsvSource({
    "404, not_found, not-applied, ABSENT",
    "404, bucket_not_found, not-applied, REFUSED",
    "409, type_mismatch, not-applied, REFUSED",
    "412, precondition_failed, not-applied, CONDITION",
    "503, no_leader, not-applied, UNAVAILABLE",
    "503, no_quorum, unknown, IN_DOUBT",
    "504, deadline_exceeded, unknown, IN_DOUBT"
  })
  void endsByWhatTheServerSays(int status, String error, String outcome, ExitCode expected) {
    server.answers(
        status,
        "{\"detail\":\"So it is.\",\"error\":\"%s\",\"outcome\":\"%s\"}".formatted(error, outcome));

    assertThat(kvasir("put", "b/k", "v")).isEqualTo(expected);

    assertThat(shown()).isEmpty();
    assertThat(complaint())
        .isEqualTo(expected == ExitCode.ABSENT ? "kvasir: key not found\n" : "kvasir: So it is.\n");
  }

  @Test
  void givesProgramsTheProblemAsTheServerSaidIt() {
    server.answers(409, "{\"detail\":\"No.\",\"error\":\"type_mismatch\"}");

    kvasir("get", "b/k", "-o", "json");

    assertThat(complaint()).isEqualTo("{\"detail\":\"No.\",\"error\":\"type_mismatch\"}\n");
  }

  private ExitCode kvasirOnAFullDisk(String input, String... words) {
    Printer printer =
        new Printer(new PrintStream(new FullDisk()), new PrintStream(err), false, false);
    byte[] in = input.getBytes(StandardCharsets.UTF_8);
    return new Tools(
            Map.of("KVASIR_SERVER", server.url()), new ByteArrayInputStream(in), printer, false)
        .carryOut(List.of(words));
  }

  @ParameterizedTest
  @CsvSource({"get b/k", "get b/k -o raw", "get b/k -o json", "help", "shell"})
  void endsWithAnErrorWhenItsOutputCannotBeWritten(String line) {
    server.answers(200, "{\"key\":\"k\",\"value\":\"v\"}");

    assertThat(kvasirOnAFullDisk("get b/k\n", line.split(" "))).isEqualTo(ExitCode.UNWRITTEN);

    assertThat(complaint()).startsWith("kvasir: cannot write the output");
  }

  @Test
  void endsAsTheServerSaysAlsoWhenItsOutputCannotBeWritten() {
    server.answers(404, "{\"error\":\"not_found\"}");

    assertThat(kvasirOnAFullDisk("get b/k\n", "shell")).isEqualTo(ExitCode.ABSENT);
  }

  @ParameterizedTest
  @CsvSource({"get b/k, UNAVAILABLE", "put b/k v, IN_DOUBT", "txn b {}, IN_DOUBT"})
  void takesNoAnswerForKvasirsThatIsNot(String line, ExitCode expected) {
    server
        .answers(200, "[]")
        .answers(200, "{}")
        .answers("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>")
        .answers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        .answers("HTTP/1.1 500 Oops\r\n\r\n")
        .answers(502, "{\"details\":\"Error id 1\"}");

    for (int answer = 0; answer < 6; answer++) {
      assertThat(kvasir(line.split(" "))).as("answer %d", answer).isEqualTo(expected);
    }
    assertThat(shown()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"302", "401", "404", "412"})
  void isRefusedByAServerThatIsNoKvasir(int status) {
    server.answers(
        "HTTP/1.1 %d No\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n".formatted(status));

    assertThat(kvasir("put", "b/k", "v")).isEqualTo(ExitCode.REFUSED);
    assertThat(kvasir("get", "b/k")).isEqualTo(ExitCode.REFUSED);

    assertThat(shown()).isEmpty();
    assertThat(complaint()).contains("status " + status);
  }

  @Test
  void listsNothingThatIsNoList() {
    server.answers(200, "{}");

    assertThat(kvasir("buckets")).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(kvasir("scan", "b")).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(kvasir("batch", "b", "[]")).isEqualTo(ExitCode.IN_DOUBT);
  }

  @Test
  void takesAValueFromOnePlaceOnly(@TempDir Path folder) throws Exception {
    server.answers(200, OK);
    Path file = Files.writeString(folder.resolve("value"), "{}");

    for (String line :
        List.of("put b/k both", "put b/k -", "txn b {}", "batch b []", "update b/k {}")) {
      String[] words = (line + " --file=" + file).split(" ");
      assertThat(kvasir(words)).as(line).isEqualTo(ExitCode.USAGE);
    }
    assertThat(kvasir("put", "b/k", "v", "--content-type=a/b")).isEqualTo(ExitCode.USAGE);

    assertThat(server.asked()).isEmpty();
  }

  @Test
  void readsJsonFromAFileToo(@TempDir Path folder) throws Exception {
    server.answers(200, OK);
    Path file = Files.writeString(folder.resolve("value"), "{\"seats\":1.50}");

    kvasir("put", "b/k", "--json", "--file=" + file);

    assertThat(request()).endsWith("\r\n\r\n{\"value\":{\"seats\":1.50}}");
  }

  @Test
  void refusesDocumentsThatAreNotUtf8(@TempDir Path folder) throws Exception {
    server.answers(200, OK);
    byte[] document = "{\"x\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(folder.resolve("document"), document);

    assertThat(kvasir("txn", "b", "--file=" + file)).isEqualTo(ExitCode.USAGE);
    assertThat(kvasir("put", "b/k", "--json", "--file=" + file)).isEqualTo(ExitCode.USAGE);

    assertThat(server.asked()).isEmpty();
  }

  @Test
  void asksAnotherServerToReadWhenOneIsSilent() throws Exception {
    server.answers(200, "{\"key\":\"k\",\"value\":\"v\"}");
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String servers = "http://127.0.0.1:" + silent.getLocalPort() + "," + server.url();

      ExitCode code =
          assertTimeout(
              Duration.ofSeconds(60),
              () -> kvasir(Map.of(), "", "get", "b/k", "--timeout=1", "--server", servers));

      assertThat(code).isEqualTo(ExitCode.DONE);
      assertThat(shown()).isEqualTo("v\n");
    }
  }

  @Test
  void isNotConfusedByAServerThatIsNoKvasir() {
    server.answers("HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\n\r\n<html>");
    server.answers("SSH-2.0-OpenSSH\r\n");

    assertThat(kvasir("get", "b/k")).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(kvasir("get", "b/k")).isEqualTo(ExitCode.UNAVAILABLE);

    assertThat(complaint()).contains("status 502").contains("that is no HTTP server");
  }

  @Test
  void asksTheNextServerWhenOneCannotBeReached() {
    server.answers(200, OK);
    String servers = StubServer.nobody() + "," + server.url();

    assertThat(kvasir(Map.of(), "", "put", "b/k", "v", "--server", servers))
        .isEqualTo(ExitCode.DONE);
  }

  @Test
  void saysWhereItLookedWhenNobodyCanBeReached() {
    String nobody = StubServer.nobody();

    assertThat(kvasir(Map.of(), "", "get", "b/k", "--server", nobody))
        .isEqualTo(ExitCode.UNAVAILABLE);

    assertThat(complaint()).isEqualTo("kvasir: cannot reach " + nobody + " (connection refused)\n");
  }

  @Test
  void neverSendsAWriteTwice() {
    server.answers("");
    try (StubServer other = new StubServer()) {
      other.answers(200, OK);

      ExitCode code =
          kvasir(Map.of(), "", "incr", "b/k", "--server", server.url() + "," + other.url());

      assertThat(code).isEqualTo(ExitCode.IN_DOUBT);
      assertThat(other.asked()).isEmpty();
    }
  }

  @Test
  void asksAnotherServerToReadWhenOneHangsUp() {
    server.answers("");
    try (StubServer other = new StubServer()) {
      other.answers(200, "{\"key\":\"k\",\"value\":\"v\"}");

      kvasir(Map.of(), "", "get", "b/k", "--server", server.url() + "," + other.url());

      assertThat(shown()).isEqualTo("v\n");
    }
  }

  @Test
  void isInDoubtWhenTheAnswerToAWriteIsCutOff() {
    server.answers("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"ok\"");

    assertThat(kvasir("incr", "b/k")).isEqualTo(ExitCode.IN_DOUBT);
  }

  @ParameterizedTest
  @CsvSource({
    "get,                 Usage: kvasir get <key>",
    "get a b,             Usage: kvasir get <key>",
    "put,                 Usage: kvasir put <key> <value>",
    "buckets create,      Usage: kvasir buckets create <bucket>",
    "incr k x,            Not a whole number: x",
    "get k --tll=5,       words that begin with - come after --",
    "enable k,            Say which bucket",
    "get k -o xml,        There are table\\, json and raw",
    "get k --server=a b,  Usage: kvasir get <key>",
    "get k --server=a/b,  not a server: 'a/b'",
    "frobnicate,          no such command: frobnicate"
  })
  void saysHowItIsUsed(String line, String expected) {
    server.answers(200, OK);

    assertThat(kvasir(line.split(" ", -1))).isEqualTo(ExitCode.USAGE);

    assertThat(complaint()).contains(expected.replace("\\", ""));
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void explainsEveryCommand() {
    kvasir("--help");
    List<String> commands = new ArrayList<>();
    shown().lines().filter(line -> line.startsWith("  ")).forEach(commands::add);

    assertThat(commands).hasSizeGreaterThan(15);
    for (String line : commands) {
      String name = line.strip().split("[ ,]", 2)[0];
      out.reset();
      assertThat(kvasir("help", name)).as(name).isEqualTo(ExitCode.DONE);
      assertThat(shown()).startsWith("Usage: kvasir " + name);
    }
  }

  @Test
  void waitsUntilAnOperationIsDone() {
    server
        .answers(202, "{\"operation\":\"7\",\"state\":\"waiting\"}")
        .answers(200, "{\"operation\":\"7\",\"state\":\"draining\"}")
        .answers(200, "{\"operation\":\"7\",\"state\":\"done\"}");

    kvasir("admin", "leave", "--wait", "-o", "raw");

    assertThat(shown()).isEqualTo("operation\t7\nstate\tdone\n");
    assertThat(server.asked().getLast()).startsWith("GET /admin/operations/7 ");
  }

  @Test
  void aNodeThatSaysThatItIsNoMemberHasLeft() {
    server
        .answers(202, "{\"operation\":\"leave-n1\",\"state\":\"draining\"}")
        .answers(503, "{\"error\":\"removed\",\"outcome\":\"not-applied\"}");

    ExitCode waited = kvasir("admin", "leave", "--wait", "-o", "raw");

    assertThat(shown()).isEqualTo("state\tdone\n");
    assertThat(waited).isEqualTo(ExitCode.DONE);
  }

  @Test
  void leavingMayBeRepeated() {
    server.answers(503, "{\"error\":\"removed\",\"outcome\":\"not-applied\"}");

    assertThat(kvasir("admin", "leave", "--wait")).isEqualTo(ExitCode.DONE);
  }

  @Test
  void aNodeThatHasNoMajorityHasNotLeft() {
    server.answers(503, "{\"error\":\"no_quorum\",\"outcome\":\"not-applied\"}");

    assertThat(kvasir("admin", "leave", "--wait")).isEqualTo(ExitCode.UNAVAILABLE);
  }

  @Test
  void carriesOutATransaction() {
    server.answers(
        200,
        """
        {"succeeded":true,"revision":8,"responses":[{"response_put":{}},
        {"response_range":{"kvs":[{"key":"n","value":"Ann"}],"count":1}},
        {"response_delete_range":{"deleted":0}}]}\
        """);

    kvasir(Map.of("KVASIR_SERVER", server.url()), "{\"success\":[]}", "txn", "accounts");

    assertThat(shown()).isEqualTo("success at revision 8\nOK\nn = Ann\ndeleted 0\n");
    assertThat(request())
        .startsWith("POST /bucket/accounts/_txn ")
        .endsWith("\r\n\r\n{\"success\":[]}");
  }

  @Test
  void aBatchFailsWithItsFirstFailure() {
    server.answers(
        200,
        """
        [{"status":404,"key":"a","error":"not_found"},
        {"status":503,"key":"b","error":"no_quorum","outcome":"unknown","detail":"Too few."}]\
        """);

    ExitCode code =
        kvasir("batch", "b", "{\"op\":\"get\",\"key\":\"a\"}\n{\"op\":\"put\",\"key\":\"b\"}");

    assertThat(code).isEqualTo(ExitCode.IN_DOUBT);
    assertThat(request())
        .endsWith("[{\"op\":\"get\",\"key\":\"a\"},{\"op\":\"put\",\"key\":\"b\"}]");
  }

  @Test
  void scansPageByPageAsFarAsItIsToldTo() {
    server
        .answers(200, "{\"items\":[{\"key\":\"a\",\"value\":\"1\"}],\"cursor\":\"c+1\"}")
        .answers(200, "{\"items\":[],\"cursor\":\"c2\"}")
        .answers(200, "{\"items\":[{\"key\":\"longer\",\"members\":[\"x\",\"y\"]}]}");

    assertThat(kvasir("scan", "carts/a b", "--limit=5", "--reverse")).isEqualTo(ExitCode.DONE);

    assertThat(shown()).isEqualTo("KEY  VALUE\na    1\nlonger  x,y\n");
    assertThat(server.asked().get(0))
        .startsWith("GET /bucket/carts?prefix=a%20b&reverse=true&limit=5 ");
    assertThat(server.asked().get(1)).contains("&limit=4&cursor=c%2B1 ");
    assertThat(server.asked()).hasSize(3);
  }

  @Test
  void saysWhereAScanGoesOn() {
    server.answers(200, "{\"items\":[{\"key\":\"a\"},{\"key\":\"b\"}],\"cursor\":\"c1\"}");

    kvasir("scan", "carts", "--limit=2", "--keys-only");

    assertThat(shown()).isEqualTo("a\nb\n");
    assertThat(complaint()).isEqualTo("There are more: --cursor=c1\n");
  }

  @Test
  void scansForProgramsWithAKeyPerLine() {
    server.answers(
        200, "{\"items\":[{\"key\":\"a\",\"value\":\"1\"},{\"key\":\"b\",\"value\":2}]}");

    kvasir("scan", "-o", "json");
    kvasir("scan", "-o", "raw");

    assertThat(shown())
        .isEqualTo("{\"key\":\"a\",\"value\":\"1\"}\n{\"key\":\"b\",\"value\":2}\na\t1\nb\t2\n");
    assertThat(request()).startsWith("GET /bucket/__default_lww__?prefix=&limit=500 ");
  }

  @Test
  void watchesOnBehindWhatItSawWhenAServerIsLost() {
    server.answers(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
            + "id: 1\n\nid: 2\nevent: put\ndata: {\"key\":\"a\",\"value\":\"1\"}\n\nid: 3\nevent");
    try (StubServer other = new StubServer()) {
      other.answers(
          "HTTP/1.1 200 OK\r\n\r\nid: 3\nevent: delete\ndata: {\"key\":\"a\"}\n\n: more\n");

      ExitCode code =
          kvasir(
              Map.of("KVASIR_SERVER", server.url() + "," + other.url()),
              "",
              "watch",
              "carts/a",
              "--limit=2");

      assertThat(code).isEqualTo(ExitCode.DONE);
      assertThat(shown()).isEqualTo("put\ta\t1\ndelete\ta\n");
      assertThat(request())
          .startsWith("GET /bucket/carts/_watch?prefix=a ")
          .contains("Accept: text/event-stream\r\n");
      assertThat(other.asked().getFirst())
          .startsWith("GET /bucket/carts/_watch?prefix=a&cursor=2 ");
    }
  }

  @Test
  void watchesNoLongerWhatTheServerRefuses() {
    server
        .answers("HTTP/1.1 200 OK\r\n\r\nid: 1\n\n")
        .answers(410, "{\"detail\":\"That is too old.\",\"error\":\"compacted\"}");

    assertThat(kvasir("watch", "carts", "--key=k")).isEqualTo(ExitCode.REFUSED);

    assertThat(complaint()).isEqualTo("kvasir: That is too old.\n");
    assertThat(server.asked().getLast()).startsWith("GET /bucket/carts/_watch?key=k&cursor=1 ");
  }

  @Test
  void readsAScriptAsAShell() {
    server.answers(200, OK);

    ExitCode code =
        kvasir(
            Map.of("KVASIR_SERVER", server.url()),
            "put k 'v w'\nfrob\n",
            "shell",
            "--bucket=carts",
            "--stop-on-error");

    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(shown()).isEqualTo("OK\nUnknown command: frob; help lists all\n");
    assertThat(request()).startsWith("PUT /bucket/carts/k ");
    assertThat(kvasir("shell", "--dialect=klingon")).isEqualTo(ExitCode.USAGE);
  }
}
