package io.kvasir.service;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.keyspace.Versioned;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was read of a shard.
 *
 * @param revision the shard's
 * @param nowMillis how late it was, by the shard or the reader, whoever was ahead
 * @param found what stands under those of the keys that exist
 */
public record ShardReading(long revision, long nowMillis, SortedMap<Key, Versioned> found) {
  public ShardReading {
    found = Collections.unmodifiableSortedMap(new TreeMap<>(found));
  }
}
