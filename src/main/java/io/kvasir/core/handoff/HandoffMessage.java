package io.kvasir.core.handoff;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Slice;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What target and source of a transfer tell each other. Any message may be lost, delayed, repeated
 * or overtaken.
 *
 * <p>Each request carries a token that the target chose and the answer repeats; tokens of one
 * process never recur in its next life.
 */
public sealed interface HandoffMessage {
  long token();

  /** What a target asks. */
  sealed interface Request extends HandoffMessage {
    TransferId transfer();
  }

  /**
   * What follows? Asking for it says that all before {@code after} arrived; how much is under way
   * between two nodes is bounded by the number of such questions.
   *
   * @param after empty at the beginning
   * @param limitBytes about how much the answer may hold; it holds one entry, or part of one, at
   *     least
   */
  record Pull(long token, TransferId transfer, Optional<Place> after, int limitBytes)
      implements Request {}

  /**
   * What do you know of these members? Asked of a set that came in parts, about members that the
   * target has, maybe only because it did not hear of their removal.
   */
  record Compare(long token, TransferId transfer, EntryKey entry, SortedSet<Element> elements)
      implements Request {
    public Compare {
      elements = Collections.unmodifiableSortedSet(new TreeSet<>(elements));
    }
  }

  /** This. */
  record Page(long token, Excerpt excerpt) implements HandoffMessage {}

  /** This; empty when there is no such entry. */
  record Compared(long token, Optional<Slice> slice) implements HandoffMessage {}

  /** Nothing, for now. */
  record NotServed(long token, Reason reason) implements HandoffMessage {}

  /** Why a request is not served. */
  enum Reason {
    /** The source does not know the transition yet, or has work under way from before it. */
    TOO_EARLY,
    /** The transition is over. */
    MOVED_ON,
    /** Too many others are served. */
    BUSY,
    /** The source cannot read it. */
    FAILED
  }
}
