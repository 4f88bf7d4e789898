package io.kvasir.boot;

/** Lines of a process that ends as it is, which the writer of the log would have no time for. */
final class LastWords {
  private static final long MILLIS = 1_000;

  private LastWords() {}

  /** Returns when they are written, or nobody takes them: that must not hold up the end. */
  static void say(Runnable words) {
    Thread saying = Thread.ofPlatform().daemon().name("kvasir-last-words").start(words);
    try {
      saying.join(MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
