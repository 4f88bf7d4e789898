package io.kvasir.service;

import io.kvasir.core.bucket.DataType;
import java.util.Optional;

/**
 * A write that its quorum holds durably.
 *
 * @param millis when it was written, since 1970
 * @param tag of a linearizable bucket: the revision of the value that now stands there
 * @param position of a linearizable bucket
 * @param repeated whether an earlier request with the same retry key had done it
 * @param sum of an increment in a linearizable bucket: the integer that now stands there
 * @param context what the client has seen of the key that way; empty for types without
 * @param session the token of the session after this, when it was part of one
 */
public record Written(
    DataType type,
    long millis,
    Optional<Long> tag,
    Optional<Position> position,
    boolean repeated,
    Optional<Long> sum,
    Optional<String> context,
    Optional<String> session) {
  /** A write in a convergent bucket. */
  static Written convergent(DataType type, long millis, Optional<String> context) {
    return new Written(
        type,
        millis,
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        context,
        Optional.empty());
  }

  /** The same with the token of the session that it was part of. */
  Written in(String token) {
    return new Written(type, millis, tag, position, repeated, sum, context, Optional.of(token));
  }
}
