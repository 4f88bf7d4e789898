package io.kvasir.edge.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.membership.Claim;
import io.kvasir.core.membership.Datagram;
import io.kvasir.core.membership.SwimMessage;
import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.Incarnation;
import io.kvasir.core.node.NodeId;
import io.kvasir.edge.datagram.DatagramStatistics.Drop;
import io.kvasir.edge.wire.DatagramCodec;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes on loopback, on ports that the system chooses. */
class UdpSocketTest {
  private static final String LOOPBACK = "127.0.0.1";

  private record Arrived(Endpoint from, Datagram datagram) {}

  private final AtomicLong clusterOfA = new AtomicLong(7);
  private final AtomicLong clusterOfB = new AtomicLong(7);
  private final BlockingQueue<Arrived> atB = new LinkedBlockingQueue<>();
  private final Names names = new Names();
  private UdpSocket a;
  private UdpSocket b;

  @BeforeEach
  void open() throws IOException {
    a = UdpSocket.open(LOOPBACK, 0, clusterOfA::get, names);
    b = UdpSocket.open(LOOPBACK, 0, clusterOfB::get, names);
    b.listen((from, datagram) -> atB.offer(new Arrived(from, datagram)));
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
  }

  @Test
  void bringsADatagramAndWhereItsSenderGetsAnswers() throws InterruptedException {
    a.send(at(b), datagram(1));

    assertThat(atB.poll(10, TimeUnit.SECONDS)).isEqualTo(new Arrived(at(a), datagram(1)));
    await(() -> a.statistics().bytesSent() > 0); // counted once it is out, so perhaps after it came
    assertThat(a.statistics().sent()).isEqualTo(1);
    assertThat(b.statistics().received()).isEqualTo(1);
    assertThat(b.statistics().bytesReceived()).isEqualTo(a.statistics().bytesSent()).isPositive();
  }

  @Test
  void findsAHostByItsName() throws InterruptedException {
    Endpoint byName = new Endpoint("localhost", b.port());
    await(() -> !names.addresses("localhost").isEmpty());

    a.send(byName, datagram(1));

    assertThat(atB.poll(10, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void dropsWhatIsOfAnotherClusterOrOfNone() throws IOException {
    throwAt(b, DatagramCodec.encode(8, datagram(1)));
    await(() -> b.statistics().dropped(Drop.OTHER_CLUSTER) == 1);

    clusterOfB.set(0);
    throwAt(b, DatagramCodec.encode(0, datagram(1)));
    await(() -> b.statistics().dropped(Drop.OTHER_CLUSTER) == 2);

    clusterOfA.set(0);
    a.send(at(b), datagram(1));
    assertThat(a.statistics().dropped(Drop.OTHER_CLUSTER)).isEqualTo(1);
    assertThat(a.statistics().sent()).isZero();
    assertThat(atB).isEmpty();
  }

  @Test
  void dropsNoiseAndGoesOn() throws IOException, InterruptedException {
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      byte[] noise = new byte[random.nextInt(2_000)];
      random.nextBytes(noise);
      throwAt(b, noise);
      int thrown = i + 1;
      await(() -> b.statistics().received() == thrown);
    }
    byte[] older = DatagramCodec.encode(7, datagram(1));
    older[4] = 99;
    throwAt(b, older);
    byte[] damaged = DatagramCodec.encode(7, datagram(1));
    damaged[30] ^= 4;
    throwAt(b, damaged);

    await(() -> b.statistics().dropped(Drop.DAMAGED) == 1);
    assertThat(b.statistics().dropped(Drop.FOREIGN)).isEqualTo(100);
    assertThat(b.statistics().dropped(Drop.OTHER_VERSION)).isEqualTo(1);
    assertThat(b.statistics().received()).isEqualTo(102);
    assertThat(atB).isEmpty();
    a.send(at(b), datagram(2));
    assertThat(atB.poll(10, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void countsWhatItsReceiverCannotTake() throws IOException {
    try (UdpSocket busy = UdpSocket.open(LOOPBACK, 0, clusterOfA::get, names)) {
      busy.listen((from, datagram) -> false);

      a.send(at(busy), datagram(1));

      await(() -> busy.statistics().dropped(Drop.OVERLOADED) == 1);
    }
  }

  @Test
  void aPeerThatIsGoneDoesNoHarm() throws InterruptedException {
    Endpoint gone = at(b);
    b.close();
    for (int i = 0; i < 10; i++) {
      a.send(gone, datagram(i));
    }
    await(() -> a.statistics().sent() == 10);

    assertThat(a.statistics().dropped(Drop.REFUSED)).isZero();
  }

  @Test
  void sendsWhatWaitsBeforeItCloses() throws InterruptedException {
    a.send(at(b), datagram(5));
    a.close();

    assertThat(atB.poll(10, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void aPortThatIsTakenIsRefused() {
    assertThatThrownBy(() -> UdpSocket.open(LOOPBACK, b.port(), clusterOfA::get, names))
        .isInstanceOf(IOException.class);
  }

  private static void throwAt(UdpSocket target, byte[] bytes) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(
          new DatagramPacket(
              bytes,
              bytes.length,
              new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), target.port())));
    }
  }

  private static Endpoint at(UdpSocket socket) {
    return new Endpoint(LOOPBACK, socket.port());
  }

  private static Datagram datagram(long number) {
    Claim sender = Claim.alive(new NodeId("a"), Incarnation.FIRST, new Endpoint(LOOPBACK, 1));
    return new Datagram(sender, new SwimMessage.Ack(number), List.of());
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
