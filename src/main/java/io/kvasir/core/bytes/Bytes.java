package io.kvasir.core.bytes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An immutable run of bytes, compared as unsigned. The array inside never escapes. */
public final class Bytes implements Comparable<Bytes> {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  public static Bytes copyOf(byte[] source) {
    return source.length == 0 ? EMPTY : new Bytes(source.clone());
  }

  /** What remains of {@code source}, whose position stays. */
  public static Bytes copyOf(ByteBuffer source) {
    if (!source.hasRemaining()) {
      return EMPTY;
    }
    byte[] copy = new byte[source.remaining()];
    source.get(source.position(), copy);
    return new Bytes(copy);
  }

  public static Bytes utf8(String text) {
    return text.isEmpty() ? EMPTY : new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  public int length() {
    return array.length;
  }

  public byte[] toArray() {
    return array.clone();
  }

  /** A view of all bytes. */
  public ByteBuffer asReadOnlyBuffer() {
    return ByteBuffer.wrap(array).asReadOnlyBuffer();
  }

  /** Copies all bytes to {@code target}, from {@code offset} on. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(array, 0, target, offset, array.length);
  }

  /** Read as UTF-8; malformed input becomes U+FFFD. */
  public String asUtf8() {
    return new String(array, StandardCharsets.UTF_8);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(array, other.array);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  @Override
  public String toString() {
    return "Bytes[" + array.length + ']';
  }
}
