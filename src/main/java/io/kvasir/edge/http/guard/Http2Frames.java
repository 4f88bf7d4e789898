package io.kvasir.edge.http.guard;

import io.netty.buffer.ByteBuf;

/**
 * Where a client is in its frames (RFC 9113, section 4.1): within one, within the frames of one
 * field section (6.10), or between. Looks only, consumes nothing. Single owner.
 */
final class Http2Frames {
  private static final int HEADER_BYTES = 9;
  private static final int TYPE_AT = 3;
  private static final int FLAGS_AT = 4;
  private static final int HEADERS = 1;
  private static final int CONTINUATION = 9;
  private static final int END_HEADERS = 4;

  private final byte[] header = new byte[HEADER_BYTES];
  private int headerBytes;
  private int payloadLeft;
  private boolean isSectionOpen;
  private long whole;

  /** Reads what is readable, and leaves it so. */
  void read(ByteBuf bytes) {
    int at = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (at < end) {
      if (headerBytes < HEADER_BYTES) {
        header[headerBytes++] = bytes.getByte(at++);
        if (headerBytes == HEADER_BYTES) {
          payloadLeft = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | (header[2] & 0xff);
        }
      } else {
        int step = Math.min(payloadLeft, end - at);
        at += step;
        payloadLeft -= step;
      }
      if (headerBytes == HEADER_BYTES && payloadLeft == 0) {
        finish();
      }
    }
  }

  private void finish() {
    headerBytes = 0;
    if (header[TYPE_AT] == HEADERS || header[TYPE_AT] == CONTINUATION) {
      isSectionOpen = (header[FLAGS_AT] & END_HEADERS) == 0;
    }
    if (!isSectionOpen) {
      whole++;
    }
  }

  boolean isWithin() {
    return headerBytes > 0 || isSectionOpen;
  }

  /** How many frames and field sections have come. */
  long whole() {
    return whole;
  }
}
