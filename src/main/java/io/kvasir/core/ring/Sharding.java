package io.kvasir.core.ring;

import java.nio.charset.StandardCharsets;
import org.infinispan.commons.hash.MurmurHash3;

/**
 * Which shard of a bucket a key belongs to. Keys with the same tag belong to the same: the tag is
 * what stands between the first {@code {} and the next {@code }}, if anything does, else the whole
 * key; the rule of Redis Cluster.
 *
 * @param shards of the bucket, fixed when it is created
 */
public record Sharding(int shards) {
  public Sharding {
    if (shards < 1) {
      throw new IllegalArgumentException("a bucket of " + shards + " shards");
    }
  }

  /** From 0 on. */
  public int shardOf(String key) {
    byte[] hashed = tagOf(key).getBytes(StandardCharsets.UTF_8);
    return Math.floorMod(MurmurHash3.getInstance().hash(hashed), shards);
  }

  private static String tagOf(String key) {
    int open = key.indexOf('{');
    int close = key.indexOf('}', open + 1);
    return open >= 0 && close > open + 1 ? key.substring(open + 1, close) : key;
  }
}
