package io.kvasir.edge.tcp;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.kvasir.service.ByteBudget;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into frames: a length of 4 bytes, big-endian, and that many bytes. Holds
 * what was given to it and not yet read, and of one frame what has come, however long it says it
 * is. Single owner.
 */
final class FrameReader {
  private static final int LENGTH_BYTES = 4;
  private static final int FIRST_CAPACITY = 4_096;
  private static final byte[] NOTHING = {};

  /** What is next in the stream. */
  sealed interface Read {
    /**
     * A whole frame.
     *
     * @param share what it takes of the budget; the reader's no more
     */
    record Frame(ByteString bytes, ByteBudget.Share share) implements Read {}

    /** The rest has not come yet. */
    record Incomplete() implements Read {}

    /** A frame that says it is longer than it may be; nothing can be read after it. */
    record Oversized() implements Read {}

    /** There is no room for what has come of a frame; nothing can be read after it. */
    record Overloaded() implements Read {}
  }

  private final int maxBytes;
  private final ByteBudget budget;
  private Buffer chunk = Buffer.buffer();
  private int at;
  private int lengthBytes;
  private int length;
  private byte[] body = NOTHING;
  private int filled;
  private ByteBudget.Share share;

  /**
   * @param budget what frames are held in
   */
  FrameReader(int maxBytes, ByteBudget budget) {
    this.maxBytes = maxBytes;
    this.budget = budget;
    this.share = budget.share();
  }

  /** Gives it the next part of the stream. */
  void offer(Buffer next) {
    chunk = rest() == 0 ? next : chunk.getBuffer(at, chunk.length()).appendBuffer(next);
    at = 0;
  }

  private int rest() {
    return chunk.length() - at;
  }

  /** Whether it waits for the rest of a frame. */
  boolean isWithinFrame() {
    return lengthBytes > 0;
  }

  Read next() {
    while (lengthBytes < LENGTH_BYTES) {
      if (rest() == 0) {
        return new Read.Incomplete();
      }
      length = length << Byte.SIZE | chunk.getUnsignedByte(at++);
      lengthBytes++;
    }
    if (length < 0 || length > maxBytes) {
      return new Read.Oversized();
    }
    int part = Math.min(rest(), length - filled);
    if (!makeRoom(filled + part)) {
      return new Read.Overloaded();
    }
    chunk.getBytes(at, at + part, body, filled);
    at += part;
    filled += part;
    return filled < length ? new Read.Incomplete() : frame();
  }

  /** As much as has come, or up to twice that: what is only announced costs nothing. */
  private boolean makeRoom(int bytes) {
    if (bytes <= body.length) {
      return true;
    }
    int doubled = (int) Math.min(length, Math.max(FIRST_CAPACITY, 2L * body.length));
    int capacity = Math.max(bytes, doubled);
    boolean granted = share.grow(capacity - (long) body.length);
    if (granted) {
      body = Arrays.copyOf(body, capacity);
    }
    return granted;
  }

  private Read frame() {
    Read frame = new Read.Frame(UnsafeByteOperations.unsafeWrap(body, 0, length), share);
    lengthBytes = 0;
    length = 0;
    body = NOTHING;
    filled = 0;
    share = budget.share();
    return frame;
  }

  /** Forgets all that it holds. */
  void close() {
    chunk = Buffer.buffer();
    at = 0;
    body = NOTHING;
    share.giveBack();
  }
}
