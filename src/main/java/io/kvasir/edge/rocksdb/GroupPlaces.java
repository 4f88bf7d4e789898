package io.kvasir.edge.rocksdb;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.node.GroupId;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the rows of each group are, as of all that was submitted. One group is changed by one
 * thread at a time; any thread may look.
 */
final class GroupPlaces {
  /**
   * A group's.
   *
   * @param generation of the rows of its state
   * @param compacted the index that its log was last compacted up to
   * @param staged the snapshot in the generation above
   */
  record Place(long life, int generation, long compacted, Optional<GroupCodec.Mark.Staged> staged) {
    static Place blank(long life, LogStart start) {
      return new Place(life, 0, start.index(), Optional.empty());
    }

    Place compactedTo(long index) {
      return new Place(life, generation, index, staged);
    }

    Place staging(GroupCodec.Mark.Staged received) {
      return new Place(life, generation, compacted, Optional.of(received));
    }

    Place installed(LogStart head) {
      return new Place(life, generation + 1, head.index(), Optional.empty());
    }

    GroupCodec.Place row() {
      return new GroupCodec.Place(life, generation);
    }

    /** The cursor that the next chunk of this snapshot begins at; empty for the first. */
    Bytes next(LogStart head) {
      return staged
          .filter(received -> received.head().equals(head))
          .map(GroupCodec.Mark.Staged::next)
          .orElse(Bytes.EMPTY);
    }

    boolean hasAll(LogStart head) {
      return staged
          .filter(received -> received.head().equals(head) && received.complete())
          .isPresent();
    }
  }

  private final ConcurrentHashMap<GroupId, Place> places = new ConcurrentHashMap<>();

  /** Empty when the group is not there, or is damaged. */
  Optional<Place> of(GroupId group) {
    return Optional.ofNullable(places.get(group));
  }

  void set(GroupId group, Place place) {
    places.put(group, place);
  }

  void remove(GroupId group) {
    places.remove(group);
  }
}
