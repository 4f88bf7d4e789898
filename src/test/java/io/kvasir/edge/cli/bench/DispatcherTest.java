package io.kvasir.edge.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.edge.cli.bench.workload.Frontier;
import io.kvasir.edge.cli.bench.workload.Kind;
import io.kvasir.edge.cli.bench.workload.Sightings;
import io.kvasir.edge.cli.bench.workload.Workload;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** When operations begin, and what is recorded of them, by a clock of the test's own. */
class DispatcherTest {
  private static final long MILLI = 1_000_000;
  private static final long SERVICE = MILLI;
  private static final long PAUSE_BEGIN = 200 * MILLI;
  private static final long PAUSE_END = 300 * MILLI;

  /** Where the clock begins, which may be anywhere. */
  private static final long EPOCH = -100 * MILLI;

  private final FakeLane lane = new FakeLane();
  private final Progressed progressed = new Progressed();

  private Recorder recorder(Window window) {
    return new Recorder(window, progressed);
  }

  private static Workload only(Kind kind) {
    return operation -> {
      operation.set(kind, 0);
      return true;
    };
  }

  private static Dispatcher dispatcher(
      Schedule schedule, Workload workload, Recorder recorder, Window window) {
    return new Dispatcher(schedule, workload, recorder, window, new Frontier(1), new Sightings());
  }

  /**
   * One connection to a server that answers in a millisecond, but from 200 to 300 ms not at all.
   */
  private Histogram carryOut(Schedule schedule) {
    Window window = new Window(0, 500 * MILLI);
    Recorder recorder = recorder(window);
    Dispatcher dispatcher = dispatcher(schedule, only(Kind.GET), recorder, window);
    dispatcher.offer(new Place(lane, 0));
    window.begin(EPOCH);
    long answer = 0;
    for (long at = 0; at <= 700 * MILLI; at += MILLI / 10) {
      boolean paused = at >= PAUSE_BEGIN && at < PAUSE_END;
      if (!lane.sent().isEmpty() && at >= answer && !paused) {
        dispatcher.succeeded(lane.sent().remove(), EPOCH + at);
      }
      boolean idle = lane.sent().isEmpty();
      dispatcher.turn(EPOCH + at);
      if (idle && !lane.sent().isEmpty()) {
        answer = at + SERVICE;
      }
    }
    assertThat(dispatcher.isDone(EPOCH + 700 * MILLI)).isTrue();
    dispatcher.close();
    assertThat(recorder.unsent()).isZero();
    return recorder.latencies().get(Kind.GET);
  }

  private static long slower(Histogram latencies, long millis) {
    return latencies.getCountBetweenValues(millis * 1_000, 10_000_000);
  }

  @Test
  void inAnOpenLoopAPauseIsAThousandLateOperations() {
    Histogram latencies = carryOut(Schedule.open(500, 0));

    assertThat(latencies.getTotalCount()).isEqualTo(250);
    assertThat(latencies.getMaxValue()).isBetween(99_000L, 103_000L);
    assertThat(slower(latencies, 50)).as("that were to begin in its first half").isGreaterThan(40);
    assertThat(slower(latencies, 2)).as("and until it was made up for").isBetween(90L, 110L);
    assertThat(latencies.getValueAtPercentile(50)).isLessThan(1_200);
  }

  @Test
  void inAClosedLoopItIsOne() {
    Histogram latencies = carryOut(Schedule.closed());

    assertThat(latencies.getTotalCount()).isBetween(360L, 401L);
    assertThat(slower(latencies, 2)).isEqualTo(1);
    assertThat(latencies.getMaxValue()).isBetween(99_000L, 103_000L);
  }

  @Test
  void whatIsDueWhenAllConnectionsAreBusyIsSentOneAfterTheOther() {
    Window window = new Window(0, 10 * MILLI);
    Recorder recorder = recorder(window);
    Dispatcher dispatcher = dispatcher(Schedule.open(1_000, 0), only(Kind.PUT), recorder, window);
    dispatcher.offer(new Place(lane, 0));
    dispatcher.offer(new Place(lane, 1));
    window.begin(0);

    dispatcher.turn(4 * MILLI);

    assertThat(lane.sent()).hasSize(2);
    assertThat(lane.sent()).extracting(Place::start).containsExactly(0L, MILLI);
    assertThat(lane.sent()).extracting(Place::sent).containsOnly(4 * MILLI);
    dispatcher.succeeded(lane.sent().remove(), 5 * MILLI);
    dispatcher.turn(5 * MILLI);
    assertThat(lane.sent()).extracting(Place::start).containsExactly(MILLI, 2 * MILLI);
  }

  @Test
  void whatIsNeverSentIsCounted() {
    Window window = new Window(0, 10 * MILLI);
    Recorder recorder = recorder(window);
    Dispatcher dispatcher = dispatcher(Schedule.open(1_000, 0), only(Kind.PUT), recorder, window);
    dispatcher.offer(new Place(lane, 0));
    window.begin(0);
    dispatcher.turn(0);
    dispatcher.succeeded(lane.sent().remove(), MILLI);
    assertThat(dispatcher.isDone(20 * MILLI)).as("it may yet be sent").isFalse();
    dispatcher.close();

    assertThat(recorder.unsent()).as("all but the first").isEqualTo(9);
    assertThat(recorder.latencies().get(Kind.PUT).getTotalCount()).isEqualTo(1);
  }

