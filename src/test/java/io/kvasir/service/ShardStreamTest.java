package io.kvasir.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.node.GroupId;
import io.kvasir.core.watch.WatchScope;
import io.kvasir.engine.groups.FollowRequest;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.engine.port.HistoryOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ShardStreamTest {
  private static final HistoryOutcome NO_LEADER =
      new HistoryOutcome.NotRead(new GroupRefusal.NoLeader());

  /** A question of the stream, and where its answer goes. */
  private record Asked(FollowRequest request, Consumer<HistoryOutcome> done) {
    void answer(HistoryOutcome outcome) {
      done.accept(outcome);
    }
  }

  private final List<Asked> asked = new ArrayList<>();
  private final List<Result<ChangePage>> told = new ArrayList<>();
  private final ShardStream stream = stream();

  private ShardStream stream() {
    ShardPositions positions = new ShardPositions(2);
    positions.advance(0, 10);
    positions.advance(1, 20);
    return new ShardStream(
        (request, done) -> {
          asked.add(new Asked(request, done));
          return () -> {};
        },
        () -> 0,
        new WatchScope.OfPrefix(""),
        List.of(new GroupId(1), new GroupId(2)),
        List.of(0, 1),
        positions);
  }

  private void next(long waitMillis) {
    stream.next(10, waitMillis).subscribe().with(told::add);
  }

  private static HistoryOutcome upTo(long revision) {
    return new HistoryOutcome.Page(List.of(), revision);
  }

  @Test
  void aShardThatCannotBeHeardFailsTheCallThatAskedForIt() {
    next(5);

    asked.get(0).answer(NO_LEADER);

    assertThat(told).singleElement().isInstanceOf(Result.Failed.class);
  }

  @Test
  void whatWasRefusedBeforeIsAskedAgainByTheNextCall() {
    next(1);
    asked.get(0).answer(NO_LEADER);
    asked.get(1).answer(NO_LEADER);

    next(10_000);

    assertThat(told).hasSize(1);
    assertThat(asked).hasSize(4);
    assertThat(asked.get(2).request().waitMillis()).isEqualTo(10_000);
    assertThat(asked.get(3).request().waitMillis()).isEqualTo(10_000);
    asked.get(2).answer(upTo(11));
    assertThat(told).hasSize(2).last().isInstanceOf(Result.Ok.class);
  }

  /** The first shard was too late for the first call, and the second waits ten seconds. */
  @Test
  void aQuestionOfAnEarlierCallThatIsRefusedLateIsAskedAgain() {
    next(1);
    asked.get(0).answer(NO_LEADER);
    next(10_000);
    assertThat(asked).hasSize(3);

    asked.get(1).answer(NO_LEADER);

    assertThat(told).hasSize(1);
    assertThat(asked).hasSize(4);
    assertThat(asked.get(3).request().waitMillis()).isEqualTo(10_000);
    asked.get(3).answer(NO_LEADER);
    assertThat(told).hasSize(2).last().isInstanceOf(Result.Failed.class);
  }
}
