package io.kvasir.service;

import io.kvasir.core.bucket.DataType;
import java.util.Optional;

/** Learns of every request that was answered, whatever protocol it came by. Must not block. */
public interface RequestObserver {
  /**
   * One request and its answer.
   *
   * @param operation what was asked, one of a fixed set of names
   * @param type of the bucket; empty when it is of no matter or was not found
   * @param status the protocol's own status
   */
  record Answered(
      String protocol, String operation, Optional<DataType> type, int status, long durationNanos) {}

  void onAnswered(Answered answered);
}
