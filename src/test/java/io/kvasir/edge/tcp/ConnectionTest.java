package io.kvasir.edge.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.edge.tcp.TcpStatistics.End;
import io.kvasir.edge.tcp.proto.ClientProto.Outcome;
import io.kvasir.edge.tcp.proto.ClientProto.PingRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Request;
import io.kvasir.edge.tcp.proto.ClientProto.Response;
import io.kvasir.service.RequestObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a connection does, over a real socket, with requests that are answered when a test says. */
class ConnectionTest {
  private static final TcpSettings LIMITS = Harness.SETTINGS;
  private static final int QUIET_MILLIS = 200;

  private final FakeDesk desk = new FakeDesk();
  private final List<Harness> harnesses = new ArrayList<>();

  private Harness harness(TcpSettings settings) {
    Harness harness = new Harness(settings, desk);
    harnesses.add(harness);
    return harness;
  }

  @AfterEach
  void close() {
    harnesses.forEach(Harness::close);
  }

  private static TcpSettings timeouts(long frameMillis, long idleMillis) {
    return new TcpSettings(
        LIMITS.frameBytes(),
        LIMITS.requestsInFlight(),
        LIMITS.bytesInFlight(),
        LIMITS.connections(),
        LIMITS.watches(),
        LIMITS.memoryBytes(),
        frameMillis,
        idleMillis,
        LIMITS.drainMillis());
  }

