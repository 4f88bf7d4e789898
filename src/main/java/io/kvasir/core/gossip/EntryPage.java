package io.kvasir.core.gossip;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Footprint;
import io.kvasir.core.crdt.Part;
import io.kvasir.core.crdt.Parted;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A key's state, or of one with many parts some of them, in an order of the store's own.
 *
 * @param state of one in parts with all of its head
 * @param last the last part's element when there are more behind it; empty when this is the end
 */
public record EntryPage(Crdt state, Optional<Element> last) {
  /**
   * What of {@code whole} comes next in the order of elements: up to {@code limit} parts, 1 and up,
   * and about {@code limitBytes} of them, but one in any case.
   */
  public static EntryPage of(Crdt whole, Optional<Element> after, int limit, long limitBytes) {
    if (!(whole instanceof Parted parted)) {
      return new EntryPage(whole, Optional.empty());
    }
    TreeMap<Element, Part> all = new TreeMap<>(parted.parts());
    SortedMap<Element, Part> rest = after.isPresent() ? all.tailMap(after.get(), false) : all;
    TreeMap<Element, Part> parts = new TreeMap<>();
    long bytes = 0;
    for (Map.Entry<Element, Part> part : rest.entrySet()) {
      bytes += Footprint.of(part.getKey(), part.getValue());
      if (parts.size() == limit || (!parts.isEmpty() && bytes > limitBytes)) {
        break;
      }
      parts.put(part.getKey(), part.getValue());
    }
    return new EntryPage(
        parted.with(parts),
        parts.size() < rest.size() ? Optional.of(parts.lastKey()) : Optional.empty());
  }
}
