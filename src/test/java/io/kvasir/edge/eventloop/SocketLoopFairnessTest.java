package io.kvasir.edge.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets that are always readable, and an engine that always has something to do. */
@Timeout(60)
class SocketLoopFairnessTest {
  private static final int READS = 200;

  private long tasks;
  private final AtomicLong most = new AtomicLong();
  private final CountDownLatch read = new CountDownLatch(READS);

  @Test
  void servesSocketsAfterOneTurn() throws Exception {
    NioEventLoopGroup accepting = new NioEventLoopGroup(1);
    NioEventLoopGroup group = new NioEventLoopGroup(1);
    EventLoop thread = group.next();
    SocketLoop loop = new SocketLoop(thread, 16, bug -> {});
    Channel server =
        new ServerBootstrap()
            .group(accepting, group)
            .channel(NioServerSocketChannel.class)
            .childOption(
                ChannelOption.RCVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(1).maxMessagesPerRead(1))
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(new Counting());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    try (Socket client = new Socket()) {
      client.connect(server.localAddress());
      client.getOutputStream().write(new byte[10 * READS]);
      loop.start();
      loop.complete(() -> again(loop));
      assertThat(read.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(most).as("tasks between two looks at the sockets").hasValueLessThanOrEqualTo(256);
    } finally {
      loop.close();
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
      accepting.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private void again(SocketLoop loop) {
    tasks++;
    loop.complete(() -> again(loop));
  }

  private final class Counting extends SimpleChannelInboundHandler<ByteBuf> {
    private long before = -1;

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
      if (before >= 0 && tasks > 0) {
        most.accumulateAndGet(tasks - before, Math::max);
        read.countDown();
      }
      before = tasks;
    }
  }
}
