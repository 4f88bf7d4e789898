package io.kvasir.core.handoff;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import java.util.Optional;

/**
 * What was read of one entry: all of it, or some of its members when there are too many for one
 * page. The context of a part is that of the whole: it covers members that are in other parts, and
 * must not be joined with those of one part alone.
 *
 * @param last of a part that others follow, the member it leaves off at
 */
public record Piece(EntryKey entry, Slice slice, Optional<Element> last) {
  public Piece {
    if (last.isPresent() && slice.scope() instanceof Scope.Whole) {
      throw new IllegalArgumentException("nothing follows the whole of " + entry);
    }
  }

  public static Piece whole(EntryKey entry, Slice slice) {
    return new Piece(entry, slice, Optional.empty());
  }

  public boolean isPart() {
    return slice.scope() instanceof Scope.Elements;
  }

  /** Where it leaves off. */
  public Place place() {
    return new Place(entry, last);
  }
}
