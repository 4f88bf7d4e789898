package io.kvasir.edge.rocksdb;

import io.kvasir.core.bytes.Bytes;
import java.util.Arrays;

/**
 * Reads what a {@link ByteSink} wrote; whatever the bytes are, it fails in no other way than
 * damaged.
 */
final class ByteSource {
  private final byte[] array;
  private int position;

  ByteSource(byte[] array) {
    this.array = array;
  }

  int u8() throws DamagedBytes {
    return array[advance(1)] & 0xff;
  }

  int u32() throws DamagedBytes {
    int start = advance(4);
    int value = 0;
    for (int i = start; i < start + 4; i++) {
      value = (value << 8) | (array[i] & 0xff);
    }
    return value;
  }

  long u64() throws DamagedBytes {
    long high = u32();
    return (high << 32) | (u32() & 0xffff_ffffL);
  }

  long varint() throws DamagedBytes {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = u8();
      value |= (next & 0x7fL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new DamagedBytes("a number of more than 10 bytes");
  }

  int varint32() throws DamagedBytes {
    long value = varint();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new DamagedBytes("a number of more than 31 bits");
    }
    return (int) value;
  }

  /** How many items of at least {@code itemBytes} follow; never more than there is room for. */
  int count(int itemBytes) throws DamagedBytes {
    long count = varint();
    if (count < 0 || count > remaining() / itemBytes) {
      throw new DamagedBytes(count + " items announced, " + remaining() + " bytes left");
    }
    return (int) count;
  }

  byte[] raw(int bytes) throws DamagedBytes {
    int start = advance(bytes);
    return Arrays.copyOfRange(array, start, start + bytes);
  }

  Bytes sized() throws DamagedBytes {
    return Bytes.copyOf(raw(count(1)));
  }

  String text() throws DamagedBytes {
    return OrderedText.decode(raw(count(1)));
  }

  int remaining() {
    return array.length - position;
  }

  void end() throws DamagedBytes {
    if (remaining() > 0) {
      throw new DamagedBytes(remaining() + " bytes too many");
    }
  }

  private int advance(int bytes) throws DamagedBytes {
    if (bytes > remaining()) {
      throw new DamagedBytes(bytes + " bytes expected, " + remaining() + " left");
    }
    int start = position;
    position += bytes;
    return start;
  }
}
