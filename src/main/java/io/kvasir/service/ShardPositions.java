package io.kvasir.service;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.engine.groups.FollowRequest;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * How far a stream is in each shard of a bucket. As bytes:
 *
 * <pre>
 * version(1) = 1
 * number of shards, then of each the revision plus one; LEB128
 * shard in whose next revision the stream is, and how many changes of it are behind; LEB128
 * </pre>
 */
final class ShardPositions {
  private static final byte VERSION = 1;
  private static final int MAX_VARINT_BYTES = 10;

  private final long[] revisions;
  private int begunShard;
  private int begunChanges;

  /**
   * Of a stream that begins now.
   *
   * @param shards how many
   */
  ShardPositions(int shards) {
    revisions = new long[shards];
    Arrays.fill(revisions, FollowRequest.NOW);
  }

  /** Behind which revision it goes on; {@link FollowRequest#NOW} when that is not known. */
  long revision(int shard) {
    return revisions[shard];
  }

  /** How many changes of the shard's next revision are behind. */
  int begun(int shard) {
    return shard == begunShard ? begunChanges : 0;
  }

  /** The shard's next revision is begun. */
  void begin(int shard, int changes) {
    begunShard = shard;
    begunChanges = changes;
  }

  /** All of the shard up to {@code revision} is behind. */
  void advance(int shard, long revision) {
    revisions[shard] = revision;
    if (shard == begunShard) {
      begunChanges = 0;
    }
  }

  Bytes bytes() {
    ByteBuffer target = ByteBuffer.allocate(1 + MAX_VARINT_BYTES * (revisions.length + 3));
    target.put(VERSION);
    put(target, revisions.length);
    for (long revision : revisions) {
      put(target, revision + 1);
    }
    put(target, begunShard);
    put(target, begunChanges);
    return Bytes.copyOf(target.flip());
  }

  /** Reads what {@link #bytes} wrote; empty when it is none of so many shards. */
  static Optional<ShardPositions> read(Bytes bytes, int shards) {
    try {
      ByteBuffer source = bytes.asReadOnlyBuffer();
      if (source.get() != VERSION || get(source) != shards) {
        return Optional.empty();
      }
      ShardPositions positions = new ShardPositions(shards);
      for (int shard = 0; shard < shards; shard++) {
        positions.revisions[shard] = get(source) - 1;
      }
      positions.begin(Math.toIntExact(get(source)), Math.toIntExact(get(source)));
      return Optional.of(positions);
    } catch (BufferUnderflowException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static void put(ByteBuffer target, long number) {
    long rest = number;
    while (rest > 0x7f) {
      target.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    target.put((byte) rest);
  }

  private static long get(ByteBuffer source) {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = source.get();
      number |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw new ArithmeticException("a number of more than 64 bits");
  }
}
