package io.kvasir.edge.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrinterTest {
  private static final Shown.Rows ROWS =
      new Shown.Rows(List.of("name"), List.of(List.of("\u001b[2J\n")));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Printer printer(boolean terminal) {
    return new Printer(new PrintStream(out), new PrintStream(err), terminal, true);
  }

  private String shown() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void coloursOnlyForATerminal() {
    printer(true).show(Json.object(), ROWS);
    printer(true).error("no");

    assertThat(shown()).contains("\u001b[1mNAME\u001b[0m");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("\u001b[31mno\u001b[0m\n");

    out.reset();
    err.reset();
    printer(false).show(Json.object(), ROWS);
    printer(false).error("no");

    assertThat(shown()).startsWith("NAME\n");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("no\n");
  }

  @Test
  void keepsControlCharactersOfValuesFromATerminal() {
    Shown value = new Shown.Value(Octets.of("a\u001b[2Jb\tc\nd\u009be"));

    printer(true).show(Json.object(), value);
    assertThat(shown()).isEqualTo("a\\u001b[2Jb\tc\nd\\u009be\n");

    out.reset();
    printer(false).show(Json.object(), value);
    assertThat(shown()).isEqualTo("a\u001b[2Jb\tc\nd\u009be\n");
  }

  @Test
  void keepsEachRowOfATableOnItsLine() {
    printer(false).show(Json.object(), ROWS);

    assertThat(shown()).isEqualTo("NAME\n\\u001b[2J\\u000a\n");
  }

  @Test
  void countsCharactersNotUnits() {
    Shown.Rows rows =
        new Shown.Rows(List.of("a", "b"), List.of(List.of("🍏🍏🍏", "1"), List.of("xxx", "2")));

    assertThat(Table.lines(rows)).containsExactly("A    B", "🍏🍏🍏  1", "xxx  2");
  }
}
