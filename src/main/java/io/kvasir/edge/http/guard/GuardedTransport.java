package io.kvasir.edge.http.guard;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.transport.Transport;
import java.util.concurrent.ThreadFactory;

/**
 * A transport of Vert.x that is another one, but for a guard on each connection that an HTTP server
 * accepts. This is the one place where all of them pass, whoever opens the server. Those of other
 * servers pass here too; the guard finds out, and leaves.
 */
public final class GuardedTransport implements Transport {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Transport transport;
  private final ConnectionGuard.Guard guard;

  public GuardedTransport(
      Transport transport, Patience patience, GuardStatistics statistics, LateHead lateHead) {
    this.transport = transport;
    this.guard =
        new ConnectionGuard.Guard(
            patience, statistics, lateHead, () -> System.nanoTime() / NANOS_PER_MILLI);
  }

  @Override
  public void configure(NetServerOptions options, boolean domain, ServerBootstrap bootstrap) {
    transport.configure(options, domain, bootstrap);
    bootstrap.handler(new Acceptor(guard));
  }

  /** On the socket that listens. */
  private static final class Acceptor extends ChannelInboundHandlerAdapter {
    private final ConnectionGuard.Guard guard;

    Acceptor(ConnectionGuard.Guard guard) {
      this.guard = guard;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
      ((Channel) accepted).pipeline().addFirst(new ConnectionGuard(guard));
      context.fireChannelRead(accepted);
    }
  }

  @Override
  public boolean supportsDomainSockets() {
    return transport.supportsDomainSockets();
  }

  @Override
  public boolean supportFileRegion() {
    return transport.supportFileRegion();
  }

  @Override
  public boolean isAvailable() {
    return transport.isAvailable();
  }

  @Override
  public Throwable unavailabilityCause() {
    return transport.unavailabilityCause();
  }

  @Override
  public java.net.SocketAddress convert(SocketAddress address) {
    return transport.convert(address);
  }

  @Override
  public SocketAddress convert(java.net.SocketAddress address) {
    return transport.convert(address);
  }

  @Override
  public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
    return transport.eventLoopGroup(type, threads, factory, ioRatio);
  }

  @Override
  public DatagramChannel datagramChannel() {
    return transport.datagramChannel();
  }

  @Override
  public DatagramChannel datagramChannel(InternetProtocolFamily family) {
    return transport.datagramChannel(family);
  }

  @Override
  public ChannelFactory<? extends Channel> channelFactory(boolean domain) {
    return transport.channelFactory(domain);
  }

  @Override
  public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domain) {
    return transport.serverChannelFactory(domain);
  }

  @Override
  public void configure(DatagramChannel channel, DatagramSocketOptions options) {
    transport.configure(channel, options);
  }

  @Override
  public void configure(ClientOptionsBase options, boolean domain, Bootstrap bootstrap) {
    transport.configure(options, domain, bootstrap);
  }
}
