package io.kvasir.edge.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.edge.http.guard.GuardStatistics.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One connection in its own time. Heads may take 800 ms, bodies 1600. */
class ConnectionGuardTest {
  private static final long STEP = 100;
  private static final String TOLD = "HTTP/1.1 408 Request Timeout\r\n\r\n";
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private final AtomicLong clock = new AtomicLong();
  private final GuardStatistics statistics = new GuardStatistics();
  private final EmbeddedChannel channel = new EmbeddedChannel();

  ConnectionGuardTest() {
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(
            new ConnectionGuard(
                new ConnectionGuard.Guard(
                    new Patience(800, 1_600, 3_200),
                    statistics,
                    () -> TOLD.getBytes(StandardCharsets.US_ASCII),
                    clock::get)));
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  /** As a listener of HTTP/1.1 alone. */
  private void speakHttp() {
    channel.pipeline().addLast("httpDecoder", new HttpRequestDecoder());
    channel.pipeline().addLast("httpEncoder", new HttpResponseEncoder());
    channel.pipeline().fireChannelActive();
  }

  /** As one that has to find out. */
  private void speakBoth() {
    channel
        .pipeline()
        .addLast(
            new Http1xOrH2CHandler() {
              @Override
              protected void configure(ChannelHandlerContext context, boolean http2) {
                assertThat(http2).isTrue();
              }
            });
    channel.pipeline().fireChannelActive();
  }

  private void send(String text) {
    send(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  private void send(ByteBuf bytes) {
    channel.writeInbound(bytes);
  }

  private void pass(long millis) {
    for (long end = clock.get() + millis; clock.get() < end; ) {
      clock.addAndGet(STEP);
      channel.advanceTimeBy(STEP, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  private void answer(int status) {
    channel.writeOutbound(
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status)));
    channel.releaseOutbound();
  }

  private String told() {
    ByteBuf told = channel.readOutbound();
    return told == null ? "" : told.toString(StandardCharsets.US_ASCII);
  }

  @Test
  void aHeadThatDribblesIsAnsweredAndEnds() {
    speakHttp();
    for (int n = 0; n < 7; n++) {
      send("G");
      pass(STEP);
    }
    assertThat(channel.isOpen()).isTrue();
    pass(STEP);

    assertThat(told()).isEqualTo(TOLD);
    assertThat(channel.isOpen()).isFalse();
    assertThat(statistics.ended(Reason.SLOW_HEAD)).isEqualTo(1);
  }

  @Test
  void whoSaysNothingIsNotAnswered() {
    speakHttp();
    pass(800);

    assertThat(told()).isEmpty();
    assertThat(channel.isOpen()).isFalse();
    assertThat(statistics.ended(Reason.SLOW_HEAD)).isEqualTo(1);
  }

  @Test
  void betweenRequestsAClientMayWait() {
    speakHttp();
    for (int n = 0; n < 3; n++) {
      send("GET / HTTP/1.1\r\n\r\n");
      answer(200);
      pass(10_000);
    }

    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void anAnswerMayTakeItsTime() {
    speakHttp();
    send("GET / HTTP/1.1\r\n\r\nGET /next");
    pass(100_000);
    assertThat(channel.isOpen()).isTrue();

    answer(200);
    send(" ");
    pass(800);

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void aBodyThatDribblesEnds() {
    speakHttp();
    send("PUT / HTTP/1.1\r\nContent-Length: 100\r\n\r\n");
    for (int n = 0; n < 15; n++) {
      send("x");
      pass(STEP);
    }
    assertThat(channel.isOpen()).isTrue();
    pass(STEP);

    assertThat(channel.isOpen()).isFalse();
    assertThat(statistics.ended(Reason.SLOW_BODY)).isEqualTo(1);
  }

  @Test
  void aBodyThatIsRefusedAsLateCountsOnce() {
    speakHttp();
    send("PUT / HTTP/1.1\r\nContent-Length: 100\r\n\r\n");
    pass(1_000);
    answer(408);
    pass(600);

    assertThat(channel.isOpen()).isFalse();
    assertThat(statistics.ended(Reason.SLOW_BODY)).isEqualTo(1);
  }

  @Test
  void anInterimAnswerIsNone() {
    speakHttp();
    send("PUT / HTTP/1.1\r\nContent-Length: 1\r\n\r\n");
    answer(100);
    send("xG");
    pass(10_000);
    assertThat(channel.isOpen()).isTrue();
    answer(200);
    send("ET");
    pass(800);

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void anotherProtocolAfterAnUpgradeIsLeftAlone() {
    speakHttp();
    send("GET / HTTP/1.1\r\n\r\n");
    channel.pipeline().remove("httpDecoder");
    send("anything");
    pass(100_000);

    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void whoBeginsWithHttp2MayWaitBetweenFrames() {
    speakBoth();
    send(PREFACE);
    send(frame(4, 0, 0));
    pass(100_000);
    send(frame(1, 4, 5));
    pass(100_000);

    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void aFrameThatDribblesEnds() {
    speakBoth();
    send(PREFACE);
    send(frame(4, 0, 0));
    ByteBuf frame = frame(1, 4, 1_000);
    for (int n = 0; n < 7; n++) {
      send(frame.readRetainedSlice(1));
      pass(STEP);
    }
    assertThat(channel.isOpen()).isTrue();
    pass(STEP);

    assertThat(channel.isOpen()).isFalse();
    assertThat(statistics.ended(Reason.SLOW_HEAD)).isEqualTo(1);
    frame.release();
  }

  @Test
  void aFieldSectionThatNeverEndsDoes() {
    speakBoth();
    send(PREFACE);
    send(frame(1, 0, 10));
    for (int n = 0; n < 7; n++) {
      send(frame(9, 0, 10));
      pass(STEP);
    }
    pass(STEP);

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void aPrefaceThatDribblesEnds() {
    speakBoth();
    for (char c : PREFACE.substring(0, 8).toCharArray()) {
      send(Character.toString(c));
      pass(STEP);
    }

    assertThat(told()).isEmpty();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void anotherServersConnectionIsLeftAlone() {
    channel.pipeline().fireChannelActive();
    pass(100_000);

    assertThat(channel.isOpen()).isTrue();
    assertThat(channel.pipeline().get(ConnectionGuard.class)).isNull();
  }

  private static ByteBuf frame(int type, int flags, int bytes) {
    return Unpooled.buffer()
        .writeMedium(bytes)
        .writeByte(type)
        .writeByte(flags)
        .writeInt(1)
        .writeZero(bytes);
  }
}
