package io.kvasir.edge.cli.command;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Tries again what was not carried out for the moment: no leader, no quorum, overload. */
final class Persistence {
  private static final int ATTEMPTS = 8;
  private static final long FIRST_MILLIS = 250;
  private static final long LONGEST_MILLIS = 4_000;

  private Persistence() {}

  /** What may fail. */
  interface Attempt<T> {
    T make() throws Failed;
  }

  /** For about 15 seconds, beside the time that the attempts take. */
  static <T> T insist(Attempt<T> attempt) throws Failed {
    long wait = FIRST_MILLIS;
    for (int made = 1; ; made++) {
      try {
        return attempt.make();
      } catch (Failed failed) {
        if (failed.code() != ExitCode.UNAVAILABLE || made == ATTEMPTS) {
          throw failed;
        }
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(wait));
      wait = Math.min(2 * wait, LONGEST_MILLIS);
    }
  }
}
