package io.kvasir.edge.cli.command;

import java.util.List;

/** What people and pipelines see of an answer, unless they want its JSON. */
sealed interface Shown {
  /** A value as it was stored. */
  record Value(Octets bytes) implements Shown {}

  /** One thing per line. */
  record Lines(List<String> lines) implements Shown {
    public Lines {
      lines = List.copyOf(lines);
    }
  }

  /** A table; each row has one cell per column. */
  record Rows(List<String> columns, List<List<String>> cells) implements Shown {
    public Rows {
      columns = List.copyOf(columns);
      cells = List.copyOf(cells);
    }
  }

  static Shown line(String text) {
    return new Lines(List.of(text));
  }
}
