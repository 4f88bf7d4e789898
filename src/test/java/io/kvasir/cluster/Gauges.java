package io.kvasir.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a node says of itself, and what its system does. */
final class Gauges {
  private Gauges() {}

  /**
   * The value of a metric, 0 when there is none.
   *
   * @param series its name and labels as in the Prometheus text format
   */
  static double metric(NodeProcess node, String series) {
    return node.get("/metrics")
        .body()
        .lines()
        .map(line -> line.replace(",}", "}"))
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  /** How much memory the node takes, in MiB. */
  static long residentMib(NodeProcess node) {
    return statusMib(node, "VmRSS:");
  }

  /** The most memory that the node ever took, in MiB. */
  static long peakMib(NodeProcess node) {
    return statusMib(node, "VmHWM:");
  }

  private static long statusMib(NodeProcess node, String name) {
    try {
      return Files.readAllLines(Path.of("/proc/" + node.pid() + "/status")).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
