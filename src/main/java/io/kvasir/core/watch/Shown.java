package io.kvasir.core.watch;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.ring.PartitionId;
import java.util.Optional;

/**
 * What a journal has of a key: the last change of its state, or of what is shown of it, or that it
 * is stored no longer after nothing of it was visible any more.
 *
 * @param sequence in the journal
 * @param mark of the key at the moment of the page
 */
public record Shown(long sequence, PartitionId partition, Key key, Mark mark) {
  public Shown {
    if (mark.sequence() == 0 || sequence < 1) {
      throw new IllegalArgumentException("at " + sequence + " is " + mark);
    }
  }

  /**
   * What a row of a journal says of its key; nothing when a later one says it. All changes of a key
   * that is gone say so, since it is not known which of them was the last that could be seen.
   *
   * @param since when the key, which was then stored no more, changed last; 0 of a change
   * @param now the mark of the key
   */
  public static Optional<Mark> of(long sequence, long since, Mark now) {
    if (now.sequence() == 0) {
      return Optional.of(Mark.gone(since == 0 ? sequence : since));
    }
    if (since > 0) {
      return now.shown() == 0 ? Optional.of(now.after(sequence)) : Optional.empty();
    }
    return now.sequence() == sequence || now.shown() == sequence
        ? Optional.of(now)
        : Optional.empty();
  }

  /** A change. */
  public Shown(PartitionId partition, Key key, Mark mark) {
    this(mark.sequence(), partition, key, mark);
  }
}
