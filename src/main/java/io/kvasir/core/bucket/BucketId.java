package io.kvasir.core.bucket;

/**
 * One life of a bucket: its name and how many buckets of that name were dropped before it. Data is
 * filed under the id, so a bucket created anew never shows what its predecessor held.
 *
 * @param generation 0 and up
 */
public record BucketId(BucketName name, int generation) implements Comparable<BucketId> {
  public BucketId {
    if (generation < 0) {
      throw new IllegalArgumentException("negative generation " + generation);
    }
  }

  @Override
  public int compareTo(BucketId other) {
    int byName = name.compareTo(other.name);
    return byName != 0 ? byName : Integer.compare(generation, other.generation);
  }
}
