package io.kvasir.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.client.EventStream;
import io.kvasir.cluster.Await;
import io.kvasir.cluster.LocalCluster;
import io.kvasir.cluster.ThreeNodes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The program as shell and tool of three nodes, whatever it is built as. */
@ExtendWith(ThreeNodes.class)
abstract class ShellScenarios {
  /** What the READMEs of the two systems show is answered line by line. */
  private static final String ORCHID =
      """
      [INFO] OrchardDB In-Memory Instance
      [INFO] Type `help` for a list of operatons
      # help
      [INFO] Operations:
       GET key
       PUT key value
       DELETE key
       exit\thelp
      # GET x
      [INFO] Key (x) does not exist in DB
      # PUT x y
      # OK
      # GET x
      # y
      # DELETE x
      # OK
      # GET x
      [INFO] Key (x) does not exist in DB
      # Get x
      [INFO] Invalid Command
      # exit
      """;

  private static final String CONURE =
      """
      > put conure some words
      OK
      > get conure
      some words
      > delete conure
      OK
      > get conure
      Error: key not found
      > get
      Usage: get <key>
      > put conure
      Usage: put <key> <value>
      > delete
      Usage: delete <key>
      > quit
      Goodbye!
      """;

  private static String url(LocalCluster nodes, int node) {
    return nodes.node(node).base().toString();
  }

  private static String run(String server, String input, String... words) throws Exception {
    try (Tool tool = Tool.start(server, words)) {
      String said = tool.run(input);
      assertThat(tool.code()).as(said).isZero();
      return said;
    }
  }

  @Test
  void orchidDbsTranscriptWorksVerbatim(LocalCluster nodes) throws Exception {
    try (Tool tool = Tool.start(url(nodes, 1), "shell", "--dialect=orchiddb")) {
      for (String line : "help,GET x,PUT x y,GET x,DELETE x,GET x,Get x,exit".split(",", -1)) {
        tool.say(line, "# ");
      }

      assertThat(tool.transcript()).isEqualTo(ORCHID);
      assertThat(tool.code()).isZero();
    }
  }

  @Test
  void conureDbsTranscriptWorksVerbatim(LocalCluster nodes) throws Exception {
    try (Tool tool = Tool.start(url(nodes, 2), "shell", "--dialect=conuredb")) {
      for (String line :
          "put conure some words,get conure,delete conure,get conure,get,put conure,delete,quit"
              .split(",", -1)) {
        tool.say(line, "> ");
      }

      assertThat(tool.transcript()).isEqualTo(CONURE);
      assertThat(tool.code()).isZero();
    }
  }

  @Test
  void kvasirsOwnShellAnswersBothAlike(LocalCluster nodes) throws Exception {
    String said =
        run(
            url(nodes, 3),
            "put own some words\nget own\ndelete own\nPUT own y\nGET own\nDELETE own\nquit\n",
            "shell");

    assertThat(said).isEqualTo("OK\nsome words\nOK\n# OK\n# y\n# OK\nGoodbye!\n");
  }

  @Test
  void oneCommandAtATimeThroughAnyNode(LocalCluster nodes, @TempDir Path folder) throws Exception {
    String dead = "http://127.0.0.1:1," + url(nodes, 1);
    assertThat(run(dead, "", "buckets", "create", "tools", "--consistency=linearizable"))
        .isEqualTo("OK\n");
    Path file = Files.write(folder.resolve("bytes"), new byte[] {0, -1, 10, 'x'});

    assertThat(run(url(nodes, 2), "of the input", "put", "tools/a")).isEqualTo("OK\n");
    assertThat(run(url(nodes, 3), "", "put", "tools/b", "--file=" + file)).isEqualTo("OK\n");

    assertThat(run(url(nodes, 1), "", "get", "tools/a", "-o", "raw")).isEqualTo("of the input");
    assertThat(run(url(nodes, 2), "", "get", "tools/b", "-o", "json")).contains("\"AP8KeA==\"");
    assertThat(run(url(nodes, 2), "", "scan", "tools", "--keys-only")).isEqualTo("a\nb\n");
    assertThat(run(url(nodes, 3), "", "admin", "members", "-o", "raw")).hasLineCount(3);
    assertThat(run(url(nodes, 3), "", "buckets", "drop", "tools")).isEqualTo("OK\n");
  }

  @Test
  void theExitCodeSaysWhatBecameOfAWrite(LocalCluster nodes) throws Exception {
    try (Tool absent = Tool.start(url(nodes, 1), "get", "never-put");
        Tool condition =
            Tool.start(
                url(nodes, 1), "put", "__default_linearizable__/tool-code", "v", "--if-match=*");
        Tool nobody = Tool.start("http://127.0.0.1:1", "incr", "hits")) {
      assertThat(absent.run("")).isEqualTo("kvasir: key not found\n");
      assertThat(absent.code()).isEqualTo(1);
      condition.run("");
      assertThat(condition.code()).isEqualTo(4);
      assertThat(nobody.run("")).contains("cannot reach http://127.0.0.1:1");
      assertThat(nobody.code()).isEqualTo(5);
    }
  }

  /** A tool that watches through a node which is killed goes on through another. */
  @Test
  void aWatchOutlivesTheServerThatItAsked(LocalCluster nodes) throws Exception {
    String servers = url(nodes, 2) + "," + url(nodes, 3) + "," + url(nodes, 1);
    run(servers, "", "buckets", "create", "tool-watch", "--consistency=linearizable");
    run(url(nodes, 1), "v0", "put", "tool-watch/before");
    try (Tool watch = Tool.start(servers, "watch", "tool-watch", "--limit=20", cursor(nodes))) {
      List<String> heard = new ArrayList<>();
      put(nodes, 0, 10);
      while (heard.size() < 10) {
        hear(watch, heard);
      }
      nodes.node(2).kill();
      put(nodes, 10, 20);
      while (heard.size() < 20) {
        hear(watch, heard);
      }

      assertThat(heard)
          .containsExactlyElementsOf(
              IntStream.range(0, 20).mapToObj("put\tk%d\tv"::formatted).toList());
      assertThat(watch.code()).isZero();
    }
    nodes.startAll();
  }

  /** Where a watch begins that was asked for now. */
  private static String cursor(LocalCluster nodes) throws IOException {
    URI node = nodes.node(1).base();
    try (EventStream stream = new EventStream(node, "/bucket/tool-watch/_watch?prefix=", "")) {
      assertThat(stream.status()).isEqualTo(200);
      return "--cursor=" + stream.next().id();
    }
  }

  private static void put(LocalCluster nodes, int from, int to) throws Exception {
    for (int n = from; n < to; n++) {
      String path = "/bucket/tool-watch/k" + n;
      Await.until(
          Duration.ofSeconds(30),
          () -> "no put to " + path,
          () -> nodes.node(1).send("PUT", path, "{\"value\":\"v\"}").statusCode() == 200);
    }
  }

  /** Changes; beside them stands what it says of servers. */
  private static void hear(Tool watch, List<String> heard) throws IOException {
    String line = watch.line();
    if (line.startsWith("put\t")) {
      heard.add(line);
    }
  }
}
