package io.kvasir.edge.rocksdb;

import io.kvasir.core.bytes.Bytes;
import java.util.Arrays;

/** A growing run of bytes. Numbers of variable length are in LEB128, fixed ones in big endian. */
final class ByteSink {
  private byte[] array;
  private int length;

  ByteSink() {
    this(64);
  }

  ByteSink(int capacity) {
    array = new byte[capacity];
  }

  ByteSink u8(int value) {
    reserve(1);
    array[length++] = (byte) value;
    return this;
  }

  ByteSink u32(int value) {
    return u8(value >>> 24).u8(value >>> 16).u8(value >>> 8).u8(value);
  }

  ByteSink u64(long value) {
    return u32((int) (value >>> 32)).u32((int) value);
  }

  /** Takes 1 byte below 128, 10 bytes for a negative value. */
  ByteSink varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      u8(((int) rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return u8((int) rest);
  }

  ByteSink raw(byte[] bytes) {
    reserve(bytes.length);
    System.arraycopy(bytes, 0, array, length, bytes.length);
    length += bytes.length;
    return this;
  }

  /** The bytes after their number. */
  ByteSink sized(Bytes bytes) {
    return varint(bytes.length()).rest(bytes);
  }

  /** The bytes without their number, for the end of a row. */
  ByteSink rest(Bytes bytes) {
    reserve(bytes.length());
    bytes.copyTo(array, length);
    length += bytes.length();
    return this;
  }

  /** {@link OrderedText} after its number of bytes. */
  ByteSink text(String text) {
    byte[] bytes = OrderedText.encode(text);
    return varint(bytes.length).raw(bytes);
  }

  /** What was written, without a copy if it fills the sink; nothing may be added from now on. */
  byte[] whole() {
    return length == array.length ? array : toArray();
  }

  byte[] toArray() {
    return Arrays.copyOf(array, length);
  }

  private void reserve(int more) {
    int needed = Math.addExact(length, more);
    if (needed > array.length) {
      int doubled = (int) Math.min(2L * array.length, Integer.MAX_VALUE - 16);
      array = Arrays.copyOf(array, Math.max(needed, doubled));
    }
  }
}
