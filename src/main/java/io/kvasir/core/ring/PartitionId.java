package io.kvasir.core.ring;

/** One of the equal parts of the key space, 0 to the ring's size − 1. */
public record PartitionId(int number) implements Comparable<PartitionId> {
  public PartitionId {
    if (number < 0) {
      throw new IllegalArgumentException("negative partition " + number);
    }
  }

  @Override
  public int compareTo(PartitionId other) {
    return Integer.compare(number, other.number);
  }
}
