package io.kvasir.edge.cli.bench.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are to be sent; it grows and never shrinks. */
public final class Output {
  private static final int FIRST_BYTES = 4_096;

  private byte[] bytes = new byte[FIRST_BYTES];
  private ByteBuffer view = ByteBuffer.wrap(bytes);
  private int size;

  /** What was written; valid until more is. */
  public byte[] array() {
    return bytes;
  }

  public int size() {
    return size;
  }

  /** What was written from there on; valid until more is. */
  public ByteBuffer from(int at) {
    return view.clear().limit(size).position(at);
  }

  public void clear() {
    size = 0;
  }

  /** Forgets so many bytes at the beginning. */
  public void drop(int length) {
    System.arraycopy(bytes, length, bytes, 0, size - length);
    size -= length;
  }

  /** Makes room for so many bytes, which the caller sets; gives where they begin. */
  int skip(int length) {
    int at = size;
    if (length > bytes.length - at) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + length));
      view = ByteBuffer.wrap(bytes);
    }
    size = at + length;
    return at;
  }

  Output add(byte[] more) {
    return add(more, 0, more.length);
  }

  Output add(byte[] more, int from, int length) {
    int at = skip(length);
    System.arraycopy(more, from, bytes, at, length);
    return this;
  }

  Output add(String ascii) {
    return add(ascii.getBytes(StandardCharsets.UTF_8));
  }

  Output add(int oneByte) {
    int at = skip(1);
    bytes[at] = (byte) oneByte;
    return this;
  }

  /** A number of this many digits, with zeros before it. */
  Output digits(long number, int width) {
    int at = skip(width);
    long rest = number;
    for (int digit = at + width - 1; digit >= at; digit--) {
      bytes[digit] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return this;
  }

  /** A number of as many digits as it has. */
  Output number(long number) {
    int width = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      width++;
    }
    return digits(number, width);
  }
}
