package io.kvasir.edge.cli.bench.protocol;

/**
 * Writes protobuf messages. The length of a message in another takes four bytes however short it
 * is, so that it can be written when it is known; readers take that.
 */
final class Proto {
  private static final int LENGTH_BYTES = 4;
  private static final int VARINT = 0;
  private static final int BYTES = 2;
  private static final int SEVEN = 0x7F;
  private static final int MORE = 0x80;

  private Proto() {}

  private static void tag(int field, int type, Output out) {
    varint((long) field << 3 | type, out);
  }

  static void varint(long number, Output out) {
    long rest = number;
    while (rest > SEVEN) {
      out.add((int) (rest & SEVEN) | MORE);
      rest >>>= 7;
    }
    out.add((int) rest);
  }

  static void number(int field, long number, Output out) {
    tag(field, VARINT, out);
    varint(number, out);
  }

  static void bytes(int field, byte[] bytes, Output out) {
    tag(field, BYTES, out);
    varint(bytes.length, out);
    out.add(bytes);
  }

  /** Begins bytes whose length is known. */
  static void begin(int field, int length, Output out) {
    tag(field, BYTES, out);
    varint(length, out);
  }

  /** Begins a message; gives what {@link #end} needs. */
  static int begin(int field, Output out) {
    tag(field, BYTES, out);
    return out.skip(LENGTH_BYTES);
  }

  static void end(int begun, Output out) {
    int length = out.size() - begun - LENGTH_BYTES;
    byte[] array = out.array();
    for (int at = 0; at < LENGTH_BYTES; at++) {
      int last = at == LENGTH_BYTES - 1 ? 0 : MORE;
      array[begun + at] = (byte) ((length >>> (7 * at) & SEVEN) | last);
    }
  }

  /** Begins a frame: four bytes for its length, big-endian. */
  static int beginFrame(Output out) {
    return out.skip(LENGTH_BYTES);
  }

  static void endFrame(int begun, Output out) {
    int length = out.size() - begun - LENGTH_BYTES;
    byte[] array = out.array();
    for (int at = 0; at < LENGTH_BYTES; at++) {
      array[begun + at] = (byte) (length >>> (8 * (LENGTH_BYTES - 1 - at)));
    }
  }
}
