package io.kvasir.core.bucket;

/** Where a value lives: a key in one life of a bucket. */
public record EntryKey(BucketId bucket, Key key) implements Comparable<EntryKey> {
  @Override
  public int compareTo(EntryKey other) {
    int byBucket = bucket.compareTo(other.bucket);
    return byBucket != 0 ? byBucket : key.compareTo(other.key);
  }
}
