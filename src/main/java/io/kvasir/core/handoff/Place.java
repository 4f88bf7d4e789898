package io.kvasir.core.handoff;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import java.util.Optional;

/**
 * How far a partition was read: all before {@code entry}, and of it all up to {@code element}, or
 * all of it when there is none. Buckets are in the order of their ids, keys in their own; elements
 * in that of the store they lie in, so a place within an entry means something to that store alone.
 */
public record Place(EntryKey entry, Optional<Element> element) {
  public static Place behind(EntryKey entry) {
    return new Place(entry, Optional.empty());
  }

  public static Place within(EntryKey entry, Element last) {
    return new Place(entry, Optional.of(last));
  }
}
