package io.kvasir.service;

import io.kvasir.core.bucket.Key;
import java.util.Optional;

/**
 * What became of keys that were to be restored.
 *
 * @param deleted of which nothing but the knowledge was left that they had been deleted
 * @param ended whose time was up
 * @param differing when they were compared: which do not hold what was restored
 * @param example one of these
 */
public record Restored(
    long written, long deleted, long ended, long differing, Optional<Key> example) {
  static final Restored WRITTEN = new Restored(1, 0, 0, 0, Optional.empty());
  static final Restored DELETED = new Restored(0, 1, 0, 0, Optional.empty());
  static final Restored ENDED = new Restored(0, 0, 1, 0, Optional.empty());
  static final Restored NOTHING = new Restored(0, 0, 0, 0, Optional.empty());

  static Restored differing(Key key) {
    return new Restored(0, 0, 0, 1, Optional.of(key));
  }

  Restored and(Restored other) {
    return new Restored(
        written + other.written,
        deleted + other.deleted,
        ended + other.ended,
        differing + other.differing,
        example.or(() -> other.example));
  }

  /** The sum, or the first failure. */
  static Result<Restored> sum(Result<Restored> one, Result<Restored> other) {
    return one instanceof Result.Ok<Restored>(Restored mine)
            && other instanceof Result.Ok<Restored>(Restored more)
        ? Result.ok(mine.and(more))
        : one instanceof Result.Failed<Restored> ? one : other;
  }
}
