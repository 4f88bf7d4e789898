package io.kvasir.core.watch;

import java.util.List;

/**
 * A piece of a bucket's journal at one replica, all of one moment. A change is left out if by then
 * another one of the same key followed that could be seen as well, or if it could not be seen and
 * any other followed: the key comes again.
 *
 * @param trimmed changes up to this sequence are no longer kept; 0 when all are
 * @param upTo what is up to this sequence and behind the start of the page is in it, or was left
 *     out
 * @param head the highest sequence of the store, of any bucket
 * @param changes by ascending sequence
 */
public record JournalPage(long trimmed, long upTo, long head, List<Shown> changes) {
  public JournalPage {
    changes = List.copyOf(changes);
    if (trimmed < 0 || upTo < 0 || head < 0) {
      throw new IllegalArgumentException("a page up to " + upTo + " of " + head);
    }
  }

  /** Whether a page that starts behind {@code after} has all that was shown since then. */
  public boolean goesOnFrom(long after) {
    return trimmed <= after;
  }
}