  @Test
  void theWarmUpCountsForNothingButProgress() {
    Window window = new Window(10 * MILLI, 10 * MILLI);
    Recorder recorder = recorder(window);
    Dispatcher dispatcher = dispatcher(Schedule.closed(), only(Kind.GET), recorder, window);
    dispatcher.offer(new Place(lane, 0));
    window.begin(0);
    dispatcher.turn(9 * MILLI);
    dispatcher.succeeded(lane.sent().remove(), 11 * MILLI);
    dispatcher.turn(11 * MILLI);
    dispatcher.failed(lane.sent().remove(), 12 * MILLI, "503");
    dispatcher.turn(13 * MILLI);
    dispatcher.missed(lane.sent().remove(), 30 * MILLI);
    dispatcher.turn(30 * MILLI);

    assertThat(lane.sent()).as("nothing begins behind the end").isEmpty();
    assertThat(dispatcher.isDone(30 * MILLI)).isTrue();
    assertThat(recorder.latencies().get(Kind.GET).getTotalCount()).isEqualTo(1);
    assertThat(recorder.misses(Kind.GET)).isEqualTo(1);
    assertThat(recorder.errors()).isEqualTo(Map.of("503", 1L));
    assertThat(recorder.last()).isEqualTo(30 * MILLI);
    assertThat(progressed.operations()).isEqualTo(2);
    assertThat(progressed.errors()).isEqualTo(1);
  }

  @Test
  void anAnswerThatComesTooLateIsNotCountedAgain() {
    Window window = new Window(0, 10 * MILLI);
    Recorder recorder = recorder(window);
    Dispatcher dispatcher = dispatcher(Schedule.closed(), only(Kind.RMW), recorder, window);
    dispatcher.offer(new Place(lane, 0));
    window.begin(0);
    dispatcher.turn(0);
    Place place = lane.sent().remove();

    dispatcher.abandon(place, 5 * MILLI, "timeout");
    dispatcher.turn(5 * MILLI);
    assertThat(lane.sent()).as("its place is taken").isEmpty();
    dispatcher.succeeded(place, 6 * MILLI);
    dispatcher.turn(6 * MILLI);

    assertThat(lane.sent()).containsExactly(place);
    assertThat(recorder.errors()).isEqualTo(Map.of("timeout", 1L));
    assertThat(recorder.latencies()).isEmpty();
  }

  @Test
  void aReadModifyWriteIsOneOperationOfTwoRequests() {
    Window window = new Window(0, 10 * MILLI);
    Recorder recorder = recorder(window);
    Dispatcher dispatcher = dispatcher(Schedule.closed(), only(Kind.RMW), recorder, window);
    dispatcher.offer(new Place(lane, 0));
    window.begin(0);
    dispatcher.turn(0);
    Place place = lane.sent().remove();
    assertThat(place.operation().step()).isEqualTo(Kind.GET);
    dispatcher.missed(place, 2 * MILLI);
    assertThat(lane.sent().remove().operation().step()).isEqualTo(Kind.PUT);
    assertThat(place.sent()).as("the deadline is that of the request").isEqualTo(2 * MILLI);
    dispatcher.succeeded(place, 5 * MILLI);

    Histogram latencies = recorder.latencies().get(Kind.RMW);
    assertThat(latencies.getTotalCount()).isEqualTo(1);
    assertThat(latencies.getMaxValue()).isBetween(5_000L, 5_010L);
    assertThat(recorder.misses(Kind.RMW)).isEqualTo(1);
  }

  @Test
  void aConnectionThatIsClosedIsGivenNothingUntilItIsOfferedAgain() {
    Window window = new Window(0, 10 * MILLI);
    Dispatcher dispatcher = dispatcher(Schedule.closed(), only(Kind.GET), recorder(window), window);
    Place place = new Place(lane, 0);
    dispatcher.offer(place);
    dispatcher.offer(place);
    lane.open(false);
    window.begin(0);
    dispatcher.turn(0);
    assertThat(lane.sent()).isEmpty();

    lane.open(true);
    dispatcher.offer(place);
    dispatcher.turn(MILLI);

    assertThat(lane.sent()).containsExactly(place);
  }

  @Test
  void aLoadThatIsStoppedBeginsNothingAndWaitsForWhatIsUnderWay() {
    Window window = new Window(0, 10 * MILLI);
    Recorder recorder = recorder(window);
    Dispatcher dispatcher = dispatcher(Schedule.open(1_000, 0), only(Kind.GET), recorder, window);
    dispatcher.offer(new Place(lane, 0));
    dispatcher.offer(new Place(lane, 1));
    window.begin(0);
    dispatcher.turn(0);

    window.stop(2 * MILLI);
    dispatcher.turn(3 * MILLI);

    assertThat(lane.sent()).hasSize(1);
    assertThat(dispatcher.isDone(3 * MILLI)).isFalse();
    dispatcher.succeeded(lane.sent().remove(), 4 * MILLI);
    assertThat(dispatcher.isDone(4 * MILLI)).isTrue();
    dispatcher.close();
    assertThat(recorder.unsent()).as("due until it was stopped").isEqualTo(1);
  }

  @Test
  void endsWhenThereIsNothingMoreToDo() {
    Window window = Window.endless();
    Recorder recorder = recorder(window);
    Dispatcher dispatcher = dispatcher(Schedule.closed(), operation -> false, recorder, window);
    dispatcher.offer(new Place(lane, 0));
    window.begin(0);

    dispatcher.turn(MILLI);

    assertThat(lane.sent()).isEmpty();
    assertThat(dispatcher.isDone(MILLI)).isTrue();
  }
}
