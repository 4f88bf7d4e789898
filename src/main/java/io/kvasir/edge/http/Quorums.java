package io.kvasir.edge.http;

import io.kvasir.core.bucket.Quorum;

/** How clients write quorums. */
final class Quorums {
  private Quorums() {}

  /** Reads a number of replicas, 1 and up, {@code majority} or {@code all}. */
  static Quorum parse(String name, String text) {
    return switch (text) {
      case "majority" -> new Quorum.Majority();
      case "all" -> new Quorum.All();
      default -> exactly(name, text);
    };
  }

  private static Quorum exactly(String name, String text) {
    if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < 1) {
      throw new Rejected(
          Problems.invalid(name, "must be an integer of at least 1, \"majority\" or \"all\""));
    }
    return new Quorum.Exactly(Integer.parseInt(text));
  }
}
