package io.kvasir.core.handoff;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Footprint;
import io.kvasir.core.crdt.Part;
import io.kvasir.core.crdt.Parted;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** Cuts entries into excerpts, for stores that have them in memory and in order. */
public final class Pages {
  /** Where entries lie. */
  public interface Shelf {
    /** Of all buckets. */
    NavigableSet<EntryKey> keys();

    /** The state of one of them, of one in parts without these. */
    Crdt head(EntryKey entry);

    /** The parts of a state that is in parts, else none. Only a bounded part of it is looked at. */
    SortedMap<Element, Part> parts(EntryKey entry);
  }

  private Pages() {}

  /** What follows {@code after}. */
  public static Excerpt cut(
      Shelf shelf, SortedSet<BucketId> buckets, Optional<Place> after, int limitBytes) {
    List<Piece> pieces = new ArrayList<>();
    long bytes = 0;
    for (EntryKey entry : rest(shelf, after)) {
      if (buckets.contains(entry.bucket())) {
        Optional<Element> within =
            after.filter(place -> place.entry().equals(entry)).flatMap(Place::element);
        Piece next = piece(shelf, entry, within, limitBytes);
        boolean fits = !next.isPart() && bytes + Footprint.of(next.slice().state()) <= limitBytes;
        if (!pieces.isEmpty() && !fits) {
          return new Excerpt(pieces, bytes, 0, false);
        }
        pieces.add(next);
        bytes += Footprint.of(next.slice().state());
        if (next.isPart()) {
          boolean last = next.last().isEmpty() && isLast(shelf, buckets, entry);
          return new Excerpt(pieces, bytes, 0, last);
        }
      }
    }
    return new Excerpt(pieces, bytes, 0, true);
  }

  private static NavigableSet<EntryKey> rest(Shelf shelf, Optional<Place> after) {
    return after
        .map(place -> shelf.keys().tailSet(place.entry(), place.element().isPresent()))
        .orElse(shelf.keys());
  }

  private static boolean isLast(Shelf shelf, SortedSet<BucketId> buckets, EntryKey entry) {
    return shelf.keys().tailSet(entry, false).stream()
        .noneMatch(key -> buckets.contains(key.bucket()));
  }

  /** The whole entry if it fits, and what is asked for is not a part. */
  private static Piece piece(
      Shelf shelf, EntryKey entry, Optional<Element> within, int limitBytes) {
    Piece part = part(shelf, entry, within, limitBytes);
    return within.isEmpty() && part.last().isEmpty()
        ? Piece.whole(entry, Slice.whole(part.slice().state()))
        : part;
  }

  /** Parts of an entry behind {@code after}. */
  public static Piece part(Shelf shelf, EntryKey entry, Optional<Element> after, int limitBytes) {
    TreeMap<Element, Part> parts = new TreeMap<>();
    long bytes = 0;
    Optional<Element> more = Optional.empty();
    for (Map.Entry<Element, Part> next : behind(shelf.parts(entry), after).entrySet()) {
      long size = Footprint.of(next.getKey(), next.getValue());
      if (!parts.isEmpty() && bytes + size > limitBytes) {
        more = Optional.of(parts.lastKey());
        break;
      }
      parts.put(next.getKey(), next.getValue());
      bytes += size;
    }
    Crdt head = shelf.head(entry);
    Crdt state = head instanceof Parted parted ? parted.with(parts) : head;
    return new Piece(entry, new Slice(state, new Scope.Elements(parts.navigableKeySet())), more);
  }

  private static SortedMap<Element, Part> behind(
      SortedMap<Element, Part> parts, Optional<Element> after) {
    return after.map(last -> parts.tailMap(successor(last))).orElse(parts);
  }

  private static Element successor(Element element) {
    return new Element(element.value() + '\0');
  }
}
