package io.kvasir.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Limits;
import io.kvasir.core.bucket.Value;
import io.smallrye.mutiny.Uni;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys that end, on a node whose clock the test moves. */
class ExpiryServiceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String REGISTERS = "__default_lww__";
  private static final String SETS = "__default_set__";
  private static final String COUNTERS = "__default_counter__";

  private final LoneNode node = LoneNode.whole();
  private final Timeouts timeouts = new Timeouts(10_000, 10_000);
  private final FakeShards shards = new FakeShards();
  private final KeyValueService values =
      new KeyValueService(node.engine(), shards, Limits.DEFAULT, timeouts);
  private final BucketService buckets = new BucketService(node.engine(), shards, timeouts);

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void aRegisterIsAbsentOnceItsTimeIsUp() {
    put(REGISTERS, "k", ttl(60));

    node.pass(50_000);
    assertThat(get(REGISTERS, "k").lifeMillis().orElseThrow()).isBetween(1L, 10_000L);
    node.pass(10_001);

    assertThat(get(REGISTERS, "k")).isInstanceOf(Content.Absent.class);
  }

  @Test
  void aPutWithoutTimeToLiveStays() {
    put(REGISTERS, "k", ttl(60));
    put(REGISTERS, "k", RequestOptions.NONE);

    node.pass(1_000_000);

    assertThat(get(REGISTERS, "k")).isInstanceOf(Content.Register.class);
    assertThat(get(REGISTERS, "k").lifeMillis()).isEmpty();
  }

  @Test
  void aFlagThatIsSetWithoutTimeToLiveStays() {
    create("flags", "flag", 0);
    ok(values.enable("flags", "on", ttl(60)));
    ok(values.enable("flags", "on", RequestOptions.NONE));
    ok(values.enable("flags", "off", ttl(60)));
    ok(values.disable("flags", "off", RequestOptions.NONE));

    node.pass(1_000_000);

    assertThat(get("flags", "on")).isInstanceOf(Content.Flag.class);
    assertThat(get("flags", "off")).isInstanceOf(Content.Flag.class);
  }

  @Test
  void aCounterBeginsAnewAtZero() {
    increment(COUNTERS, 7, ttl(60));
    increment(COUNTERS, 1, RequestOptions.NONE);
    assertThat(count()).isEqualTo(8);

    node.pass(60_001);
    assertThat(get(COUNTERS, "k")).isInstanceOf(Content.Absent.class);
    increment(COUNTERS, 5, RequestOptions.NONE);

    assertThat(count()).isEqualTo(5);
    node.pass(1_000_000);
    assertThat(count()).isEqualTo(5);
  }

  @Test
  void aSetBeginsAnewEmpty() {
    ok(values.add(SETS, "k", List.of("a", "b"), ttl(60)));
    node.pass(60_001);

    ok(values.add(SETS, "k", List.of("c"), RequestOptions.NONE));

    assertThat(members()).containsExactly("c");
  }

  @Test
  void membersEndOneByOne() {
    ok(values.add(SETS, "k", List.of("a"), Optional.of(10L), RequestOptions.NONE));
    ok(values.add(SETS, "k", List.of("b"), Optional.of(60L), RequestOptions.NONE));
    ok(values.add(SETS, "k", List.of("c"), Optional.of(10L), RequestOptions.NONE));
    ok(values.add(SETS, "k", List.of("c"), RequestOptions.NONE));

    node.pass(10_001);

    assertThat(members()).containsExactly("b", "c");
  }

  @Test
  void everyWriteBeginsTheDefaultOfItsBucketAnew() {
    create("sessions", "pn_counter", 60);
    increment("sessions", 1, RequestOptions.NONE);
    node.pass(50_000);
    increment("sessions", 1, RequestOptions.NONE);
    node.pass(50_000);
    assertThat(get("sessions", "k"))
        .isInstanceOfSatisfying(
            Content.Count.class, found -> assertThat(found.value()).isEqualTo(BigInteger.TWO));

    node.pass(10_001);

    assertThat(get("sessions", "k")).isInstanceOf(Content.Absent.class);
  }

  private static BucketDraft lasting(String bucket, long ttlSeconds) {
    return new BucketDraft(
        bucket,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(ttlSeconds),
        Optional.empty());
  }

  @Test
  void aChangedDefaultIsForLaterWrites() {
    create("cache", "lww", 60);
    put("cache", "before", RequestOptions.NONE);
    BucketView changed = ok(buckets.change(lasting("cache", 0), RequestOptions.NONE));
    put("cache", "after", RequestOptions.NONE);

    node.pass(60_001);

    assertThat(changed.spec().ttlSeconds()).isZero();
    assertThat(get("cache", "before")).isInstanceOf(Content.Absent.class);
    assertThat(get("cache", "after")).isInstanceOf(Content.Register.class);
  }

  @Test
  void whatIsNoTimeToLiveIsRefusedByName() {
    for (long seconds : new long[] {0, -1, 3_153_600_001L}) {
      assertThat(await(values.put(REGISTERS, "k", Value.text("v"), ttl(seconds))))
          .isInstanceOfSatisfying(
              Result.Failed.class,
              refused -> assertThat(refused.failure()).isInstanceOf(Failure.Invalid.class));
    }
    assertThat(await(buckets.change(lasting("__default_lww__", 5), RequestOptions.NONE)))
        .isEqualTo(Result.failed(new Failure.BucketReserved("__default_lww__")));
    assertThat(await(values.put("__default_linearizable__", "k", Value.text("v"), ttl(0))))
        .isInstanceOfSatisfying(
            Result.Failed.class,
            refused -> assertThat(refused.failure()).isInstanceOf(Failure.Invalid.class));
  }

  private void create(String name, String type, long ttlSeconds) {
    BucketView made =
        ok(
            buckets.create(
                new BucketDraft(
                    name,
                    Optional.of(type),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(ttlSeconds),
                    Optional.empty()),
                RequestOptions.NONE));
    assertThat(made.spec().ttlSeconds()).isEqualTo(ttlSeconds);
  }

  private void put(String bucket, String key, RequestOptions options) {
    ok(values.put(bucket, key, Value.text("v"), options));
  }

  private void increment(String bucket, long amount, RequestOptions options) {
    ok(values.increment(bucket, "k", amount, options));
  }

  private long count() {
    return ((Content.Count) get(COUNTERS, "k")).value().longValueExact();
  }

  private List<String> members() {
    return ((Content.Members) get(SETS, "k")).elements().stream().map(Element::value).toList();
  }

  private Content get(String bucket, String key) {
    return ok(values.get(bucket, key, RequestOptions.NONE));
  }

  private static RequestOptions ttl(long seconds) {
    return RequestOptions.NONE.withTtlSeconds(Optional.of(seconds));
  }

  private static <T> T ok(Uni<Result<T>> uni) {
    Result<T> result = await(uni);
    if (result instanceof Result.Ok<T>(T value)) {
      return value;
    }
    throw new AssertionError(result);
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(PATIENCE);
  }
}
