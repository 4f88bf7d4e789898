package io.kvasir.service;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyScan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What was read of the keys in a range.
 *
 * @param items in the order of the scan
 * @param last up to which all keys are among them, if that is not the end of the range
 * @param position of one shard
 */
record Scanned(List<ScanPage.Item> items, Optional<Key> last, Optional<Position> position) {
  Scanned {
    items = List.copyOf(items);
  }

  /** With other keys of the same range. */
  Scanned and(Scanned other, boolean reverse) {
    Comparator<Key> order = KeyScan.order(reverse);
    Optional<Key> end =
        last.isPresent() && other.last.isPresent()
            ? Optional.of(
                order.compare(last.get(), other.last.get()) < 0 ? last.get() : other.last.get())
            : last.or(() -> other.last);
    List<ScanPage.Item> all = new ArrayList<>(items);
    all.addAll(other.items);
    all.removeIf(item -> end.isPresent() && order.compare(item.key(), end.get()) > 0);
    all.sort(Comparator.comparing(ScanPage.Item::key, order));
    return new Scanned(all, end, Optional.empty());
  }

  /** The first {@code limit} of its keys. */
  Scanned within(int limit) {
    return items.size() <= limit
        ? this
        : new Scanned(items.subList(0, limit), Optional.of(items.get(limit - 1).key()), position);
  }
}
