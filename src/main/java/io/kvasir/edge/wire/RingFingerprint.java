package io.kvasir.edge.wire;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.Ring;
import java.nio.charset.StandardCharsets;

/**
 * A hash by which nodes notice that their rings differ: 64-bit FNV-1a over the owners' ids in the
 * order of the partitions, each followed by a zero byte. Part of the wire format.
 */
public final class RingFingerprint {
  private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private RingFingerprint() {}

  public static long of(Ring ring) {
    long hash = OFFSET_BASIS;
    for (NodeId owner : ring.owners()) {
      for (byte b : owner.value().getBytes(StandardCharsets.US_ASCII)) {
        hash = (hash ^ (b & 0xff)) * PRIME;
      }
      hash *= PRIME;
    }
    return hash;
  }
}
