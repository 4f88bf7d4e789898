package io.kvasir.edge.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.edge.cli.StubServer;
import io.kvasir.edge.cli.client.Servers;
import io.kvasir.edge.cli.command.Commands;
import io.kvasir.edge.cli.command.Names;
import io.kvasir.edge.cli.command.Printer;
import io.kvasir.edge.cli.command.Session;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.reader.Candidate;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompletionTest {
  private static final String BUCKETS =
      "[{\"name\":\"carts\"},{\"name\":\"cars\"},{\"name\":\"x\"}]";

  private final StubServer server = new StubServer();
  private final Session session = session(server.url());
  private final Completion completion = completion(session);

  private static Session session(String url) {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    Printer printer = new Printer(nowhere, nowhere, false, false);
    return new Session(Servers.parse(url), printer, Optional.empty());
  }

  private static Completion completion(Session session) {
    return new Completion(Commands.ofShell(), new Names(session));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void completesCommandsAndOptions() {
    assertThat(completion.candidates(List.of(), "de"))
        .containsExactlyInAnyOrder("decr", "del", "delete");
    assertThat(completion.candidates(List.of(), "\\")).containsExactly("\\timing", "\\output");
    assertThat(completion.candidates(List.of("help"), "sca")).containsExactly("scan");
    assertThat(completion.candidates(List.of("get"), "--con"))
        .containsExactly("--consistency", "--contexts");
    assertThat(completion.candidates(List.of("admin"), "l")).containsExactly("leave");
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void completesBuckets() {
    server.answers(200, BUCKETS);

    assertThat(completion.candidates(List.of("use"), "ca")).containsExactly("carts", "cars");
    assertThat(completion.candidates(List.of("buckets"), "d")).containsExactly("describe", "drop");
    assertThat(completion.candidates(List.of("buckets", "drop"), "car"))
        .containsExactly("carts", "cars");
  }

  @Test
  void completesKeysOfABucket() {
    server.answers(200, "{\"items\":[{\"key\":\"ann\"},{\"key\":\"anton\"}]}");

    assertThat(completion.candidates(List.of("get"), "carts/an"))
        .containsExactly("carts/ann", "carts/anton");

    assertThat(server.asked().getFirst())
        .startsWith("GET /bucket/carts?prefix=an&limit=50&keys_only=true&timeout=1000 ");
  }

  @Test
  void completesKeysOfTheBucketInUse() {
    server.answers(200, "{\"items\":[{\"key\":\"a/b\"}]}");
    session.use(Optional.of("carts"));

    assertThat(completion.candidates(List.of("get"), "a/")).containsExactly("a/b");
  }

  @Test
  void completesKeysAndBucketsUntilABucketIsSaid() {
    server.answers(200, "{\"items\":[{\"key\":\"cat\"}]}").answers(200, BUCKETS);

    assertThat(completion.candidates(List.of("get"), "ca"))
        .containsExactly("cat", "carts/", "cars/");
  }

  @Test
  void completesNothingWhenTheServerSaysNothing() {
    Completion alone = completion(session(StubServer.nobody()));

    assertThat(alone.candidates(List.of("get"), "ca")).isEmpty();
    assertThat(alone.candidates(List.of("use"), "ca")).isEmpty();
  }

  @Test
  void offersTheEditorWordsThatGoOnBehindASlash() throws Exception {
    server.answers(200, "{\"items\":[{\"key\":\"cat\"}]}").answers(200, BUCKETS);
    List<Candidate> candidates = new ArrayList<>();
    try (Terminal terminal =
        TerminalBuilder.builder()
            .dumb(true)
            .system(false)
            .streams(InputStream.nullInputStream(), OutputStream.nullOutputStream())
            .build()) {
      LineReader reader = LineReaderBuilder.builder().terminal(terminal).build();
      ParsedLine line = new DefaultParser().parse("get ca", 6);

      completion.complete(reader, line, candidates);
    }

    assertThat(candidates).extracting(Candidate::value).containsExactly("cat", "carts/", "cars/");
    assertThat(candidates).extracting(Candidate::complete).containsExactly(true, false, false);
  }
}
