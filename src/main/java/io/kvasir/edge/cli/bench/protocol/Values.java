package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Operation;
import java.util.SplittableRandom;

/**
 * Values of one size: letters and digits at random, from a supply that is large enough for no two
 * of neighbours to be alike. A value that a watch is to know again begins with its number.
 */
final class Values {
  /** Before and behind the number of a value; it stands nowhere else in values or keys. */
  static final char MARK = '~';

  static final int NUMBER_DIGITS = 16;
  static final int MARKED_BYTES = NUMBER_DIGITS + 2;

  private static final int SUPPLY_BYTES = 1 << 19;
  private static final int STEP = 7_919;
  private static final String CHARACTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final byte[] supply;
  private final int size;
  private int at;

  /**
   * @param supply of which this takes its bytes
   * @param size in bytes
   */
  Values(byte[] supply, int size, int begin) {
    this.supply = supply;
    this.size = size;
    this.at = Math.floorMod(begin * STEP, SUPPLY_BYTES);
  }

  static byte[] supply(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = new byte[SUPPLY_BYTES];
    for (int n = 0; n < bytes.length; n++) {
      bytes[n] = (byte) CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
    }
    return bytes;
  }

  int size() {
    return size;
  }

  void write(Operation operation, Output out) {
    int left = size;
    if (operation.sequence() != Operation.UNWATCHED) {
      out.add(MARK).digits(operation.sequence(), NUMBER_DIGITS).add(MARK);
      left -= MARKED_BYTES;
    }
    write(left, out);
  }

  /** So many bytes at random. */
  void write(int length, Output out) {
    at = (at + STEP) % SUPPLY_BYTES;
    int from = at;
    int left = length;
    while (left > 0) {
      int part = Math.min(left, SUPPLY_BYTES - from);
      out.add(supply, from, part);
      left -= part;
      from = 0;
    }
  }
}
