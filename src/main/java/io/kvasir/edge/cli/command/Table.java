package io.kvasir.edge.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lays out cells in columns of equal width, two blanks apart. */
final class Table {
  private static final String GAP = "  ";

  private Table() {}

  /** The head and one line per row, without blanks at their ends. */
  static List<String> lines(Shown.Rows rows) {
    List<List<String>> all = new ArrayList<>();
    all.add(rows.columns().stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
    rows.cells().forEach(row -> all.add(row.stream().map(Plain::oneLine).toList()));
    int[] widths = widths(all, rows.columns().size());
    return all.stream().map(row -> line(row, widths)).toList();
  }

  private static int[] widths(List<List<String>> all, int columns) {
    int[] widths = new int[columns];
    for (List<String> row : all) {
      for (int at = 0; at < columns; at++) {
        widths[at] = Math.max(widths[at], width(row.get(at)));
      }
    }
    return widths;
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int at = 0; at < row.size(); at++) {
      line.append(row.get(at)).repeat(" ", widths[at] - width(row.get(at))).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
