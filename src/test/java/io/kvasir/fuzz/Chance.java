package io.kvasir.fuzz;

import java.util.List;
import java.util.Random;

/** Choices at random; the same for the same seed. */
final class Chance {
  private static final List<String> TEXTS =
      List.of(
          "",
          "k",
          "a{t}",
          "b{t}",
          "x/y",
          ".",
          "..",
          "*",
          "\"1\"",
          "W/\"1\"",
          "all",
          "majority",
          "0",
          "1",
          "-1",
          "2",
          "1e3",
          "9223372036854775807",
          "9223372036854775808",
          "true",
          "null",
          "AQ==",
          "\u0000\n\"",
          "ä😀",
          "{\"a\":",
          "[[[[",
          "text/plain;q=0.5, */*",
          "k".repeat(5_000));

  private final Random random;

  Chance(long seed) {
    this.random = new Random(seed);
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  String text() {
    return of(TEXTS);
  }

  byte[] bytes(int most) {
    byte[] bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }

  long integer() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(4) - 1;
      case 1 -> random.nextInt(100_000);
      case 2 -> random.nextLong();
      default -> oneIn(2) ? Long.MAX_VALUE : Long.MIN_VALUE;
    };
  }
}
