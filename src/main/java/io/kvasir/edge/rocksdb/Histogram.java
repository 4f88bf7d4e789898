package io.kvasir.edge.rocksdb;

import java.util.List;

/**
 * How often values of each magnitude occurred.
 *
 * @param counts at index i the number of values below 2^i that no lower index counts
 * @param sum of all values
 */
public record Histogram(List<Long> counts, long sum) {
  public Histogram {
    counts = List.copyOf(counts);
  }

  public long count() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
