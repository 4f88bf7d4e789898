package io.kvasir.edge.cli.command;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Lines as the bytes that they are, up to 1 GiB each. */
final class RawLines {
  private static final int LINE_BYTES = 1 << 30;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int end;
  private long bytes;

  RawLines(InputStream in) {
    this.in = in;
  }

  /** How many bytes were read, the ends of lines included. */
  long bytes() {
    return bytes;
  }

  /**
   * The next line, without its end.
   *
   * @throws EOFException when there is none, or not a whole one
   */
  byte[] next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int newline = at;
      while (newline < end && buffer[newline] != '\n') {
        newline++;
      }
      line.write(buffer, at, newline - at);
      bytes += newline - at;
      if (line.size() > LINE_BYTES) {
        throw new IOException("a line is longer than 1 GiB");
      }
      at = newline + 1;
      if (newline < end) {
        bytes++;
        return line.toByteArray();
      }
      fill();
    }
  }

  private void fill() throws IOException {
    at = 0;
    end = in.read(buffer);
    if (end <= 0) {
      end = 0;
      throw new EOFException("it ends before its last line");
    }
  }
}
