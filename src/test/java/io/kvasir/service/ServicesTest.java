package io.kvasir.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.Limits;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.ring.Ring;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients learn from a node whose peers do not answer, with the real engine. */
class ServicesTest {
  private static final String REGISTERS = "__default_lww__";
  private static final String SETS = "__default_set__";
  private static final String COUNTERS = "__default_counter__";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final LoneNode node = new LoneNode(1_000);
  private final KeyValueService values =
      new KeyValueService(node.engine(), new FakeShards(), Limits.DEFAULT, new Timeouts(300, 200));
  private final BucketService buckets =
      new BucketService(node.engine(), new FakeShards(), new Timeouts(300, 200));

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void acknowledgesAloneWhatNeedsNobodyElse() {
    Result<Written> written =
        await(values.put(REGISTERS, key(REGISTERS), Value.text("v"), quorum(1)));

    assertThat(written).isInstanceOf(Result.Ok.class);
    assertThat(await(values.get(REGISTERS, key(REGISTERS), quorum(1))))
        .isInstanceOfSatisfying(
            Result.Ok.class, ok -> assertThat(ok.value()).isInstanceOf(Content.Register.class));
  }

  @Test
  void changesNothingWhenTheQuorumIsOutOfReach() {
    Result<Written> written =
        await(values.put(REGISTERS, key(REGISTERS), Value.text("v"), RequestOptions.NONE));

    assertThat(written)
        .isEqualTo(failed(new Failure.QuorumUnavailable(0, 2, Effect.NOT_APPLIED, true)));
    assertThat(await(values.get(REGISTERS, key(REGISTERS), quorum(1))))
        .isInstanceOfSatisfying(
            Result.Ok.class, ok -> assertThat(ok.value()).isInstanceOf(Content.Absent.class));
  }

  @Test
  void readsNothingWhenTheQuorumIsOutOfReach() {
    assertThat(await(values.get(REGISTERS, "k", RequestOptions.NONE)))
        .isInstanceOfSatisfying(
            Result.Failed.class,
            failed ->
                assertThat(failed.failure())
                    .isInstanceOfSatisfying(
                        Failure.QuorumUnavailable.class,
                        missing -> {
                          assertThat(missing.needed()).isEqualTo(2);
                          assertThat(missing.effect()).isEqualTo(Effect.NOT_APPLIED);
                        }));
  }

  @Test
  void doesNotKnowWhatBecameOfAWriteThatNobodyAnswered() {
    node.peersAreSilent();

    assertThat(await(values.put(REGISTERS, key(REGISTERS), Value.text("v"), RequestOptions.NONE)))
        .isEqualTo(failed(new Failure.DeadlineExceeded(1, 2, Effect.UNKNOWN, true)));
    assertThat(await(values.add(SETS, key(SETS), List.of("e"), RequestOptions.NONE)))
        .isEqualTo(failed(new Failure.DeadlineExceeded(1, 2, Effect.UNKNOWN, true)));
  }

  @Test
  void warnsOfSendingAnIncrementTwice() {
    node.peersAreSilent();

    assertThat(await(values.increment(COUNTERS, key(COUNTERS), 1, RequestOptions.NONE)))
        .isEqualTo(failed(new Failure.DeadlineExceeded(1, 2, Effect.UNKNOWN, false)));
    assertThat(await(values.decrement(COUNTERS, key(COUNTERS), 1, RequestOptions.NONE)))
        .isEqualTo(failed(new Failure.DeadlineExceeded(1, 2, Effect.UNKNOWN, false)));
  }

  @Test
  void doesNotKnowWhatBecameOfAWriteWhosePeersWentAway() {
    node.peersAreSilent();
    Uni<Result<Written>> write =
        values.put(REGISTERS, key(REGISTERS), Value.text("v"), patient()).memoize().indefinitely();
    var _ = write.subscribeAsCompletionStage();
    awaitLoop();

    node.peersAreGone();

    assertThat(await(write))
        .isEqualTo(failed(new Failure.QuorumUnavailable(1, 2, Effect.UNKNOWN, true)));
  }

  @Test
  void readsThatNobodyAnsweredChangedNothing() {
    node.peersAreSilent();

    assertThat(await(values.get(REGISTERS, key(REGISTERS), RequestOptions.NONE)))
        .isEqualTo(failed(new Failure.DeadlineExceeded(1, 2, Effect.NOT_APPLIED, true)));
  }

  @Test
  void doesNotCreateBucketsWithoutAMajority() {
    BucketDraft draft = draft("b");

    assertThat(await(buckets.create(draft, RequestOptions.NONE)))
        .isInstanceOfSatisfying(
            Result.Failed.class,
            failed -> assertThat(failed.failure()).isInstanceOf(Failure.QuorumUnavailable.class));
    assertThat(buckets.describe("b")).isEqualTo(Result.failed(new Failure.BucketNotFound("b")));
  }

  @Test
  void refusesWhatIsTooMuch() {
    try (LoneNode busy = new LoneNode(1)) {
      busy.peersAreSilent();
      KeyValueService service =
          new KeyValueService(busy.engine(), new FakeShards(), Limits.DEFAULT, Timeouts.DEFAULT);
      String key = key(REGISTERS);
      var _ = service.put(REGISTERS, key, Value.text("v"), patient()).subscribeAsCompletionStage();

      assertThat(await(service.put(REGISTERS, key, Value.text("w"), patient())))
          .isEqualTo(failed(new Failure.Overloaded()));
    }
  }

  @Test
  void cannotHaveMoreReplicasThanThereAreNodes() {
    LoneNode whole = LoneNode.whole();
    KeyValueService alone =
        new KeyValueService(
            whole.engine(), new FakeShards(), Limits.DEFAULT, new Timeouts(300, 200));

    assertThat(await(alone.put(REGISTERS, key(REGISTERS), Value.text("v"), RequestOptions.NONE)))
        .isInstanceOf(Result.Ok.class);
  }

  private RequestOptions quorum(int replicas) {
    return new RequestOptions(Optional.of(new Quorum.Exactly(replicas)), Optional.empty());
  }

  private static RequestOptions patient() {
    return new RequestOptions(Optional.empty(), Optional.of(10_000L));
  }

  private static BucketDraft draft(String name) {
    return new BucketDraft(
        name,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** A key of which this node is the first replica. */
  private String key(String bucket) {
    return IntStream.range(0, 1_000)
        .mapToObj(number -> "k" + number)
        .filter(key -> isOwn(ring().partitionOf(bucket, key)))
        .findFirst()
        .orElseThrow();
  }

  private Ring ring() {
    return node.engine().topology().orElseThrow().ring();
  }

  private boolean isOwn(PartitionId partition) {
    return ring().ownerOf(partition).equals(LoneNode.SELF);
  }

  /** Returns when the engine has begun all that it was asked before. */
  private void awaitLoop() {
    await(Uni.createFrom().emitter(done -> node.engine().probe(() -> done.complete(true))));
  }

  private static <T> Result<T> failed(Failure failure) {
    return Result.failed(failure);
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(PATIENCE);
  }
}
