package io.kvasir.service;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Key;
import java.util.List;
import java.util.Optional;

/**
 * Keys of a bucket in the order that was asked for, none left out between the first and the last.
 *
 * @param type the bucket's
 * @param items may be fewer than were asked for, even none
 * @param cursor leads to the next page; empty at the end
 * @param position where the page stands in the history of the bucket, when that is one shard
 */
public record ScanPage(
    DataType type, List<Item> items, Optional<String> cursor, Optional<Position> position) {
  /**
   * A key that there is.
   *
   * @param content empty when it was not wanted
   */
  public record Item(Key key, Optional<Content> content) {}

  public ScanPage {
    items = List.copyOf(items);
  }
}
