package io.kvasir.service;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Entity tags that a client names: revisions that wrote a value. */
public sealed interface Tags {
  /** Whether what stands under a key, if anything, is among them. */
  boolean include(Optional<Long> modified);

  /** Whatever stands there, if anything does. */
  record Any() implements Tags {
    @Override
    public boolean include(Optional<Long> modified) {
      return modified.isPresent();
    }
  }

  /**
   * One of these.
   *
   * @param revisions may be empty: nothing that was ever written has one of the client's tags
   */
  record Of(SortedSet<Long> revisions) implements Tags {
    public Of {
      revisions = Collections.unmodifiableSortedSet(new TreeSet<>(revisions));
    }

    @Override
    public boolean include(Optional<Long> modified) {
      return modified.isPresent() && revisions.contains(modified.get());
    }
  }
}
