package io.kvasir.core.crdt;

import io.kvasir.core.bucket.Element;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * When something under a key ends.
 *
 * @param millis of the nodes' agreed time
 * @param member of a set, what ends; empty for all that is there
 */
public record End(long millis, Optional<Element> member) implements Comparable<End> {
  private static final Comparator<End> ORDER =
      Comparator.comparingLong(End::millis)
          .thenComparing(
              End::member, Comparator.comparing(end -> end.map(Element::value).orElse("")))
          .thenComparing(end -> end.member().isPresent());

  public End {
    if (millis < 0) {
      throw new IllegalArgumentException("an end before 1970: " + millis);
    }
  }

  /** What of {@code slice} ends. */
  static SortedSet<End> of(Slice slice) {
    TreeSet<End> ends = new TreeSet<>();
    Expiry expiry = slice.state().expiry();
    if (!expiry.isEndless()) {
      ends.add(new End(expiry.endMillis(), Optional.empty()));
    }
    if (slice.state() instanceof GSet(OrSwot set)) {
      addMembers(ends, set);
    } else if (slice.state() instanceof OrSwot set) {
      addMembers(ends, set);
    }
    return ends;
  }

  private static void addMembers(SortedSet<End> ends, OrSwot set) {
    if (set.ends().isEmpty()) {
      return;
    }
    for (Element element : set.entries().keySet()) {
      long last = set.endOf(element);
      if (last != Expiry.NEVER) {
        ends.add(new End(last, Optional.of(element)));
      }
    }
  }

  /** What must be known of the key to reclaim what has ended. */
  public Scope scope() {
    return member()
        .<Scope>map(element -> new Scope.Elements(new TreeSet<>(List.of(element))))
        .orElse(Scope.whole());
  }

  @Override
  public int compareTo(End other) {
    return ORDER.compare(this, other);
  }
}
