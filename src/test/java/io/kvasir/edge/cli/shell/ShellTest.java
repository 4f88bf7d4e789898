package io.kvasir.edge.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvasir.edge.cli.FullDisk;
import io.kvasir.edge.cli.StubServer;
import io.kvasir.edge.cli.client.Servers;
import io.kvasir.edge.cli.command.ExitCode;
import io.kvasir.edge.cli.command.Printer;
import io.kvasir.edge.cli.command.Session;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shells that read a pipe, against a server that answers as it is told. */
class ShellTest {
  private static final String OK = "{\"ok\":true}";
  private static final String ABSENT = "{\"error\":\"not_found\",\"detail\":\"No such key.\"}";
  private static final String DOWN =
      "{\"error\":\"no_leader\",\"detail\":\"There is no leader.\",\"outcome\":\"not-applied\"}";

  private final StubServer server = new StubServer();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @AfterEach
  void stop() {
    server.close();
  }

  private Session session() {
    PrintStream stream = new PrintStream(out);
    Printer printer = new Printer(stream, stream, false, false);
    return new Session(Servers.parse(server.url()), printer, Optional.empty());
  }

  private static ByteArrayInputStream lines(String... lines) {
    return new ByteArrayInputStream(
        (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private String own(String... lines) {
    Shell.own(session(), false).read(lines(lines));
    return out.toString(StandardCharsets.UTF_8);
  }

  private String like(String system, String... lines) {
    Shell.like(system, session()).orElseThrow().read(lines(lines));
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String value(String value) {
    return "{\"key\":\"k\",\"value\":\"" + value + "\"}";
  }

  @Test
  void speaksAsConureDbDoes() {
    server.answers(200, OK).answers(200, value("v  w")).answers(200, OK).answers(404, ABSENT);

    String said =
        like(
            "conuredb",
            "put k  v   w",
            "get k",
            "delete k",
            "get k",
            "get",
            "put k",
            "delete a b",
            "",
            "quit",
            "get k");

    assertThat(said)
        .isEqualTo(
            """
            > OK
            > v  w
            > OK
            > Error: key not found
            > Usage: get <key>
            > Usage: put <key> <value>
            > Usage: delete <key>
            > > Goodbye!
            """);
    assertThat(server.asked().getFirst())
        .startsWith("PUT /bucket/__default_linearizable__/k ")
        .endsWith("{\"value\":\"v w\"}");
    assertThat(server.asked()).hasSize(4);
  }

  @Test
  void explainsItselfToWhoeverAsksConureDbForWhatItCannot() {
    assertThat(like("conuredb", "frob x", "exit"))
        .startsWith("> Unknown command: frob\nAvailable commands:\n")
        .contains("put <key> <value>", "get <key>", "delete <key>", "help", "exit, quit")
        .endsWith("> Goodbye!\n");
  }

  @Test
  void saysAsConureDbWhatWentWrong() {
    server.answers(503, DOWN);

    assertThat(like("conuredb", "put it's \"quoted", "exit"))
        .isEqualTo("> Error: There is no leader.\n> Goodbye!\n");
  }

  @Test
  void speaksAsOrchidDbDoes() {
    server
        .answers(404, ABSENT)
        .answers(200, OK)
        .answers(200, value("y"))
        .answers(200, value("y"))
        .answers(200, OK)
        .answers(404, ABSENT);

    assertThat(
            like(
                "orchiddb",
                "help",
                "GET x",
                "PUT x y",
                "GET x",
                "DELETE x",
                "DELETE x",
                "get x",
                "PUT",
                "PUT x",
                "exit",
                "GET x"))
        .isEqualTo(
            """
            [INFO] OrchardDB In-Memory Instance
            [INFO] Type `help` for a list of operatons
            # [INFO] Operations:
             GET key
             PUT key value
             DELETE key
             exit\thelp
            # [INFO] Key (x) does not exist in DB
            # # OK
            # # y
            # # OK
            # [INFO] Key (x) does not exist in DB
            # [INFO] Invalid Command
            # [INFO] Key not inputted
            # [INFO] Value not inputted
            """
                + "# ");
    assertThat(server.asked().get(1)).startsWith("PUT /bucket/__default_lww__/x ");
  }

  @Test
  void takesTheFirstWordForTheVerbAndLosesNothingOfAValue() {
    server.answers(200, OK);

    like("orchiddb", "PUT GETX 1 2", "exit");

    assertThat(server.asked().getFirst())
        .startsWith("PUT /bucket/__default_lww__/GETX ")
        .endsWith("{\"value\":\"1 2\"}");
  }

  @Test
  void understandsBothWithoutBeingTold() {
    server
        .answers(200, OK)
        .answers(200, value("v"))
        .answers(404, ABSENT)
        .answers(200, OK)
        .answers(200, value("w"));

    assertThat(own("put k v", "get k", "get k", "get", "PUT k w", "GET k", "# comment", "exit"))
        .isEqualTo("OK\nv\nError: key not found\nUsage: get <key>\n# OK\n# w\nGoodbye!\n");
  }

  @Test
  void readsQuotesAndEscapes() {
    server.answers(200, OK);

    own("put b/k \"a  b\" 'c\"' d\\ e");

    assertThat(server.asked().getFirst()).endsWith("{\"value\":\"a  b c\\\" d e\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "put k 'it'\\''s'          | it's",
        "put k a\"b c\"d'e  f'g     | ab cde  fg",
        "put k '' x ''             | ` x `",
        "put k ''                  | ``",
        "put k \"a\\\"b\\\\c\\$d\\ne\" | a\"b\\c$d\\ne",
        "put k 'a\\b'              | a\\b",
        "put k a\\ \\'b             | `a 'b`",
        "put 'k' v                 | v"
      })
  void partsLinesAsPosixShellsDo(String line, String value) throws Exception {
    server.answers(200, OK);

    own(line);

    String request = server.asked().getFirst();
    assertThat(request).startsWith("PUT /bucket/__default_lww__/k ");
    assertThat(
            new ObjectMapper()
                .readTree(request.substring(request.indexOf("\r\n\r\n")))
                .path("value")
                .asText())
        .isEqualTo(value);
  }

  @Test
  void doesNothingForAnEmptyFirstWord() {
    server.answers(200, OK);

    assertThat(own("'' put k v")).isEqualTo("Unknown command: ; help lists all\n");
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void refusesLinesThatAreNotUtf8AndReadsOn() {
    server.answers(200, OK);
    byte[] script = "put k \u00ff\u00fe\nput k v\n".getBytes(StandardCharsets.ISO_8859_1);

    ExitCode code = Shell.own(session(), false).read(new ByteArrayInputStream(script));

    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("Error: the line is not UTF-8\nOK\n");
    assertThat(server.asked()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"conuredb, '> Error: '", "orchiddb, '# [ERROR] '"})
  void refusesLinesThatAreNotUtf8InOtherDialects(String system, String prefix) {
    byte[] script = "put k \u00ff\nexit\n".getBytes(StandardCharsets.ISO_8859_1);

    ExitCode code =
        Shell.like(system, session()).orElseThrow().read(new ByteArrayInputStream(script));

    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains(prefix + "the line is not UTF-8\n");
  }

  @Test
  void endsAtALineThatIsNotUtf8WhenToldTo() {
    server.answers(200, OK);
    byte[] script = "put k \u00ff\nput k v\n".getBytes(StandardCharsets.ISO_8859_1);

    Shell.own(session(), true).read(new ByteArrayInputStream(script));

    assertThat(server.asked()).isEmpty();
  }

  @Test
  void readsOnlyAsLongAsItsAnswersCanBeWritten() {
    server.answers(200, OK);
    PrintStream full = new PrintStream(new FullDisk());
    Printer printer = new Printer(full, full, false, false);
    Session session = new Session(Servers.parse(server.url()), printer, Optional.empty());

    Shell.own(session, false).read(lines("put k 1", "put k 2", "put k 3"));

    assertThat(server.asked()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "use a b,            Usage: use <bucket>",
    "exit now,           Usage: exit",
    "\\timing on,        Usage: \\timing",
    "\\q x,              Usage: \\q",
    "put k v\\,          Error: nothing follows the backslash at the end",
    "put k 'v,           Error: a quote is not closed",
    "put k,              Usage: put <key> <value>",
    "frob,               Unknown command: frob; help lists all",
    "put k \"v,          Error: a quote is not closed",
    "\\frob,             Unknown command: \\frob",
    "\\output xml,       Usage: \\output table|json|raw",
    "get k -o xml,       'Error: There are table, json and raw to be shown'",
    "incr k x,           Error: Not a whole number: x",
    "get k --tll=5,      Error: Unknown option: '--tll=5'; words that begin with - come after --"
  })
  void saysWhatIsWrongWithALine(String line, String expected) {
    server.answers(200, OK);

    assertThat(own(line)).startsWith(expected + "\n");
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void usesABucketUntilAnother() {
    server.answers(200, OK);

    own("use carts", "put a/b 1", "PUT a/b 1", "use", "put a/b 1");

    assertThat(server.asked().get(0)).startsWith("PUT /bucket/carts/a%2Fb ");
    assertThat(server.asked().get(1)).startsWith("PUT /bucket/carts/a%2Fb ");
    assertThat(server.asked().get(2)).startsWith("PUT /bucket/a/b ");
  }

  @Test
  void changesHowAnswersAreShown() {
    server.answers(200, value("v"));

    assertThat(own("\\output json", "get k", "get k -o table", "get k", "\\output raw", "get k"))
        .isEqualTo(value("v") + "\nv\n" + value("v") + "\nv");
  }

  @Test
  void saysHowLongCommandsTake() {
    server.answers(200, OK);

    assertThat(own("\\timing", "put k v", "\\timing", "put k v"))
        .matches("Timing is on.\nOK\nTime: \\d+\\.\\d{3} ms\nTiming is off.\nOK\n");
  }

  @Test
  void endsAScriptWithTheCodeOfItsLastFailure() {
    server.answers(404, ABSENT).answers(503, DOWN).answers(200, OK);

    ExitCode code = Shell.own(session(), false).read(lines("get k", "put k v", "put k v"));

    assertThat(code).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(server.asked()).hasSize(3);
  }

  @Test
  void endsAtTheFirstFailureWhenToldTo() {
    server.answers(404, ABSENT).answers(200, OK);

    ExitCode code = Shell.own(session(), true).read(lines("get k", "put k v"));

    assertThat(code).isEqualTo(ExitCode.ABSENT);
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void listsAndExplainsItsCommands() {
    assertThat(own("help")).contains("  get ", "  scan ", "  use <bucket>", "  \\timing ");
    assertThat(own("help get")).contains("Usage: get [OPTIONS] <key>", "--consistency");
  }
}
