package io.kvasir.edge.http.guard;

import io.kvasir.edge.http.guard.GuardStatistics.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands first on one connection and ends it when its client is too slow. A request whose head is
 * late is answered, if any of it came; one whose body is late was answered by who reads bodies, and
 * this is for the rest. Looks at the clocks only while something is awaited, by one timer. On the
 * channel's event loop.
 */
final class ConnectionGuard extends ChannelDuplexHandler {
  /** What Vert.x calls its handlers. */
  private static final String DECODER = "httpDecoder";

  private static final String ENCODER = "httpEncoder";
  private static final byte[] HTTP_2 =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int REQUEST_TIMEOUT = 408;

  private final Guard guard;
  private final RequestClock requests;
  private final TakeClock takes;
  private Protocol protocol = Protocol.UNKNOWN;
  private int prefaceBytes;
  private Optional<Http2Frames> frames = Optional.empty();
  private long writtenBytes;
  private boolean isBodyAnsweredLate;
  private boolean isOver;
  private @Nullable ScheduledFuture<?> timer;

  private enum Protocol {
    UNKNOWN,
    HTTP_1,
    HTTP_2,
    /** None whose requests are known here. */
    OTHER
  }

  /**
   * What the guards of a node have in common.
   *
   * @param lateHead the answer to a request whose head is late, as bytes
   * @param clock milliseconds
   */
  record Guard(
      Patience patience, GuardStatistics statistics, LateHead lateHead, LongSupplier clock) {}

  ConnectionGuard(Guard guard) {
    this.guard = guard;
    this.requests = new RequestClock(guard.patience(), now());
    this.takes = new TakeClock(guard.patience());
  }

  private long now() {
    return guard.clock().getAsLong();
  }

  /** Whether the connection is one of HTTP shows in how Vert.x has prepared it by now. */
  @Override
  public void channelActive(ChannelHandlerContext context) {
    ChannelPipeline pipeline = context.pipeline();
    if (pipeline.context(DECODER) != null || pipeline.get(Http1xOrH2CHandler.class) != null) {
      arm(context);
      context.fireChannelActive();
    } else {
      context.fireChannelActive();
      pipeline.remove(this);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    disarm();
    context.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    disarm();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      context.fireChannelRead(message);
      return;
    }
    if (protocol == Protocol.UNKNOWN) {
      meet(context, bytes);
    }
    observe(context, bytes);
    context.fireChannelRead(bytes);
  }

  /**
   * Finds out which protocol it is. A listener of several has a decoder only when the first bytes
   * have told it, so these go on alone, one by one.
   */
  private void meet(ChannelHandlerContext context, ByteBuf bytes) {
    requests.onBytes(now());
    while (context.pipeline().context(DECODER) == null
        && prefaceBytes < HTTP_2.length
        && bytes.isReadable()) {
      if (bytes.getByte(bytes.readerIndex()) != HTTP_2[prefaceBytes++]) {
        prefaceBytes = HTTP_2.length + 1;
      }
      context.fireChannelRead(bytes.readRetainedSlice(1));
    }
    if (context.pipeline().context(DECODER) != null) {
      protocol = Protocol.HTTP_1;
      context.pipeline().addAfter(ENCODER, null, new MessageObserver(this));
    } else if (prefaceBytes == HTTP_2.length) {
      protocol = Protocol.HTTP_2;
      frames = Optional.of(new Http2Frames());
    } else if (prefaceBytes > HTTP_2.length) {
      protocol = Protocol.OTHER;
      requests.onEnd();
    }
  }

  private void observe(ChannelHandlerContext context, ByteBuf bytes) {
    noticeUpgrade(context);
    switch (protocol) {
      case UNKNOWN, OTHER -> {}
      case HTTP_1 -> {
        if (bytes.isReadable()) {
          requests.onBytes(now());
        }
      }
      case HTTP_2 -> frames.ifPresent(read -> follow(read, bytes));
    }
  }

  /** The codec goes when the connection changes to another protocol. */
  private void noticeUpgrade(ChannelHandlerContext context) {
    if (protocol == Protocol.HTTP_1 && context.pipeline().context(DECODER) == null) {
      protocol = Protocol.OTHER;
      requests.onEnd();
    }
  }

  private void follow(Http2Frames read, ByteBuf bytes) {
    long before = read.whole();
    read.read(bytes);
    if (!read.isWithin()) {
      requests.onEnd();
    } else if (requests.part() == RequestClock.Part.NOTHING) {
      requests.onBytes(now());
    } else if (read.whole() > before) {
      requests.restart(now());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (requests.part() != RequestClock.Part.NOTHING) {
      arm(context);
    }
    context.fireChannelReadComplete();
  }

  void onHead() {
    isBodyAnsweredLate = false;
    requests.onHead(now());
  }

  void onEnd() {
    requests.onEnd();
  }

  /** An answer begins. */
  void onAnswer(int status) {
    if (status == REQUEST_TIMEOUT && requests.part() == RequestClock.Part.BODY) {
      isBodyAnsweredLate = true;
      guard.statistics().onEnded(Reason.SLOW_BODY);
    }
  }

  void onAnswered() {
    requests.onAnswered();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes) {
      writtenBytes += bytes.readableBytes();
    } else if (message instanceof FileRegion region) {
      writtenBytes += region.count();
    }
    var _ = context.write(message, promise);
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    context.flush();
    if (pendingBytes(context.channel()) > 0) {
      arm(context);
    }
  }

  private static long pendingBytes(Channel channel) {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes() - waiting.currentProgress();
  }

  private void arm(ChannelHandlerContext context) {
    if (timer == null && !isOver) {
      timer =
          context
              .executor()
              .schedule(() -> tick(context), guard.patience().stepMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void disarm() {
    isOver = true;
    if (timer != null) {
      boolean _ = timer.cancel(false);
      timer = null;
    }
  }

  private void tick(ChannelHandlerContext context) {
    timer = null;
    noticeUpgrade(context);
    Channel channel = context.channel();
    long pending = pendingBytes(channel);
    if (takes.tick(now(), pending, writtenBytes - pending)) {
      end(channel, Reason.SLOW_READER);
      return;
    }
    switch (requests.tick(now(), channel.config().isAutoRead())) {
      case NOTHING -> {
        if (pending > 0 || requests.part() != RequestClock.Part.NOTHING) {
          arm(context);
        }
      }
      case HEAD -> refuse(context);
      case BODY -> end(channel, Reason.SLOW_BODY);
    }
  }

  /** The head is late. */
  private void refuse(ChannelHandlerContext context) {
    if (protocol != Protocol.HTTP_1 || !requests.isSpoken()) {
      end(context.channel(), Reason.SLOW_HEAD);
      return;
    }
    disarm();
    guard.statistics().onEnded(Reason.SLOW_HEAD);
    context
        .writeAndFlush(Unpooled.wrappedBuffer(guard.lateHead().answer()))
        .addListener(ChannelFutureListener.CLOSE);
  }

  /** At once, and what waits is not sent any more. */
  private void end(Channel channel, Reason reason) {
    disarm();
    if (reason != Reason.SLOW_BODY || !isBodyAnsweredLate) {
      guard.statistics().onEnded(reason);
    }
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    var _ = channel.close();
  }
}
