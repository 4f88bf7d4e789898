package io.kvasir.core.keyspace;

import java.util.Optional;

/**
 * A transaction on its way into the log.
 *
 * @param retryKey tells a repetition from a new request; 1 to 256 characters
 * @param wallMillis the leader's clock; 0 until a leader has taken it
 */
public record Proposal(Optional<String> retryKey, long wallMillis, Transaction transaction)
    implements Command {
  /** The longest retry key. */
  public static final int RETRY_KEY_CHARACTERS = 256;

  public Proposal {
    retryKey.ifPresent(Proposal::requireLength);
    if (wallMillis < 0) {
      throw new IllegalArgumentException("negative time " + wallMillis);
    }
  }

  private static void requireLength(String retryKey) {
    if (retryKey.isEmpty() || retryKey.length() > RETRY_KEY_CHARACTERS) {
      throw new IllegalArgumentException("a retry key of " + retryKey.length() + " characters");
    }
  }
}
