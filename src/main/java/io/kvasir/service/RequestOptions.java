package io.kvasir.service;

import io.kvasir.core.bucket.Quorum;
import java.util.Optional;

/**
 * What a client may choose per request.
 *
 * @param quorum how many replicas take part, instead of the bucket's own choice
 * @param timeoutMillis how long to wait, instead of the node's default
 */
public record RequestOptions(Optional<Quorum> quorum, Optional<Long> timeoutMillis) {
  public static final RequestOptions NONE = new RequestOptions(Optional.empty(), Optional.empty());

  /** The longest deadline a client may ask for. */
  public static final long MAX_TIMEOUT_MILLIS = 60_000;
}
