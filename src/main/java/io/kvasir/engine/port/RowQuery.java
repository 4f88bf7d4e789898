package io.kvasir.engine.port;

import io.kvasir.core.bytes.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * What is to be read of a group's state machine.
 *
 * @param keys of single rows
 * @param range of rows that are read as of the same moment
 */
public record RowQuery(List<Bytes> keys, Optional<RowRange> range) {
  /** Nothing; asked for what it takes to be allowed to read. */
  public static final RowQuery NOTHING = of(List.of());

  public RowQuery {
    keys = List.copyOf(keys);
  }

  public static RowQuery of(List<Bytes> keys) {
    return new RowQuery(keys, Optional.empty());
  }

  /** About how many bytes its keys take. */
  public long weight() {
    return keys.stream().mapToLong(Bytes::length).sum()
        + range.map(asked -> (long) asked.from().length() + asked.to().length()).orElse(0L);
  }
}
