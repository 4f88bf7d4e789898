package io.kvasir.edge.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kvasir.service.ByteBudget;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeTry;

/** Frames come out as they went in, however the stream is cut. */
class FrameReaderPropertyTest {
  private static final int MAX = 20_000;
  private static final long BUDGET = 1 << 20;

  private ByteBudget budget = new ByteBudget(BUDGET);
  private FrameReader reader = new FrameReader(MAX, budget);

  @BeforeTry
  void beginAnew() {
    budget = new ByteBudget(BUDGET);
    reader = new FrameReader(MAX, budget);
  }

  @Provide
  Arbitrary<List<ByteString>> frames() {
    Arbitrary<Integer> sizes =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 40), Arbitraries.integers().between(4_000, MAX));
    return sizes.map(FrameReaderPropertyTest::body).list().ofMaxSize(8);
  }

  private static ByteString body(int size) {
    byte[] bytes = new byte[size];
    for (int at = 0; at < size; at++) {
      bytes[at] = (byte) (31 * at + size);
    }
    return ByteString.copyFrom(bytes);
  }

  @Provide
  Arbitrary<List<Integer>> cuts() {
    return Arbitraries.oneOf(
            Arbitraries.integers().between(1, 7), Arbitraries.integers().between(1, 30_000))
        .list()
        .ofMinSize(1)
        .ofMaxSize(200);
  }

  private static Buffer stream(List<ByteString> frames) {
    Buffer stream = Buffer.buffer();
    frames.forEach(frame -> stream.appendInt(frame.size()).appendBytes(frame.toByteArray()));
    return stream;
  }

  @Property
  void readsWhatWasSentHoweverItIsCut(
      @ForAll("frames") List<ByteString> frames, @ForAll("cuts") List<Integer> cuts) {
    Buffer stream = stream(frames);

    List<ByteString> read = new ArrayList<>();
    int at = 0;
    for (int cut = 0; at < stream.length(); cut++) {
      int end = Math.min(stream.length(), at + cuts.get(cut % cuts.size()));
      reader.offer(stream.getBuffer(at, end));
      read.addAll(all());
      at = end;
    }

    assertThat(read).isEqualTo(frames);
    assertThat(reader.isWithinFrame()).isFalse();
    assertThat(free()).isEqualTo(BUDGET);
  }

  /** Reads what there is, one frame at a time, and gives back what the frames held. */
  private List<ByteString> all() {
    List<ByteString> frames = new ArrayList<>();
    while (reader.next() instanceof FrameReader.Read.Frame(ByteString bytes, var share)) {
      frames.add(bytes);
      share.giveBack();
    }
    return frames;
  }

  /** What a newcomer could take. */
  private long free() {
    ByteBudget.Share probe = budget.share();
    long free = 0;
    for (long step = Long.highestOneBit(BUDGET); step > 0; step /= 2) {
      free += probe.grow(step) ? step : 0;
    }
    probe.giveBack();
    return free;
  }

  /** A reader that is paused between frames may be offered more before it is asked again. */
  @Property
  void losesNothingThatIsOfferedBeforeTheRestWasRead(@ForAll("frames") List<ByteString> frames) {
    Buffer stream = stream(frames);
    int half = stream.length() / 2;

    reader.offer(stream.getBuffer(0, half));
    reader.offer(stream.getBuffer(half, stream.length()));

    assertThat(all()).isEqualTo(frames);
  }

  @Property
  void holdsNoMoreThanTwiceWhatHasCome(@ForAll("cuts") List<Integer> cuts) {
    FrameReader large = new FrameReader(Integer.MAX_VALUE, budget);
    large.offer(Buffer.buffer().appendInt(Integer.MAX_VALUE));

    long sent = 0;
    for (int cut : cuts.subList(0, Math.min(20, cuts.size()))) {
      sent += cut;
      large.offer(Buffer.buffer(new byte[cut]));
      assertThat(large.next())
          .isIn(new FrameReader.Read.Incomplete(), new FrameReader.Read.Overloaded());
      assertThat(BUDGET - free()).isLessThanOrEqualTo(Math.max(4_096, 2 * sent));
    }
    large.close();

    assertThat(free()).isEqualTo(BUDGET);
  }

  @Property
  void refusesALengthBeyondTheLimitBeforeItsBytesCome(
      @ForAll("beyond") int length, @ForAll("frames") List<ByteString> before) {
    reader.offer(stream(before).appendInt(length));

    assertThat(all()).isEqualTo(before);
    assertThat(reader.next()).isEqualTo(new FrameReader.Read.Oversized());
  }

  @Provide
  Arbitrary<Integer> beyond() {
    return Arbitraries.oneOf(
        Arbitraries.integers().greaterOrEqual(MAX + 1), Arbitraries.integers().lessOrEqual(-1));
  }

  /** Any bytes are frames, or end it; nothing else comes of them. */
  @Property
  void survivesAnyBytes(@ForAll byte[] garbage, @ForAll("cuts") List<Integer> cuts) {
    Buffer stream = Buffer.buffer(garbage);

    int at = 0;
    for (int cut = 0; at < stream.length(); cut++) {
      int end = Math.min(stream.length(), at + cuts.get(cut % cuts.size()));
      reader.offer(stream.getBuffer(at, end));
      all();
      at = end;
    }
    reader.close();

    assertThat(free()).isEqualTo(BUDGET);
  }

  @Example
  void saysThatThereIsNoRoomForWhatHasCome() {
    FrameReader large = new FrameReader(Integer.MAX_VALUE, budget);
    large.offer(Buffer.buffer().appendInt(1 << 24).appendBytes(new byte[(1 << 20) + 1]));

    assertThat(large.next()).isEqualTo(new FrameReader.Read.Overloaded());
  }
}
