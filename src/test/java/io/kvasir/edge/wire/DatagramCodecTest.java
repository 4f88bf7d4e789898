package io.kvasir.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.membership.Claim;
import io.kvasir.core.membership.Datagram;
import io.kvasir.core.membership.MemberState;
import io.kvasir.core.membership.SwimMessage;
import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.Incarnation;
import io.kvasir.core.node.NodeId;
import io.kvasir.edge.wire.DatagramCodec.Read;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DatagramCodecTest {
  private static final long CLUSTER = 0x0102030405060708L;
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final Claim A_IS_ALIVE =
      Claim.alive(A, new Incarnation(3), new Endpoint("10.0.0.1", 7101));
  private static final Claim B_IS_SUSPECT =
      new Claim(B, MemberState.SUSPECT, new Incarnation(2), new Endpoint("h", 65_535), A);
  private static final Datagram SAMPLE =
      new Datagram(A_IS_ALIVE, new SwimMessage.Ping(-2, B), List.of(B_IS_SUSPECT));

  /** A running cluster speaks it. */
  private static final String GOLDEN =
      "4b56737701590408df010203040506070801"
          + "00000000000000000301610831302e302e302e311bbd00"
          + "fffffffffffffffe0162"
          + "01"
          + "01000000000000000201620168ffff0161";

  @Example
  void isWrittenAndReadAsItAlwaysWas() {
    assertThat(HexFormat.of().formatHex(DatagramCodec.encode(CLUSTER, SAMPLE))).isEqualTo(GOLDEN);
    assertThat(DatagramCodec.decode(CLUSTER, HexFormat.of().parseHex(GOLDEN)))
        .isEqualTo(new Read.Valid(SAMPLE));
  }

  @Property
  void whatWasWrittenIsReadAndIsAsLongAsItWasTaken(@ForAll("datagrams") Datagram datagram) {
    byte[] bytes = DatagramCodec.encode(CLUSTER, datagram);

    assertThat(DatagramCodec.decode(CLUSTER, bytes)).isEqualTo(new Read.Valid(datagram));
    assertThat(bytes).hasSize(size(datagram)).hasSizeLessThanOrEqualTo(Datagram.MAX_BYTES);
  }

  private static int size(Datagram datagram) {
    return Datagram.HEADER_BYTES
        + datagram.sender().datagramBytes()
        + datagram.message().datagramBytes()
        + datagram.claims().stream().mapToInt(Claim::datagramBytes).sum();
  }

  @Property
  void whatWasDamagedIsNotRead(
      @ForAll("datagrams") Datagram datagram, @ForAll("damages") List<Damage> damages) {
    byte[] bytes = DatagramCodec.encode(CLUSTER, datagram);
    byte[] damaged = Damage.apply(damages, bytes);

    if (!Arrays.equals(bytes, damaged)) {
      assertThat(DatagramCodec.decode(CLUSTER, damaged)).isInstanceOf(Read.Unfit.class);
    }
  }

  /** Also what has a right checksum, as who forges it can make. */
  @Property
  void noBytesDoMoreThanNotFit(
      @ForAll("datagrams") Datagram datagram, @ForAll("damages") List<Damage> damages) {
    byte[] forged = checked(Damage.apply(damages, DatagramCodec.encode(CLUSTER, datagram)));

    switch (DatagramCodec.decode(CLUSTER, forged)) {
      case Read.Unfit(Misfit reason) -> assertThat(reason).isNotEqualTo(Misfit.DAMAGED);
      case Read.Valid(Datagram read) ->
          assertThat(DatagramCodec.encode(CLUSTER, read)).hasSize(forged.length);
    }
  }

  private static byte[] checked(byte[] bytes) {
    if (bytes.length >= 9) {
      CRC32C checksum = new CRC32C();
      checksum.update(bytes, 9, bytes.length - 9);
      ByteBuffer.wrap(bytes).putInt(5, (int) checksum.getValue());
    }
    return bytes;
  }

  @Property
  void randomBytesAreForeign(@ForAll byte[] bytes) {
    assertThat(DatagramCodec.decode(CLUSTER, bytes)).isEqualTo(new Read.Unfit(Misfit.FOREIGN));
  }

  @Example
  void tellsApartWhyItDoesNotFit() {
    byte[] sample = DatagramCodec.encode(CLUSTER, SAMPLE);
    byte[] older = sample.clone();
    older[4] = 0;
    byte[] flipped = sample.clone();
    flipped[20] ^= 1;
    byte[] trailing = checked(Arrays.copyOf(sample, sample.length + 1));

    assertThat(DatagramCodec.decode(CLUSTER + 1, sample)).isEqualTo(unfit(Misfit.OTHER_CLUSTER));
    assertThat(DatagramCodec.decode(CLUSTER, older)).isEqualTo(unfit(Misfit.OTHER_VERSION));
    assertThat(DatagramCodec.decode(CLUSTER, flipped)).isEqualTo(unfit(Misfit.DAMAGED));
    assertThat(DatagramCodec.decode(CLUSTER, trailing)).isEqualTo(unfit(Misfit.MALFORMED));
    assertThat(DatagramCodec.decode(CLUSTER, Arrays.copyOf(sample, 8)))
        .isEqualTo(unfit(Misfit.FOREIGN));
  }

  private static Read unfit(Misfit reason) {
    return new Read.Unfit(reason);
  }

  @Provide
  Arbitrary<List<Damage>> damages() {
    return Damage.some();
  }

  @Provide
  Arbitrary<Datagram> datagrams() {
    Arbitrary<Claim> sender =
        Combinators.combine(ids(), incarnations(), addresses()).as(Claim::alive);
    return Combinators.combine(sender, messages(), claims().list().ofMaxSize(2)).as(Datagram::new);
  }

  private static Arbitrary<SwimMessage> messages() {
    Arbitrary<Long> numbers = Arbitraries.longs();
    return Arbitraries.oneOf(
        Combinators.combine(numbers, ids()).as(SwimMessage.Ping::new),
        numbers.map(SwimMessage.Ack::new),
        numbers.map(SwimMessage.Nack::new),
        Combinators.combine(numbers, ids(), addresses()).as(SwimMessage.PingRequest::new),
        Arbitraries.of(new SwimMessage.Sync(true), new SwimMessage.Sync(false)),
        Arbitraries.just(new SwimMessage.Gossip()));
  }

  private static Arbitrary<Claim> claims() {
    return Combinators.combine(
            ids(), Arbitraries.of(MemberState.class), incarnations(), addresses(), ids())
        .as(Claim::new);
  }

  private static Arbitrary<NodeId> ids() {
    return Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(64).map(NodeId::new);
  }

  private static Arbitrary<Incarnation> incarnations() {
    return Arbitraries.longs().between(0, Long.MAX_VALUE - 1).map(Incarnation::new);
  }

  private static Arbitrary<Endpoint> addresses() {
    return Combinators.combine(
            Arbitraries.strings().alpha().withChars("0.:-_%").ofMinLength(1).ofMaxLength(200),
            Arbitraries.integers().between(1, 65_535))
        .as(Endpoint::new);
  }
}