  private static TcpSettings bounds(int connections, long memoryBytes, long drainMillis) {
    return new TcpSettings(
        LIMITS.frameBytes(),
        LIMITS.requestsInFlight(),
        LIMITS.bytesInFlight(),
        connections,
        LIMITS.watches(),
        memoryBytes,
        LIMITS.frameTimeoutMillis(),
        LIMITS.idleTimeoutMillis(),
        drainMillis);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void answersInTheOrderOfRequests() throws Exception {
    try (RawSocket socket = harness(LIMITS).connect()) {
      socket.send(RawSocket.get(1, "a"), RawSocket.get(2, "b"), RawSocket.get(3, "c"));
      assertThat(List.of(desk.awaitBegun(), desk.awaitBegun(), desk.awaitBegun()))
          .as("under way together")
          .containsExactly(1, 2, 3);

      desk.answer(3, 2);
      assertThat(socket.isSilent(QUIET_MILLIS)).isTrue();
      desk.answer(1);

      assertThat(List.of(id(socket), id(socket), id(socket))).containsExactly(1, 2, 3);
    }
  }

  @Test
  void tellsTheLogOfAnAnswerThatWasSent() throws Exception {
    Harness harness = harness(LIMITS);
    try (RawSocket socket = harness.connect()) {
      socket.send(RawSocket.get(-1, "a"));
      assertThat(desk.awaitBegun()).isEqualTo(-1);
      assertThat(harness.ended()).isEmpty();

      desk.answer(-1);
      Response response = socket.read();

      await(() -> !harness.ended().isEmpty());
      assertThat(harness.ended())
          .singleElement()
          .satisfies(
              ended -> {
                assertThat(ended.protocol()).isEqualTo("tcp");
                assertThat(ended.id()).isEqualTo("4294967295");
                assertThat(ended.client()).isEqualTo("127.0.0.1");
                assertThat(ended.receivedBytes())
                    .isEqualTo(RawSocket.get(-1, "a").getSerializedSize());
                assertThat(ended.sentBytes()).isEqualTo(4 + response.getSerializedSize());
                assertThat(ended.durationNanos()).isPositive();
              });
    }
  }

  private static int id(RawSocket socket) {
    return socket.read().getRequestId();
  }

  @Test
  void answersAsTheyComeOnceTheClientSaysSo() throws Exception {
    try (RawSocket socket = harness(LIMITS).connect()) {
      socket.send(RawSocket.hello(9), RawSocket.put(1, "a"), RawSocket.put(2, "a"));
      assertThat(id(socket)).isEqualTo(9);
      assertThat(List.of(desk.awaitBegun(), desk.awaitBegun())).containsExactly(1, 2);

      desk.answer(2);
      assertThat(id(socket)).isEqualTo(2);
      desk.answer(1);

      assertThat(id(socket)).isEqualTo(1);
    }
  }

  @Test
  void aGetBehindAPutOfItsKeyBeginsWhenThatIsAnswered() throws Exception {
    try (RawSocket socket = harness(LIMITS).connect()) {
      socket.send(RawSocket.put(1, "a"), RawSocket.get(2, "a"), RawSocket.get(3, "b"));
      assertThat(List.of(desk.awaitBegun(), desk.awaitBegun())).containsExactly(1, 3);

      desk.answer(1);

      assertThat(desk.awaitBegun()).isEqualTo(2);
    }
  }

  @Test
  void takesFramesHoweverTheyAreCut() {
    Random chance = new Random(5);
    try (RawSocket socket = harness(LIMITS).connect()) {
      for (int id = 1; id <= 50; id++) {
        desk.answer(id);
        byte[] frame =
            RawSocket.frame(RawSocket.get(id, "k".repeat(chance.nextInt(900))).toByteArray());
        int cut = chance.nextInt(frame.length);
        socket.write(java.util.Arrays.copyOfRange(frame, 0, cut));
        socket.write(java.util.Arrays.copyOfRange(frame, cut, frame.length));
      }

      for (int id = 1; id <= 50; id++) {
        assertThat(id(socket)).isEqualTo(id);
      }
    }
  }

  @Test
  void readsNoMoreThanItMayHaveUnderWay() throws Exception {
    try (RawSocket socket = harness(LIMITS).connect()) {
      byte[] frame = RawSocket.frame(RawSocket.get(1, "k".repeat(100_000)).toByteArray());

      long sent = socket.push(frame, 1L << 30, 1_000);

      assertThat(desk.begun()).isEqualTo(LIMITS.requestsInFlight());
      assertThat(sent).as("the rest waits in the client").isLessThan(64L << 20);
    }
  }

  @Test
  void goesOnReadingWhenAnswersHaveLeft() throws Exception {
    try (RawSocket socket = harness(LIMITS).connect()) {
      int many = 10 * LIMITS.requestsInFlight();
      for (int id = 1; id <= many; id++) {
        socket.send(RawSocket.get(id, "a" + id));
      }
      for (int id = 1; id <= many; id++) {
        assertThat(desk.awaitBegun()).isEqualTo(id);
        assertThat(desk.begun()).isLessThan(LIMITS.requestsInFlight());
        desk.answer(id);
        assertThat(id(socket)).isEqualTo(id);
      }
    }
  }

  @Test
  void holdsFewAnswersForAClientThatTakesNone() throws Exception {
    Harness harness = harness(timeouts(500, 60_000));
    try (RawSocket socket = harness.connect()) {
      for (int id = 1; id <= 200; id++) {
        desk.answerWith(id, new byte[1 << 20]);
      }
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(
              () -> {
                for (int id = 1; id <= 200; id++) {
                  socket.send(RawSocket.get(id, "a"));
                }
              });
      sending.get(20, TimeUnit.SECONDS);

      await(() -> harness.statistics().ended(End.SLOW_READER) == 1);
      assertThat(harness.statistics().bytesSent()).isLessThan(100L << 20);
      assertThat(desk.begun()).isLessThan(200);
    }
  }

  /** The next answer always waits already when it has taken one. */
  @Test
  void waitsForWhoTakesAnswersSlowlyButSteadily() {
    Harness harness = harness(timeouts(2_000, 60_000));
    try (RawSocket slow = new RawSocket(harness.port(), 16 << 10)) {
      int many = 5 * LIMITS.requestsInFlight();
      for (int id = 1; id <= many; id++) {
        desk.answerWith(id, new byte[1 << 20]);
        slow.send(RawSocket.get(id, "a"));
      }
      for (int id = 1; id <= many; id++) {
        assertThat(id(slow)).isEqualTo(id);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(150));
      }
    }
    assertEnd(harness, End.CLIENT);
  }

  @Test
  void answersAnOversizedFrameAfterWhatCameBeforeAndHangsUp() {
    Harness harness = harness(LIMITS);
    try (RawSocket socket = harness.connect()) {
      socket.send(RawSocket.get(1, "a"), RawSocket.get(2, "b"));
      socket.write(new byte[] {0x7f, 0, 0, 0, 1, 2, 3});
      assertThat(socket.isSilent(QUIET_MILLIS)).isTrue();
      desk.answer(2, 1);

      assertThat(List.of(id(socket), id(socket))).containsExactly(1, 2);
      assertFarewell(socket, "too_large", "BAD_REQUEST", false);
    }
    assertEnd(harness, End.OVERSIZED_FRAME);
  }

