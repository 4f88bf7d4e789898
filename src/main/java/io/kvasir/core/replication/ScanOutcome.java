package io.kvasir.core.replication;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.crdt.Crdt;
import java.util.List;
import java.util.Optional;

/** How a scan ended. */
public sealed interface ScanOutcome {
  /**
   * R replicas of each partition answered.
   *
   * @param items in the order of the scan
   * @param last up to which all keys are among them; empty when that is the end of the range
   */
  record Scanned(List<Item> items, Optional<Key> last) implements ScanOutcome {
    public Scanned {
      items = List.copyOf(items);
    }
  }

  /** A key that some replica holds something of. */
  sealed interface Item {
    Key key();

    /** What replicas hold under it, joined; maybe deleted. */
    record Known(Key key, Crdt state) implements Item {}

    /** There is something, and it was not wanted. */
    record Sighted(Key key) implements Item {}

    /** It takes a read to know: it is too long for a page, or replicas differ. */
    record Unread(Key key) implements Item {}
  }

  /** Too few replicas of some partition can be reached or can read their disks. */
  record QuorumUnavailable(int answered, int needed) implements ScanOutcome {}

  /** The deadline passed. */
  record TimedOut(int answered, int needed) implements ScanOutcome {}

  /** This node has too much to do; nobody was asked. */
  record Overloaded() implements ScanOutcome {}
}
