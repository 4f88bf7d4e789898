package io.kvasir.edge.cli.bench.protocol;

/**
 * Finds frames: four bytes of length, big-endian, and that many of a message. Of long ones the
 * beginning is told, and then the rest as it comes.
 */
final class FrameDecoder {
  /** So much of a message is told at once. */
  static final int HEAD_BYTES = 16_384;

  private static final int LENGTH_BYTES = 4;

  /** Takes frames. */
  interface Sink {
    /** The beginning of a message; all of it, unless it is longer than {@link #HEAD_BYTES}. */
    void frame(byte[] bytes, int from, int to) throws BadAnswer;

    /** More of the message. */
    default void rest(byte[] bytes, int from, int to) {}
  }

  private final Sink sink;
  private long left;

  FrameDecoder(Sink sink) {
    this.sink = sink;
  }

  int decode(byte[] bytes, int from, int to) throws BadAnswer {
    int at = skip(bytes, from, to);
    while (to - at >= LENGTH_BYTES) {
      long length = length(bytes, at);
      int head = (int) Math.min(length, HEAD_BYTES);
      if (to - at - LENGTH_BYTES < head) {
        return at;
      }
      sink.frame(bytes, at + LENGTH_BYTES, at + LENGTH_BYTES + head);
      left = length - head;
      at = skip(bytes, at + LENGTH_BYTES + head, to);
    }
    return at;
  }

  private int skip(byte[] bytes, int from, int to) {
    int stop = (int) Math.min(to, from + left);
    if (stop > from) {
      sink.rest(bytes, from, stop);
      left -= stop - from;
    }
    return stop;
  }

  private static long length(byte[] bytes, int at) throws BadAnswer {
    long length = 0;
    for (int n = 0; n < LENGTH_BYTES; n++) {
      length = length << 8 | (bytes[at + n] & 0xFF);
    }
    if (length > Integer.MAX_VALUE) {
      throw new BadAnswer("no length of a frame");
    }
    return length;
  }
}