  private static void assertFarewell(
      RawSocket socket, String message, String code, boolean retryable) {
    Response last = socket.read();
    assertThat(last.getRequestId()).isZero();
    assertThat(last.getError().getMessage()).isEqualTo(message);
    assertThat(last.getError().getCode()).isEqualTo(code);
    assertThat(last.getError().getOutcome()).isEqualTo(Outcome.OUTCOME_NOT_APPLIED);
    assertThat(last.getError().getRetryable()).isEqualTo(retryable);
    assertThat(socket.isHungUp()).isTrue();
  }

  private static void assertEnd(Harness harness, End end) {
    await(() -> harness.statistics().ended(end) == 1);
    assertThat(harness.statistics().open()).isZero();
  }

  @Test
  void answersAFrameThatIsNoRequestAndHangsUp() {
    Harness harness = harness(LIMITS);
    try (RawSocket socket = harness.connect()) {
      socket.write(RawSocket.frame(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff}));
      socket.send(RawSocket.get(1, "after"));

      assertFarewell(socket, "malformed_frame", "INVALID_REQUEST", false);
    }
    assertEnd(harness, End.MALFORMED_FRAME);
    assertThat(desk.begun()).isZero();
  }

  @Test
  void aTextThatIsNotUtf8IsNoRequest() {
    try (RawSocket socket = harness(LIMITS).connect()) {
      byte[] body = {8, 7, 90, 4, 18, 2, (byte) 0xc3, 0x28};
      socket.write(RawSocket.frame(body));

      assertFarewell(socket, "malformed_frame", "INVALID_REQUEST", false);
    }
  }

  /** Whatever comes, the node answers or hangs up, and goes on serving others. */
  @Test
  void survivesGarbage() {
    Harness harness = harness(timeouts(5_000, 5_000));
    Random chance = new Random(11);
    for (int round = 0; round < 200; round++) {
      try (RawSocket socket = harness.connect()) {
        byte[] garbage = new byte[chance.nextInt(300)];
        chance.nextBytes(garbage);
        if (chance.nextBoolean()) {
          garbage = RawSocket.frame(garbage);
        }
        socket.write(garbage);
      }
    }
    await(() -> harness.statistics().accepted() + refused(harness) == 200);
    await(() -> harness.statistics().open() == 0);

    try (RawSocket socket = harness.connect()) {
      desk.answer(1);
      socket.send(RawSocket.get(1, "a"));
      assertThat(id(socket)).isEqualTo(1);
    }
  }

  private static long refused(Harness harness) {
    return harness.statistics().ended(End.REFUSED);
  }

  @Test
  void endsWhenAFrameIsTooSlowAlthoughItTrickles() {
    Harness harness = harness(timeouts(300, 60_000));
    try (RawSocket socket = harness.connect()) {
      CompletableFuture<Void> trickle =
          CompletableFuture.runAsync(
              () -> {
                byte[] frame = RawSocket.frame(new byte[10_000]);
                for (byte next : frame) {
                  socket.write(new byte[] {next});
                  LockSupport.parkNanos(5_000_000);
                }
              });

      assertFarewell(socket, "request_timeout", "BAD_REQUEST", true);
      trickle.exceptionally(hungUp -> null).join();
    }
    assertEnd(harness, End.SLOW_FRAME);
  }

  @Test
  void endsWhenNothingHappensButNotWhileARequestIsUnderWay() throws Exception {
    Harness harness = harness(timeouts(10_000, 300));
    try (RawSocket socket = harness.connect()) {
      socket.send(RawSocket.get(1, "a"));
      assertThat(desk.awaitBegun()).isEqualTo(1);
      assertThat(socket.isSilent(900)).isTrue();
      desk.answer(1);
      assertThat(id(socket)).isEqualTo(1);

      assertFarewell(socket, "request_timeout", "BAD_REQUEST", true);
    }
    assertEnd(harness, End.IDLE);
  }

  @Test
  void hangsUpOnWhoComesOnTop() {
    Harness harness = harness(bounds(2, LIMITS.memoryBytes(), LIMITS.drainMillis()));
    try (RawSocket first = harness.connect();
        RawSocket second = harness.connect()) {
      await(() -> harness.statistics().open() == 2);
      try (RawSocket third = harness.connect()) {
        assertFarewell(third, "overloaded", "INTERNAL", true);
      }
      desk.answer(1, 2);
      assertThat(id(first.send(RawSocket.get(1, "a")))).isEqualTo(1);
      assertThat(id(second.send(RawSocket.get(2, "a")))).isEqualTo(2);
    }
    await(() -> harness.statistics().open() == 0);

    try (RawSocket fourth = harness.connect()) {
      assertThat(id(fourth.send(RawSocket.get(1, "a")))).isEqualTo(1);
    }
    assertThat(harness.statistics().ended(End.REFUSED)).isEqualTo(1);
  }

  @Test
  void refusesWhatAllConnectionsTogetherHaveNoRoomFor() throws Exception {
    Harness harness = harness(bounds(100, 300_000, LIMITS.drainMillis()));
    try (RawSocket first = harness.connect();
        RawSocket second = harness.connect()) {
      first.send(RawSocket.put(1, "k".repeat(200_000)));
      assertThat(desk.awaitBegun()).isEqualTo(1);

      second.send(RawSocket.put(2, "k".repeat(200_000)));
      assertFarewell(second, "overloaded", "INTERNAL", true);
      desk.answer(1);
      assertThat(id(first)).isEqualTo(1);

      first.send(RawSocket.put(3, "k".repeat(200_000)));
      assertThat(desk.awaitBegun()).as("what was answered holds nothing").isEqualTo(3);
    }
  }

  @Test
  void withholdsWhatWasReadWhenThereIsNoRoomForItAndTellsWhatWasDone() {
    Harness harness = harness(bounds(100, 100_000, LIMITS.drainMillis()));
    try (RawSocket socket = harness.connect()) {
      desk.answerWith(1, new byte[200_000]);
      desk.answerWith(2, new byte[200_000]);

      Response read = socket.send(RawSocket.get(1, "a")).read();
      Response written = socket.send(RawSocket.put(2, "a")).read();

      assertThat(read.getError().getMessage()).isEqualTo("overloaded");
      assertThat(read.getError().getRetryable()).isTrue();
      assertThat(written.getValue().getValue().size()).isEqualTo(200_000);
    }
  }

  @Test
  void aDefectIsToldAndCostsNobodyElse() {
    Harness harness = harness(LIMITS);
    try (RawSocket socket = harness.connect()) {
      desk.answer(2);
      socket.send(
          Request.newBuilder().setRequestId(1).setPing(PingRequest.newBuilder()).build(),
          RawSocket.get(2, "a"));

      Response defect = socket.read();
      assertThat(defect.getRequestId()).isEqualTo(1);
      assertThat(defect.getError().getMessage()).isEqualTo("internal_error");
      assertThat(defect.getError().getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN);
      assertThat(id(socket)).isEqualTo(2);
    }
    assertThat(harness.answered().stream().map(RequestObserver.Answered::status))
        .containsExactly(500, 200);
    assertThat(harness.answered().stream().map(RequestObserver.Answered::protocol))
        .containsOnly("tcp");
  }

  @Test
  void answersWhatIsUnderWayBeforeItStops() throws Exception {
    Harness harness = harness(LIMITS);
    try (RawSocket busy = harness.connect();
        RawSocket idle = harness.connect()) {
      busy.send(RawSocket.put(1, "a"), RawSocket.put(2, "a"));
      assertThat(desk.awaitBegun()).isEqualTo(1);
      await(() -> harness.statistics().open() == 2);

      CompletableFuture<Void> closed = harness.listener().close().toCompletableFuture();
      assertFarewell(idle, "stopping", "INTERNAL", true);
      assertThat(closed).isNotDone();
      desk.answer(1, 2);

      assertThat(List.of(id(busy), id(busy))).containsExactly(1, 2);
      assertFarewell(busy, "stopping", "INTERNAL", true);
      closed.get(20, TimeUnit.SECONDS);
    }
    assertThat(harness.statistics().ended(End.STOPPED)).isEqualTo(2);
  }

  @Test
  void doesNotWaitForEverForWhatIsUnderWay() throws Exception {
    Harness harness = harness(bounds(100, LIMITS.memoryBytes(), 300));
    try (RawSocket socket = harness.connect()) {
      socket.send(RawSocket.put(1, "a"));
      assertThat(desk.awaitBegun()).isEqualTo(1);

      harness.listener().close().toCompletableFuture().get(20, TimeUnit.SECONDS);

      assertThat(socket.isHungUp()).isTrue();
    }
  }
}
