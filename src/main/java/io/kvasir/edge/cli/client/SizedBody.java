package io.kvasir.edge.cli.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body of a length that was said before; one that ends earlier is an error, not an end. */
final class SizedBody extends InputStream {
  private final InputStream in;
  private long left;

  SizedBody(InputStream in, long length) {
    this.in = in;
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int got = in.read(into, offset, (int) Math.min(left, length));
    if (got < 0) {
      throw new EOFException("the connection ended within an answer");
    }
    left -= got;
    return got;
  }
}
