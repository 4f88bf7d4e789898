package io.kvasir.fuzz;

import io.kvasir.core.membership.Claim;
import io.kvasir.core.membership.Datagram;
import io.kvasir.core.membership.MemberState;
import io.kvasir.core.membership.SwimMessage;
import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.Incarnation;
import io.kvasir.core.node.NodeId;
import io.kvasir.edge.wire.DatagramCodec;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What strangers send to the ports that nodes have for one another. */
public final class PortNoise {
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int DATAGRAM_BYTES = 1_600;

  /** After a burst, so that most of the next arrive too. */
  private static final long PAUSE_NANOS = 10_000_000;

  private final Chance chance;

  public PortNoise(long seed) {
    this.chance = new Chance(seed);
  }

  /** Sends datagrams: noise, and those of another cluster, whole and damaged. */
  public void throwDatagrams(InetSocketAddress node, int count) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int sent = 0; sent < count; sent++) {
        byte[] bytes = chance.oneIn(3) ? chance.bytes(DATAGRAM_BYTES) : damaged(datagram(node));
        socket.send(new DatagramPacket(bytes, bytes.length, node));
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** It says of the node itself that it is dead. */
  private byte[] datagram(InetSocketAddress node) {
    Endpoint where = new Endpoint("127.0.0.1", node.getPort());
    NodeId self = new NodeId("node1");
    Claim sender = Claim.alive(new NodeId("stranger"), new Incarnation(chance.below(9)), where);
    Claim dead = new Claim(self, MemberState.DEAD, new Incarnation(99), where, sender.member());
    SwimMessage message =
        chance.oneIn(2) ? new SwimMessage.Ping(chance.integer(), self) : new SwimMessage.Sync(true);
    return DatagramCodec.encode(
        chance.integer(), new Datagram(sender, message, List.of(dead, sender)));
  }

  private byte[] damaged(byte[] bytes) {
    return switch (chance.below(3)) {
      case 0 -> bytes;
      case 1 -> Arrays.copyOf(bytes, chance.below(bytes.length));
      default -> {
        bytes[chance.below(bytes.length)] ^= (byte) (1 << chance.below(8));
        yield bytes;
      }
    };
  }

  /** Connects again and again, sends noise or part of a frame, and hangs up. */
  public void babble(InetSocketAddress node, int connections) throws IOException {
    for (int at = 0; at < connections; at++) {
      try (Socket socket = connect(node)) {
        byte[] noise = chance.bytes(2_000);
        byte[] frame =
            ByteBuffer.allocate(4 + noise.length)
                .putInt(chance.oneIn(2) ? noise.length + 1 + chance.below(1_000) : -1)
                .put(noise)
                .array();
        socket.getOutputStream().write(chance.oneIn(2) ? noise : frame);
      }
    }
  }

  /** Connections on which the beginning of a frame has come, and nothing more. */
  public static List<Socket> halfOpen(InetSocketAddress node, int count) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    for (int at = 0; at < count; at++) {
      Socket socket = connect(node);
      sockets.add(socket);
      socket.getOutputStream().write(new byte[] {0, 1, 0, 0, 8, 1});
    }
    return sockets;
  }

  private static Socket connect(InetSocketAddress node) throws IOException {
    Socket socket = new Socket();
    socket.connect(node, TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }
}
