package io.kvasir.edge.cli.bench.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where frames end, wherever the network cuts them. */
class FrameDecoderTest {
  /** Keeps beginnings, and how long what follows them is. */
  private static final class Kept implements FrameDecoder.Sink {
    private final List<Integer> heads = new ArrayList<>();
    private final List<Byte> firsts = new ArrayList<>();
    private int rest;

    @Override
    public void frame(byte[] bytes, int from, int to) {
      heads.add(to - from);
      firsts.add(from < to ? bytes[from] : -1);
    }

    @Override
    public void rest(byte[] bytes, int from, int to) {
      rest += to - from;
    }
  }

  private static byte[] frames(int... lengths) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte first = 1;
    for (int length : lengths) {
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
      byte[] message = new byte[length];
      if (length > 0) {
        message[0] = first;
      }
      first++;
      out.writeBytes(message);
    }
    return out.toByteArray();
  }

  @Test
  void findsFramesWhereverTheyAreCut() throws BadAnswer {
    byte[] bytes = frames(3, 0, 1, 300);
    for (int cut = 0; cut <= bytes.length; cut++) {
      Kept kept = new Kept();
      FrameDecoder decoder = new FrameDecoder(kept);
      assertThat(Feed.all(decoder::decode, bytes, cut)).isZero();
      assertThat(kept.heads).as("cut at " + cut).containsExactly(3, 0, 1, 300);
      assertThat(kept.firsts).containsExactly((byte) 1, (byte) -1, (byte) 3, (byte) 4);
    }
    Kept kept = new Kept();
    assertThat(Feed.each(new FrameDecoder(kept)::decode, bytes)).isZero();
    assertThat(kept.heads).containsExactly(3, 0, 1, 300);
  }

  @Test
  void tellsTheBeginningOfALongFrameAndPassesTheRest() throws BadAnswer {
    int more = 100_000;
    byte[] bytes = frames(FrameDecoder.HEAD_BYTES + more, 2);
    Kept kept = new Kept();
    FrameDecoder decoder = new FrameDecoder(kept);

    int left = Feed.all(decoder::decode, bytes, 1_000, 20_000, 20_001, bytes.length - 3);

    assertThat(left).isZero();
    assertThat(kept.heads).containsExactly(FrameDecoder.HEAD_BYTES, 2);
    assertThat(kept.firsts).containsExactly((byte) 1, (byte) 2);
    assertThat(kept.rest).isEqualTo(more);
  }

  @Test
  void doesNotTakeALengthThatIsNone() {
    byte[] bytes = {(byte) 0x80, 0, 0, 0, 1};

    assertThatExceptionOfType(BadAnswer.class)
        .isThrownBy(() -> Feed.all(new FrameDecoder(new Kept())::decode, bytes));
  }
}
