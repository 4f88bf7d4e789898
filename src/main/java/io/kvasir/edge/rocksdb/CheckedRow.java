package io.kvasir.edge.rocksdb;

import java.util.zip.CRC32C;

/**
 * A row's value that can tell when it was altered, or stands under another key: a version, a
 * CRC-32C over the key and all of the value but itself, and the content.
 */
final class CheckedRow {
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 5;

  /** Something that can be read from a row. */
  interface Content<T> {
    T from(ByteSource source) throws DamagedBytes;
  }

  private CheckedRow() {}

  static byte[] of(byte[] key, byte[] content) {
    return new ByteSink(HEADER_BYTES + content.length)
        .u8(VERSION)
        .u32(checksum(key, VERSION, content, 0))
        .raw(content)
        .whole();
  }

  static <T> T read(byte[] key, byte[] row, Content<T> content) throws DamagedBytes {
    ByteSource source = new ByteSource(row);
    int version = source.u8();
    if (version != VERSION) {
      throw new DamagedBytes("a row of version " + version);
    }
    if (source.u32() != checksum(key, version, row, HEADER_BYTES)) {
      throw new DamagedBytes("a row with a wrong checksum");
    }
    try {
      T read = content.from(source);
      source.end();
      return read;
    } catch (IllegalArgumentException impossible) {
      throw new DamagedBytes("a row that says what cannot be: " + impossible.getMessage());
    }
  }

  static byte[] content(byte[] key, byte[] row) throws DamagedBytes {
    return read(key, row, source -> source.raw(source.remaining()));
  }

  private static int checksum(byte[] key, int version, byte[] array, int from) {
    CRC32C checksum = new CRC32C();
    checksum.update(key);
    checksum.update(version);
    checksum.update(array, from, array.length - from);
    return (int) checksum.getValue();
  }
}
