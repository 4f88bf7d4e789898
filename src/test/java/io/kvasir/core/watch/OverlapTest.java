package io.kvasir.core.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.node.Actor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OverlapTest {
  private static final Key KEY = new Key("k");
  private static final Position ANYWHERE = new Position(new TreeMap<>(), List.of());
  private static final int ABSENT = 0;
  private static final int SHOWN = 7;

  private static final Actor MET = new Actor(1);
  private static final Actor LOST = new Actor(2);
  private static final Key OTHER = new Key("other");
  private static final Key THIRD = new Key("third");

  private final Overlap overlap =
      new Overlap(
          new Position(new TreeMap<>(Map.of(MET, Reach.upTo(5), LOST, Reach.upTo(7))), List.of()),
          List.of(echo(KEY, ABSENT)),
          List.of(echo(KEY, SHOWN), echo(OTHER, SHOWN)));

  private static Echo echo(Key key, long digest) {
    return Echo.of(delivery(key, digest));
  }

  private static Delivery delivery(Key key, long digest) {
    return new Delivery(key, Optional.empty(), digest, digest, ANYWHERE);
  }

  private boolean isNews(Key key, long digest) {
    return overlap.isNews(delivery(key, digest), false);
  }

  private boolean isNewsThoughRepeated(Key key, long digest) {
    return overlap.isNews(delivery(key, digest), true);
  }

  @Test
  void whatWasHeardIsHeardOnceHoweverOftenItComes() {
    assertThat(isNews(KEY, ABSENT)).isFalse();
    assertThat(isNews(KEY, ABSENT)).isFalse();
    assertThat(isNews(OTHER, ABSENT)).isTrue();
  }

  /** A key that was deleted, written and deleted again is gone at the end. */
  @Test
  void whatComesBackAfterSomethingElseIsTold() {
    assertThat(isNews(KEY, SHOWN)).isTrue();

    assertThat(isNews(KEY, ABSENT)).isTrue();
  }

  /** The shared feed had said so before, and not what this watcher heard meanwhile. */
  @Test
  void whatTheSharedFeedRepeatsIsToldToWhoHeardOtherwise() {
    assertThat(isNewsThoughRepeated(KEY, SHOWN)).isTrue();
    assertThat(isNewsThoughRepeated(KEY, SHOWN)).isFalse();
  }

  @Test
  void whatTheSharedFeedRepeatsIsToldToWhoMayNotHaveHeardIt() {
    assertThat(isNewsThoughRepeated(OTHER, SHOWN)).isTrue();
    assertThat(isNewsThoughRepeated(OTHER, SHOWN)).isFalse();
  }

  @Test
  void whatTheSharedFeedSaidToThisWatcherToo() {
    assertThat(isNewsThoughRepeated(THIRD, SHOWN)).isFalse();
  }

  /** What was told meanwhile was told without hearing it. */
  @Test
  void aPositionHasHowFarThisWatcherIsWhereTheSharedFeedNeverWas() {
    Position there = new Position(new TreeMap<>(Map.of(MET, Reach.upTo(9))), List.of());

    assertThat(overlap.onto(there).reaches())
        .containsExactlyInAnyOrderEntriesOf(Map.of(MET, Reach.upTo(9), LOST, Reach.upTo(7)));

    assertThat(overlap.onto(there).absences().sets())
        .containsExactly(new TreeMap<>(Map.of(LOST, 7L)));
  }

  /** Whom the shared feed never met it did not hear either when others were away. */
  @Test
  void whoWasNeverMetWasAwayTogetherWithOthers() {
    Position there =
        new Position(
            new TreeMap<>(Map.of(MET, Reach.upTo(9))),
            List.of(),
            new TreeMap<>(Map.of(4, new TreeSet<>(List.of(MET)))),
            new Absences(List.of(new TreeMap<>(Map.of(MET, 8L)))));

    Position onto = overlap.onto(there);

    assertThat(onto.doubts()).isEqualTo(Map.of(4, new TreeSet<>(List.of(MET, LOST))));
    assertThat(onto.absences().sets())
        .containsExactly(new TreeMap<>(Map.of(MET, 8L, LOST, 7L)), new TreeMap<>(Map.of(LOST, 7L)));
  }

  @Test
  void aPositionHasWhatThisWatcherHeardLast() {
    Position there = new Position(new TreeMap<>(), List.of(echo(KEY, SHOWN), echo(THIRD, SHOWN)));

    assertThat(overlap.onto(there).echoes()).containsExactly(echo(KEY, ABSENT), echo(THIRD, SHOWN));
  }
}
