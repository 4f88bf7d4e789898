package io.kvasir.edge.wire;

import io.kvasir.core.membership.Claim;
import io.kvasir.core.membership.Datagram;
import io.kvasir.core.membership.MemberState;
import io.kvasir.core.membership.SwimMessage;
import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.Incarnation;
import io.kvasir.core.node.NodeId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The binary form of datagrams.
 *
 * <pre>
 * magic     4 bytes, "KVsw"
 * version   1 byte, 1
 * CRC-32C   4 bytes, of all that follows
 * cluster   8 bytes, its id
 * kind      1 byte, then the sender's claim and what the kind has: number, node, address, flag
 * claims    1 byte, how many; then each
 *
 * claim     state 1 byte, 0 alive, 1 suspect, 2 dead, 3 left; incarnation 8 bytes; member; address; who says so, empty for the member
 * address   host; port 2 bytes
 * text      length 1 byte; ASCII
 * </pre>
 *
 * <p>Numbers are in big endian. Whoever can send datagrams can forge them: the checksum and the
 * cluster tell apart what got lost, they keep nobody out.
 */
public final class DatagramCodec {
  /** What bytes turned out to be. */
  public sealed interface Read {
    record Valid(Datagram datagram) implements Read {}

    record Unfit(Misfit reason) implements Read {}
  }

  private static final int MAGIC = 0x4B567377;
  private static final byte VERSION = 1;
  private static final int CHECKED_FROM = 9;
  private static final byte PING = 1;
  private static final byte ACK = 2;
  private static final byte NACK = 3;
  private static final byte PING_REQUEST = 4;
  private static final byte SYNC = 5;
  private static final byte GOSSIP = 6;

  private DatagramCodec() {}

  /** At most {@link Datagram#MAX_BYTES}. */
  public static byte[] encode(long cluster, Datagram datagram) {
    ByteBuffer out = ByteBuffer.allocate(Datagram.MAX_BYTES);
    out.putInt(MAGIC).put(VERSION).putInt(0).putLong(cluster).put(kind(datagram.message()));
    put(out, datagram.sender());
    put(out, datagram.message());
    out.put((byte) datagram.claims().size());
    datagram.claims().forEach(claim -> put(out, claim));
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    ByteBuffer.wrap(bytes).putInt(CHECKED_FROM - Integer.BYTES, checksum(bytes));
    return bytes;
  }

  private static int checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, CHECKED_FROM, bytes.length - CHECKED_FROM);
    return (int) checksum.getValue();
  }

  private static byte kind(SwimMessage message) {
    return switch (message) {
      case SwimMessage.Ping ping -> PING;
      case SwimMessage.Ack ack -> ACK;
      case SwimMessage.Nack nack -> NACK;
      case SwimMessage.PingRequest request -> PING_REQUEST;
      case SwimMessage.Sync sync -> SYNC;
      case SwimMessage.Gossip gossip -> GOSSIP;
    };
  }

  private static void put(ByteBuffer out, SwimMessage message) {
    switch (message) {
      case SwimMessage.Ping(long number, NodeId to) -> put(out.putLong(number), to.value());
      case SwimMessage.Ack(long number) -> out.putLong(number);
      case SwimMessage.Nack(long number) -> out.putLong(number);
      case SwimMessage.PingRequest(long number, NodeId target, Endpoint address) -> {
        put(out.putLong(number), target.value());
        put(out, address);
      }
      case SwimMessage.Sync(boolean reply) -> out.put((byte) (reply ? 1 : 0));
      case SwimMessage.Gossip gossip -> {}
    }
  }

  private static void put(ByteBuffer out, Claim claim) {
    out.put(state(claim.state())).putLong(claim.incarnation().number());
    put(out, claim.member().value());
    put(out, claim.address());
    put(out, claim.by().equals(claim.member()) ? "" : claim.by().value());
  }

  private static byte state(MemberState state) {
    return switch (state) {
      case ALIVE -> 0;
      case SUSPECT -> 1;
      case DEAD -> 2;
      case LEFT -> 3;
    };
  }

  private static MemberState state(byte code) {
    return switch (code) {
      case 0 -> MemberState.ALIVE;
      case 1 -> MemberState.SUSPECT;
      case 2 -> MemberState.DEAD;
      case 3 -> MemberState.LEFT;
      default -> throw new IllegalArgumentException("state " + code);
    };
  }

  private static void put(ByteBuffer out, Endpoint address) {
    put(out, address.host());
    out.putShort((short) address.port());
  }

  private static void put(ByteBuffer out, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    out.put((byte) ascii.length).put(ascii);
  }

  /** Reads what {@link #encode} wrote for the same cluster. */
  public static Read decode(long cluster, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length < CHECKED_FROM || in.getInt() != MAGIC) {
      return new Read.Unfit(Misfit.FOREIGN);
    }
    if (in.get() != VERSION) {
      return new Read.Unfit(Misfit.OTHER_VERSION);
    }
    if (in.getInt() != checksum(bytes)) {
      return new Read.Unfit(Misfit.DAMAGED);
    }
    try {
      return in.getLong() == cluster
          ? new Read.Valid(datagram(in))
          : new Read.Unfit(Misfit.OTHER_CLUSTER);
    } catch (BufferUnderflowException | IllegalArgumentException malformed) {
      return new Read.Unfit(Misfit.MALFORMED);
    }
  }

  private static Datagram datagram(ByteBuffer in) {
    byte kind = in.get();
    Claim sender = claim(in);
    SwimMessage message = message(kind, in);
    int count = Byte.toUnsignedInt(in.get());
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      claims.add(claim(in));
    }
    if (in.hasRemaining()) {
      throw new IllegalArgumentException("more than a datagram");
    }
    return new Datagram(sender, message, claims);
  }

  private static SwimMessage message(byte kind, ByteBuffer in) {
    return switch (kind) {
      case PING -> new SwimMessage.Ping(in.getLong(), new NodeId(text(in)));
      case ACK -> new SwimMessage.Ack(in.getLong());
      case NACK -> new SwimMessage.Nack(in.getLong());
      case PING_REQUEST ->
          new SwimMessage.PingRequest(in.getLong(), new NodeId(text(in)), address(in));
      case SYNC -> new SwimMessage.Sync(in.get() != 0);
      case GOSSIP -> new SwimMessage.Gossip();
      default -> throw new IllegalArgumentException("kind " + kind);
    };
  }

  private static Claim claim(ByteBuffer in) {
    MemberState state = state(in.get());
    Incarnation incarnation = new Incarnation(in.getLong());
    NodeId member = new NodeId(text(in));
    Endpoint address = address(in);
    String by = text(in);
    return new Claim(member, state, incarnation, address, by.isEmpty() ? member : new NodeId(by));
  }

  private static Endpoint address(ByteBuffer in) {
    return new Endpoint(text(in), Short.toUnsignedInt(in.getShort()));
  }

  private static String text(ByteBuffer in) {
    byte[] ascii = new byte[Byte.toUnsignedInt(in.get())];
    in.get(ascii);
    return new String(ascii, StandardCharsets.US_ASCII);
  }
}
