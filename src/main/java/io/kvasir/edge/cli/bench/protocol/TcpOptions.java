package io.kvasir.edge.cli.bench.protocol;

import java.util.Arrays;

/** The options of requests in Kvasir's client protocol, as fields of {@code Options}. */
final class TcpOptions {
  private static final int QUORUM = 2;
  private static final int FRESHNESS = 3;
  private static final int REPLICAS = 1;
  private static final int SHARE = 2;
  private static final int MAJORITY = 1;
  private static final int ALL = 2;

  private TcpOptions() {}

  /** Of reads of keys and scans. */
  static byte[] ofReads(RequestOptions options) {
    Output out = new Output();
    options.readQuorum().ifPresent(size -> quorum(size, out));
    options
        .consistency()
        .filter(level -> level != Consistency.SESSION)
        .ifPresent(level -> Proto.number(FRESHNESS, level == Consistency.STALE ? 1 : 0, out));
    return Arrays.copyOf(out.array(), out.size());
  }

  static byte[] ofWrites(RequestOptions options) {
    Output out = new Output();
    options.writeQuorum().ifPresent(size -> quorum(size, out));
    return Arrays.copyOf(out.array(), out.size());
  }

  private static void quorum(String size, Output out) {
    int begun = Proto.begin(QUORUM, out);
    switch (size) {
      case "majority" -> Proto.number(SHARE, MAJORITY, out);
      case "all" -> Proto.number(SHARE, ALL, out);
      default -> Proto.number(REPLICAS, Long.parseLong(size), out);
    }
    Proto.end(begun, out);
  }
}
