package io.kvasir.edge.cli.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;

/** A body in chunks (RFC 9112, section 7.1); one without its last chunk is an error, not an end. */
final class ChunkedBody extends InputStream {
  private static final int RADIX = 16;

  private final InputStream in;
  private long left;
  private boolean ended;

  ChunkedBody(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0 && !ended) {
      begin();
    }
    if (ended) {
      return -1;
    }
    int got = in.read(into, offset, (int) Math.min(left, length));
    if (got < 0) {
      throw new EOFException("the connection ended within an answer");
    }
    left -= got;
    if (left == 0 && !Exchange.line(in).isEmpty()) {
      throw new ProtocolException("malformed chunk");
    }
    return got;
  }

  private void begin() throws IOException {
    String size = Exchange.line(in).split(";", 2)[0].strip();
    if (!size.matches("[0-9a-fA-F]{1,15}")) {
      throw new ProtocolException("malformed chunk");
    }
    left = Long.parseLong(size, RADIX);
    ended = left == 0;
  }
}
