package io.kvasir.edge.wire;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** What becomes of a message on a bad way, or in bad hands. */
final class Mutations {
  /** In the place of a length or a number: more than there is, the most, and what is negative. */
  private static final byte[][] VARINTS = {
    {(byte) 0x80, (byte) 0x80, (byte) 0x80, 0x40},
    {-1, -1, -1, -1, 7},
    {-1, -1, -1, -1, 15},
    {-1, -1, -1, -1, -1, -1, -1, -1, 127},
    {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1},
    {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 1},
  };

  private Mutations() {}

  /** One of the kinds, or a few one after the other. */
  static byte[] any(byte[] bytes, Random chance) {
    byte[] mutated = bytes;
    for (int left = 1 + chance.nextInt(3); left > 0; left--) {
      mutated = one(mutated, chance);
    }
    return mutated;
  }

  private static byte[] one(byte[] bytes, Random chance) {
    int at = chance.nextInt(bytes.length + 1);
    return switch (chance.nextInt(6)) {
      case 0 -> flipped(bytes, chance);
      case 1 -> Arrays.copyOf(bytes, at);
      case 2 -> replaced(bytes, at, 1, VARINTS[chance.nextInt(VARINTS.length)]);
      case 3 -> replaced(bytes, at, chance.nextInt(9), new byte[0]);
      case 4 -> replaced(bytes, at, 0, noise(chance));
      default -> replaced(bytes, at, 0, part(bytes, chance));
    };
  }

  private static byte[] flipped(byte[] bytes, Random chance) {
    byte[] flipped = bytes.clone();
    if (flipped.length > 0) {
      flipped[chance.nextInt(flipped.length)] ^= (byte) (1 << chance.nextInt(8));
    }
    return flipped;
  }

  private static byte[] noise(Random chance) {
    byte[] noise = new byte[1 + chance.nextInt(12)];
    chance.nextBytes(noise);
    return noise;
  }

  private static byte[] part(byte[] bytes, Random chance) {
    int from = chance.nextInt(bytes.length + 1);
    return Arrays.copyOfRange(bytes, from, from + chance.nextInt(bytes.length - from + 1));
  }

  /** Every place in turn with a large number there instead of the byte, and each cut. */
  static void everywhere(byte[] bytes, java.util.function.Consumer<byte[]> visitor) {
    for (int at = 0; at < bytes.length; at++) {
      visitor.accept(Arrays.copyOf(bytes, at));
      for (byte[] varint : VARINTS) {
        visitor.accept(replaced(bytes, at, 1, varint));
      }
    }
  }

  private static byte[] replaced(byte[] bytes, int at, int count, byte[] by) {
    ByteArrayOutputStream replaced = new ByteArrayOutputStream();
    replaced.write(bytes, 0, at);
    replaced.writeBytes(by);
    int rest = Math.min(bytes.length, at + count);
    replaced.write(bytes, rest, bytes.length - rest);
    return replaced.toByteArray();
  }

  /**
   * A field in a field in a field.
   *
   * @param asGroup with a beginning and an end, instead of a length
   */
  static byte[] nested(int field, int depth, boolean asGroup) {
    byte[] begin = tag(field, asGroup ? 3 : 2);
    byte[] end = tag(field, 4);
    byte[] target = new byte[depth * (begin.length + 5)];
    int at = target.length;
    for (int level = 0; level < depth; level++) {
      byte[] length = asGroup ? new byte[0] : varint(target.length - at);
      at -= length.length;
      System.arraycopy(length, 0, target, at, length.length);
      at -= begin.length;
      System.arraycopy(begin, 0, target, at, begin.length);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(target, at, target.length - at);
    for (int level = 0; asGroup && level < depth; level++) {
      whole.writeBytes(end);
    }
    return whole.toByteArray();
  }

  private static byte[] tag(int field, int type) {
    return varint(field << 3 | type);
  }

  private static byte[] varint(int number) {
    ByteArrayOutputStream varint = new ByteArrayOutputStream();
    int rest = number;
    while (rest > 0x7f) {
      varint.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    varint.write(rest);
    return varint.toByteArray();
  }
}
