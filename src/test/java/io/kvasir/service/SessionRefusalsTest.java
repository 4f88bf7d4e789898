package io.kvasir.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.node.GroupId;
import io.kvasir.engine.port.GroupRefusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a refused write adds to the session that it is part of. */
class SessionRefusalsTest {
  private static final BucketId BUCKET = new BucketId(new BucketName("lin"), 0);
  private static final int SHARD = 1;
  private static final GroupId GROUP = new GroupId(12);

  private final LoneNode node = LoneNode.whole();
  private final FakeShards shards = new FakeShards();
  private final SessionRefusals refusals =
      new SessionRefusals(shards, new Sessions(node.engine(), shards));

  @AfterEach
  void stop() {
    node.close();
  }

  private Failure told(Failure failure, Optional<Session> session) {
    Result<Written> result =
        refusals
            .told(Result.<Written>failed(failure), session, BUCKET, SHARD, Countdown.of(60_000))
            .await()
            .atMost(Duration.ofSeconds(20));
    return ((Result.Failed<Written>) result).failure();
  }

  private Session session(Failure failure) {
    SealedTokens tokens =
        new SealedTokens(node.engine().topology().orElseThrow().secret(), List.of("session"));
    return tokens.open(failure.session().orElseThrow()).map(Session::decoded).orElseThrow();
  }

  static List<Failure> withoutRevisions() {
    Key key = new Key("k");
    return List.of(
        new Failure.KindMismatch(key, Value.Kind.INTEGER, Value.Kind.BYTES),
        new Failure.CounterOverflow(),
        new Failure.RetryKeyReused(Optional.empty()));
  }

  @Test
  void takesTheRevisionAtWhichAPreconditionFailed() {
    Failure failed =
        new Failure.PreconditionFailed(Optional.of(5L), new Position(7, Optional.empty()));

    Failure told = told(failed, Optional.of(Session.BEGUN));

    assertThat(told.alone()).isEqualTo(failed);
    assertThat(session(told).revisions()).isEqualTo(Map.of(GROUP, 7L));
    assertThat(shards.reads()).isZero();
  }

  @ParameterizedTest
  @MethodSource("withoutRevisions")
  void asksForTheRevisionThatARefusalDoesNotTell(Failure failure) {
    shards.put("lin", 2, "k", "a");
    shards.put("lin", 2, "k", "b");

    Failure told = told(failure, Optional.of(Session.BEGUN));

    assertThat(told.alone()).isEqualTo(failure);
    assertThat(session(told).revisions()).isEqualTo(Map.of(GROUP, 2L));
    assertThat(shards.staleReads()).isZero();
  }

  @ParameterizedTest
  @MethodSource("withoutRevisions")
  void countsOnTheLatestWhenTheRevisionCannotBeHad(Failure failure) {
    shards.refuseNext(new GroupRefusal.NoMajority(1, 2));

    Session session = session(told(failure, Optional.of(Session.BEGUN)));

    assertThat(session.isServedBy(GROUP, Long.MAX_VALUE)).isFalse();
  }

  @Test
  void addsNothingThatWasNotShown() {
    Failure failure = new Failure.NoLeader(Optional.empty());

    assertThat(told(failure, Optional.of(Session.BEGUN))).isEqualTo(failure);
    assertThat(told(new Failure.CounterOverflow(), Optional.empty()))
        .isEqualTo(new Failure.CounterOverflow());
    assertThat(shards.reads()).isZero();
  }
}
