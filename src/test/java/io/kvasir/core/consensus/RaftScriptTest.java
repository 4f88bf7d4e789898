package io.kvasir.core.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of the paper and the dissertation one by one, as scripts with what comes of them. With
 * {@code -Dkvasir.raft.rewrite=true} the scripts are rewritten as the replicas behave; read the
 * difference against the paper then.
 */
class RaftScriptTest {
  private static final Path SCRIPTS =
      Path.of(System.getProperty("kvasir.raft.scripts", "src/test/resources/raft"));

  static List<String> scripts() throws IOException {
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void behavesAsWritten(String name) throws IOException {
    List<String> written = Files.readAllLines(SCRIPTS.resolve(name));

    List<String> run = RaftScript.run(written);

    if (Boolean.getBoolean("kvasir.raft.rewrite")) {
      Files.write(SCRIPTS.resolve(name), run);
    } else {
      assertThat(String.join("\n", run)).isEqualTo(String.join("\n", written));
    }
  }
}
