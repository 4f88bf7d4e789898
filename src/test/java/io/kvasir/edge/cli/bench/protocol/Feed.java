package io.kvasir.edge.cli.bench.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** Gives a decoder bytes in pieces, as a connection does: what it leaves comes again. */
@FunctionalInterface
interface Feed {
  int decode(byte[] bytes, int from, int to) throws BadAnswer;

  /**
   * Feeds it all.
   *
   * @param ends where pieces end, in their order; the last one is what is left
   * @return how many bytes were left over
   */
  static int all(Feed decoder, byte[] bytes, int... ends) throws BadAnswer {
    byte[] left = {};
    int begin = 0;
    for (int piece = 0; piece <= ends.length; piece++) {
      int end = piece < ends.length ? ends[piece] : bytes.length;
      byte[] now = Arrays.copyOf(left, left.length + end - begin);
      System.arraycopy(bytes, begin, now, left.length, end - begin);
      int read = decoder.decode(now, 0, now.length);
      assertThat(read).isBetween(0, now.length);
      left = Arrays.copyOfRange(now, read, now.length);
      begin = end;
    }
    return left.length;
  }

  /** Feeds it byte by byte. */
  static int each(Feed decoder, byte[] bytes) throws BadAnswer {
    int[] ends = new int[bytes.length];
    Arrays.setAll(ends, n -> n);
    return all(decoder, bytes, ends);
  }
}
