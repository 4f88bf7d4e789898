package io.kvasir.service;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyRange;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.topology.ClusterSecret;
import java.util.Base64;
import java.util.List;

/**
 * The cursors of one scan: the key that a page ended with. So they are good on every node, for as
 * long as the bucket lives, whatever becomes of its keys; but for the same range and direction
 * only.
 */
final class ScanCursors {
  private final SealedTokens tokens;

  ScanCursors(ClusterSecret secret, BucketId bucket, KeyRange range, boolean reverse) {
    this.tokens =
        new SealedTokens(
            secret,
            List.of(
                "scan",
                bucket.name().value(),
                Integer.toString(bucket.generation()),
                text(range.from()),
                range.to().map(ScanCursors::text).orElse("-"),
                reverse ? "reverse" : "forward"));
  }

  /** A bound need not be UTF-8. */
  private static String text(Bytes bound) {
    return Base64.getEncoder().encodeToString(bound.toArray());
  }

  String behind(Key key) {
    return tokens.seal(Bytes.utf8(key.value()));
  }

  /**
   * The key that a page ended with.
   *
   * @throws Refused when the cursor is none of this scan
   */
  Key key(String cursor) {
    return tokens
        .open(cursor)
        .map(content -> new Key(content.asUtf8()))
        .orElseThrow(
            () ->
                new Refused(
                    new Failure.BadCursor(
                        "is not one that this cluster gave out for this bucket, range and"
                            + " direction")));
  }
}
