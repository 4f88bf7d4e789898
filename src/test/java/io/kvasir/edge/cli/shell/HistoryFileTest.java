package io.kvasir.edge.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
  @TempDir private Path home;

  private static String permissions(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void liesInTheHomeForItsUserOnly() throws Exception {
    Path file = HistoryFile.of(Map.of(), home.toString()).orElseThrow();

    assertThat(file).isEqualTo(home.resolve(".kvasir_history")).exists();
    assertThat(permissions(file)).isEqualTo("rw-------");
  }

  @Test
  void isTakenFromOthersWhoCouldReadIt() throws Exception {
    Path file = Files.writeString(home.resolve("mine"), "get k\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(HistoryFile.of(Map.of("KVASIR_HISTORY", file.toString()), "/")).contains(file);

    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(file).hasContent("get k\n");
  }

  @Test
  void isNotKeptWhereItIsNotWantedOrCannotBe() {
    assertThat(HistoryFile.of(Map.of("KVASIR_HISTORY", ""), home.toString())).isEmpty();
    assertThat(HistoryFile.of(Map.of(), home.resolve("absent").toString())).isEmpty();
    assertThat(home).isEmptyDirectory();
  }
}
