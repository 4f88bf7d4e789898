package io.kvasir.core.keyspace;

import io.kvasir.core.keyspace.TransactionResult.Done;

/**
 * What is kept under a retry key.
 *
 * @param fingerprint of the transaction
 * @param place how many retry keys had been remembered before, by which the oldest is found
 * @param result what a repetition is answered
 */
public record Remembered(long fingerprint, long place, Done result) {
  public Remembered {
    if (place < 0) {
      throw new IllegalArgumentException("negative place " + place);
    }
  }
}
