package io.kvasir.core.gossip;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.OrSwot;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A key's state, or of a set with many members some of them, in an order of the store's own.
 *
 * @param state of a set with all of its context and presence
 * @param last the last member here when there are more behind it; empty when this is the end
 */
public record EntryPage(Crdt state, Optional<Element> last) {
  /** A part of {@code whole} in the order of elements: up to {@code limit} members, 1 and up. */
  public static EntryPage of(Crdt whole, Optional<Element> after, int limit) {
    if (!(whole instanceof OrSwot set)) {
      return new EntryPage(whole, Optional.empty());
    }
    SortedMap<Element, DotSet> rest =
        after.isPresent() ? behind(set.entries(), after.get()) : set.entries();
    TreeMap<Element, DotSet> members = new TreeMap<>();
    for (Map.Entry<Element, DotSet> member : rest.entrySet()) {
      if (members.size() == limit) {
        break;
      }
      members.put(member.getKey(), member.getValue());
    }
    OrSwot part = new OrSwot(set.presence(), members, set.context(), set.ends(), set.expiry());
    return new EntryPage(
        part, members.size() < rest.size() ? Optional.of(members.lastKey()) : Optional.empty());
  }

  private static SortedMap<Element, DotSet> behind(
      SortedMap<Element, DotSet> members, Element after) {
    return new TreeMap<>(members).tailMap(after, false);
  }
}
