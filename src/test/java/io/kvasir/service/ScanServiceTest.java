package io.kvasir.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.engine.port.GroupRefusal;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Scans of a linearizable bucket of two shards, whose keys lie in turns. */
class ScanServiceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String BUCKET = "lin";
  private static final ScanRequest ALL = of("", null, null);

  private final LoneNode node = LoneNode.whole();
  private final Timeouts timeouts = new Timeouts(10_000, 10_000);
  private final FakeShards shards = new FakeShards();
  private final ScanService scans =
      new ScanService(node.engine(), shards, timeouts, new ScanLimits(1, 1 << 20, 1_000));
  private final BucketService buckets = new BucketService(node.engine(), shards, timeouts);

  @BeforeEach
  void create() {
    bucket(BUCKET, 2);
    for (String key : List.of("a", "b", "ba", "bb", "bc", "c", "d", "\uffff", "\ud83d\ude00")) {
      shards.put(BUCKET, 2, key, "v" + key);
    }
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private void bucket(String name, long count) {
    Optional<String> none = Optional.empty();
    BucketDraft draft =
        new BucketDraft(
            name,
            none,
            Optional.of("linearizable"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(count),
            Optional.empty(),
            Optional.empty());
    assertThat(await(buckets.create(draft, RequestOptions.NONE))).isInstanceOf(Result.Ok.class);
  }

  private static ScanRequest of(String prefix, String from, String to) {
    return new ScanRequest(
        prefix,
        Optional.ofNullable(from),
        Optional.ofNullable(to),
        Optional.empty(),
        Optional.empty(),
        false,
        false);
  }

  private static ScanRequest reversed(ScanRequest request) {
    return new ScanRequest(
        request.prefix(),
        request.from(),
        request.to(),
        request.limit(),
        request.cursor(),
        request.keysOnly(),
        true);
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(PATIENCE);
  }

  private ScanPage page(ScanRequest request) {
    return switch (await(scans.page(BUCKET, request, RequestOptions.NONE))) {
      case Result.Ok<ScanPage>(ScanPage page) -> page;
      case Result.Failed<ScanPage>(Failure failure) -> throw new AssertionError(failure);
    };
  }

  private Failure failure(String bucket, ScanRequest request, RequestOptions options) {
    return switch (await(scans.page(bucket, request, options))) {
      case Result.Ok<ScanPage>(ScanPage page) -> throw new AssertionError(page);
      case Result.Failed<ScanPage>(Failure failure) -> failure;
    };
  }

  private static List<String> keys(ScanPage page) {
    return page.items().stream().map(ScanPage.Item::key).map(Key::value).toList();
  }

  /** All pages, with so many keys each. */
  private List<String> walk(ScanRequest request, int limit) {
    List<String> keys = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      ScanPage page = page(request.withLimit(limit).from(cursor));
      assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
      keys.addAll(keys(page));
      cursor = page.cursor();
    } while (cursor.isPresent());
    return keys;
  }

  @Test
  void showsAllKeysInTheOrderOfTheirUtf8WhateverTheSizeOfPages() {
    List<String> all = List.of("a", "b", "ba", "bb", "bc", "c", "d", "\uffff", "\ud83d\ude00");
    List<String> reverse = new ArrayList<>(all);
    Collections.reverse(reverse);

    for (int limit = 1; limit <= 10; limit++) {
      assertThat(walk(ALL, limit)).isEqualTo(all);
      assertThat(walk(reversed(ALL), limit)).isEqualTo(reverse);
      assertThat(walk(of("b", null, null), limit)).containsExactly("b", "ba", "bb", "bc");
      assertThat(walk(of("", "ba", "c"), limit)).containsExactly("ba", "bb", "bc");
      assertThat(walk(reversed(of("b", "ba", "bc")), limit)).containsExactly("bb", "ba");
      assertThat(walk(of("b", "c", null), limit)).isEmpty();
      assertThat(walk(of("", "", ""), limit)).isEmpty();
    }
  }

  @Test
  void aCursorOutlivesTheKeyThatItIsOf() {
    ScanPage first = page(ALL.withLimit(3));
    shards.put(BUCKET, 2, "aa", "new, and before the cursor");
    shards.put(BUCKET, 2, "baa", "new, and behind it");

    assertThat(keys(first)).containsExactly("a", "b", "ba");
    assertThat(keys(page(ALL.withLimit(2).from(first.cursor())))).containsExactly("baa", "bb");
  }

  @Test
  void aCursorIsGoodForItsBucketRangeAndDirectionOnly() {
    bucket("lin2", 2);
    String cursor = page(ALL.withLimit(3)).cursor().orElseThrow();
    Optional<String> other = Optional.of(cursor);

    assertThat(keys(page(ALL.withLimit(1).from(other)))).containsExactly("bb");
    assertThat(failure("lin2", ALL.from(other), RequestOptions.NONE))
        .isInstanceOf(Failure.BadCursor.class);
    for (ScanRequest request :
        List.of(
            of("b", null, null).from(other),
            of("", "a", null).from(other),
            of("", null, "d").from(other),
            reversed(ALL).from(other),
            ALL.from(Optional.of(cursor.substring(1))),
            ALL.from(Optional.of("")))) {
      assertThat(failure(BUCKET, request, RequestOptions.NONE))
          .isInstanceOf(Failure.BadCursor.class);
    }
  }

  @Test
  void saysWhereAPageOfOneShardStands() {
    bucket("lin1", 1);
    shards.put("lin1", 1, "k", "v");
    Result<ScanPage> one = await(scans.page("lin1", ALL, RequestOptions.NONE));

    assertThat(one)
        .isInstanceOfSatisfying(
            Result.Ok.class,
            ok ->
                assertThat(((ScanPage) ok.value()).position())
                    .contains(new Position(1, Optional.of(FakeShards.LEADER))));
    assertThat(page(ALL).position()).isEmpty();
  }

  @Test
  void keysCanBeHadWithoutWhatStandsUnderThem() {
    ScanRequest keysOnly =
        new ScanRequest(
            "b",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true,
            false);

    assertThat(page(keysOnly).items()).allMatch(item -> item.content().isEmpty());
    assertThat(page(ALL).items()).allMatch(item -> item.content().isPresent());
  }

  @Test
  void readsAsFreshAsItIsAskedTo() {
    assertThat(page(ALL).items()).isNotEmpty();
    assertThat(shards.staleReads()).isZero();

    RequestOptions stale = RequestOptions.NONE.withFreshness(Optional.of(Freshness.STALE));
    assertThat(await(scans.page(BUCKET, ALL, stale))).isInstanceOf(Result.Ok.class);
    assertThat(shards.staleReads()).isEqualTo(2);
  }

  @Test
  void failsWhenAShardDoesAndIsFreeAgainThen() {
    shards.refuseNext(new GroupRefusal.NoLeader());
    assertThat(failure(BUCKET, ALL, RequestOptions.NONE)).isInstanceOf(Failure.NoLeader.class);
    shards.loseNext();
    assertThat(failure(BUCKET, ALL, RequestOptions.NONE))
        .isEqualTo(new Failure.Undecided(Effect.NOT_APPLIED, true));

    assertThat(page(ALL).items()).hasSize(9);
  }

  @Test
  void noMoreScansAreUnderWayThanMayBe() {
    ScanService none =
        new ScanService(node.engine(), shards, timeouts, new ScanLimits(0, 1 << 20, 1_000));

    assertThat(await(none.page(BUCKET, ALL, RequestOptions.NONE)))
        .isEqualTo(Result.failed(new Failure.Overloaded()));
  }

  @Test
  void refusesWhatCannotBe() {
    for (long limit : new long[] {0, 1_001}) {
      assertThat(failure(BUCKET, ALL.withLimit(limit), RequestOptions.NONE))
          .isInstanceOf(Failure.Invalid.class);
    }
    assertThat(failure("none", ALL, RequestOptions.NONE))
        .isInstanceOf(Failure.BucketNotFound.class);
    assertThat(
            failure(
                BUCKET, ALL, new RequestOptions(Optional.of(new Quorum.All()), Optional.empty())))
        .isInstanceOf(Failure.Invalid.class);
  }
}
