package io.kvasir.core.watch;

import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Remains;

/**
 * What a replica shows and holds of a key, and since when, all of one moment.
 *
 * @param digest {@link io.kvasir.core.crdt.Digest}; 0 when nothing of the key is visible
 * @param version equal where equal states are held
 * @param shown in the replica's journal, where the digest changed last; 0 when it never did
 * @param sequence in the replica's journal, where the state changed last; 0 when it is not known
 */
public record Mark(long digest, long version, long shown, long sequence) {
  /** Of a key that was never written, or of which nothing remains. */
  public static final Mark UNKNOWN = new Mark(0, 0, 0, 0);

  public Mark {
    if (shown < 0 || sequence < shown) {
      throw new IllegalArgumentException("shown at " + shown + ", changed at " + sequence);
    }
  }

  /** Of a key of which nothing was visible since {@code since}, and that is stored no more. */
  public static Mark gone(long since) {
    return new Mark(0, 0, since, since);
  }

  /**
   * Of a key that came to be stored again after it was gone, and never showed anything since.
   *
   * @param gone where the journal has that it was gone
   */
  Mark after(long gone) {
    return new Mark(digest, version, gone, sequence);
  }

  /** The one of two of the same moment that knows of a later change that could be seen. */
  Mark or(Mark other) {
    return other.shown > shown ? other : this;
  }

  /** The version of a state that shows that. */
  public static long version(long digest, Crdt state) {
    return digest + Remains.form(state);
  }
}
