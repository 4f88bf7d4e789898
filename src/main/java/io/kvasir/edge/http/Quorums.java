package io.kvasir.edge.http;

import io.kvasir.core.bucket.Quorum;
import java.util.regex.Pattern;

/** How clients write quorums. */
final class Quorums {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

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
    if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) < 1) {
      throw new Rejected(
          Problems.invalid(name, "must be an integer of at least 1, \"majority\" or \"all\""));
    }
    return new Quorum.Exactly(Integer.parseInt(text));
  }
}
