package io.kvasir.core.handoff;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.node.NodeId;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How far a transfer came, durably: all that lies before is in the target's store. It stays when
 * the transfer is over, as the mark of when this ownership began.
 *
 * @param since the epoch from which on the target holds the entries without a break; 0 if it always
 *     did. It may take from others what it lacks, while it holds them
 * @param finished the sources that gave all they have
 * @param source whom {@code behind} is about
 * @param behind the last entry that came from {@code source}; whole entries only, since the parts
 *     of one belong together
 * @param complete whether all sources gave what they have
 */
public record Bookmark(
    TransferId id,
    long since,
    SortedSet<NodeId> finished,
    Optional<NodeId> source,
    Optional<EntryKey> behind,
    boolean complete) {
  public Bookmark {
    finished = Collections.unmodifiableSortedSet(new TreeSet<>(finished));
    if (source.isEmpty() && behind.isPresent()) {
      throw new IllegalArgumentException("an entry of no source");
    }
  }

  /** Of a transfer of which nothing came yet, to one that holds nothing yet. */
  public static Bookmark start(TransferId id) {
    return start(id, id.epoch());
  }

  /** Of a transfer of which nothing came yet. */
  public static Bookmark start(TransferId id, long since) {
    return new Bookmark(id, since, new TreeSet<>(), Optional.empty(), Optional.empty(), false);
  }

  Bookmark behind(NodeId from, EntryKey entry) {
    return new Bookmark(id, since, finished, Optional.of(from), Optional.of(entry), false);
  }

  Bookmark finished(NodeId from) {
    TreeSet<NodeId> more = new TreeSet<>(finished);
    more.add(from);
    return new Bookmark(id, since, more, Optional.empty(), Optional.empty(), false);
  }

  Bookmark completed() {
    return new Bookmark(id, since, finished, Optional.empty(), Optional.empty(), true);
  }

  /** Where to go on with {@code from}. */
  Optional<Place> resume(NodeId from) {
    return source.filter(from::equals).isPresent() ? behind.map(Place::behind) : Optional.empty();
  }
}
