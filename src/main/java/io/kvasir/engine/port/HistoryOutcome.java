package io.kvasir.engine.port;

import io.kvasir.core.keyspace.Revision;
import java.util.List;

/** What came of asking for a group's history after some revision. */
public sealed interface HistoryOutcome {
  /**
   * What comes next.
   *
   * @param revisions in order; those that nobody wanted may be missing
   * @param upTo the revision that this goes up to
   */
  record Page(List<Revision> revisions, long upTo) implements HistoryOutcome {
    public Page {
      revisions = List.copyOf(revisions);
      if (!revisions.isEmpty() && revisions.getLast().number() > upTo) {
        throw new IllegalArgumentException("a page beyond its end " + upTo);
      }
    }
  }

  /** What comes next is not kept any more. */
  record Compacted() implements HistoryOutcome {}

  record NotRead(GroupRefusal reason) implements HistoryOutcome {}
}
