package io.kvasir.edge.cli.bench.protocol;

import java.nio.charset.StandardCharsets;

/** Goes through the fields of a protobuf message that lies, as far as it is there, in an array. */
final class ProtoReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private byte[] bytes = {};
  private int at;
  private int end;
  private int field;
  private long number;
  private int from;

  /** Begins at a message. */
  ProtoReader over(byte[] in, int begin, int stop) {
    bytes = in;
    at = begin;
    end = stop;
    return this;
  }

  /** Goes to the next field; false when there is none any more, or it is not all there. */
  boolean next() throws BadAnswer {
    if (at >= end) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    switch ((int) (tag & 7)) {
      case VARINT -> number = varint();
      case FIXED64 -> at += Long.BYTES;
      case FIXED32 -> at += Integer.BYTES;
      case BYTES -> {
        number = varint();
        if (number < 0 || number > Integer.MAX_VALUE) {
          throw new BadAnswer("no protobuf");
        }
        from = at;
        at = (int) Math.min(Integer.MAX_VALUE, at + number);
      }
      default -> throw new BadAnswer("no protobuf");
    }
    return true;
  }

  private long varint() throws BadAnswer {
    long value = 0;
    for (int shift = 0; at < end && shift < Long.SIZE; shift += 7) {
      byte b = bytes[at++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new BadAnswer("no protobuf");
  }

  int field() {
    return field;
  }

  /** The number, or the length of the bytes, of the field. */
  long number() {
    return number;
  }

  /** Where the bytes of the field begin. */
  int from() {
    return from;
  }

  /** Where they end, as far as they are there. */
  int to() {
    return Math.min(end, at);
  }

  /** The text in a field of a message that lies in the array; empty if there is none. */
  static String text(byte[] bytes, int from, int to, int field) throws BadAnswer {
    ProtoReader inner = new ProtoReader().over(bytes, from, to);
    while (inner.next()) {
      if (inner.field() == field) {
        int length = inner.to() - inner.from();
        return new String(bytes, inner.from(), length, StandardCharsets.UTF_8);
      }
    }
    return "";
  }
}
