package io.kvasir.edge.datagram;

import io.kvasir.core.membership.Datagram;
import io.kvasir.core.node.Endpoint;
import io.kvasir.edge.datagram.DatagramStatistics.Drop;
import io.kvasir.edge.wire.DatagramCodec;
import io.kvasir.engine.port.Datagrams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Datagrams over UDP: one socket, one thread that reads it and one that writes what waits in a
 * bounded queue. What cannot be sent or read is counted and dropped.
 */
public final class UdpSocket implements Datagrams, AutoCloseable {
  private static final int QUEUE = 1_024;
  private static final long LINGER_MILLIS = 500;
  private static final long PAUSE_AFTER_FAULT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** What waits for the thread that writes. */
  private sealed interface Task {}

  private static final class Outgoing implements Task {
    private final Endpoint to;
    private final byte[] bytes;

    Outgoing(Endpoint to, byte[] bytes) {
      this.to = to;
      this.bytes = bytes;
    }
  }

  /** Nothing follows. */
  private record Stop() implements Task {}

  private final DatagramChannel channel;
  private final int port;
  private final LongSupplier cluster;
  private final Names names;
  private final DatagramStatistics statistics = new DatagramStatistics();
  private final BlockingQueue<Task> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread writer;

  private UdpSocket(DatagramChannel channel, int port, LongSupplier cluster, Names names) {
    this.channel = channel;
    this.port = port;
    this.cluster = cluster;
    this.names = names;
    this.writer = Thread.ofPlatform().name("kvasir-udp-out").daemon().unstarted(this::write);
  }

  /**
   * Opens a socket.
   *
   * @param host name or address to listen on
   * @param port 0 lets the system choose one
   * @param cluster asked for the id of the cluster that this node is in; 0 for none, and then
   *     nothing is sent or delivered
   * @throws IOException when the port is taken, or the host is not this one
   */
  public static UdpSocket open(String host, int port, LongSupplier cluster, Names names)
      throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      channel.bind(new InetSocketAddress(host, port));
      UdpSocket socket = new UdpSocket(channel, channel.socket().getLocalPort(), cluster, names);
      socket.writer.start();
      return socket;
    } catch (IOException | RuntimeException refused) {
      shut(channel);
      throw refused;
    }
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  public DatagramStatistics statistics() {
    return statistics;
  }

  @Override
  public void send(Endpoint to, Datagram datagram) {
    long id = cluster.getAsLong();
    if (id == 0) {
      statistics.drop(Drop.OTHER_CLUSTER);
    } else if (!queue.offer(new Outgoing(to, DatagramCodec.encode(id, datagram)))) {
      statistics.drop(Drop.QUEUE_FULL);
    }
  }

  @Override
  public void listen(Receiver receiver) {
    Thread.ofPlatform().name("kvasir-udp-in").daemon().start(() -> read(receiver));
  }

  private void write() {
    try {
      while (queue.take() instanceof Outgoing next) {
        write(next);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Outgoing outgoing) {
    List<InetAddress> addresses = names.addresses(outgoing.to.host());
    if (addresses.isEmpty()) {
      statistics.drop(Drop.UNRESOLVED);
      return;
    }
    try {
      channel.send(
          ByteBuffer.wrap(outgoing.bytes),
          new InetSocketAddress(addresses.getFirst(), outgoing.to.port()));
      statistics.sent.increment();
      statistics.bytesSent.add(outgoing.bytes.length);
    } catch (IOException | UnsupportedAddressTypeException refused) {
      statistics.drop(Drop.REFUSED);
    }
  }

  private void read(Receiver receiver) {
    ByteBuffer buffer = ByteBuffer.allocate(Datagram.MAX_BYTES + 1);
    while (channel.isOpen()) {
      try {
        buffer.clear();
        if (channel.receive(buffer) instanceof InetSocketAddress from) {
          deliver(from, buffer.flip(), receiver);
        }
      } catch (ClosedChannelException closed) {
        return;
      } catch (IOException fault) {
        LockSupport.parkNanos(PAUSE_AFTER_FAULT_NANOS);
      }
    }
  }

  private void deliver(InetSocketAddress from, ByteBuffer buffer, Receiver receiver) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    statistics.received.increment();
    statistics.bytesReceived.add(bytes.length);
    long id = cluster.getAsLong();
    if (id == 0 || from.getPort() == 0) {
      statistics.drop(Drop.OTHER_CLUSTER);
      return;
    }
    switch (DatagramCodec.decode(id, bytes)) {
      case DatagramCodec.Read.Unfit(var reason) -> statistics.drop(reason);
      case DatagramCodec.Read.Valid(Datagram datagram) -> {
        Endpoint sender = new Endpoint(from.getAddress().getHostAddress(), from.getPort());
        if (!receiver.onDatagram(sender, datagram)) {
          statistics.drop(Drop.OVERLOADED);
        }
      }
    }
  }

  private static void shut(DatagramChannel channel) {
    try {
      channel.close();
    } catch (IOException alreadyUseless) {
      // nothing passes through it either way
    }
  }

  /** Sends what waits, if that does not take long, and lets nothing in or out any more. */
  @Override
  public void close() {
    try {
      if (queue.offer(new Stop())) {
        writer.join(LINGER_MILLIS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    shut(channel);
  }
}
