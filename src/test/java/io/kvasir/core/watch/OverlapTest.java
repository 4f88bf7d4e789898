package io.kvasir.core.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.Key;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OverlapTest {
  private static final Key KEY = new Key("k");
  private static final Position ANYWHERE = new Position(new TreeMap<>(), List.of());
  private static final int ABSENT = 0;
  private static final int SHOWN = 7;

  private final Overlap overlap = new Overlap(List.of(new Echo((int) KeyHash.of(KEY), ABSENT)));

  private boolean hasHeard(Key key, long digest) {
    return overlap.hasHeard(new Delivery(key, Optional.empty(), digest, ANYWHERE));
  }

  @Test
  void whatWasHeardIsHeardOnceHoweverOftenItComes() {
    assertThat(hasHeard(KEY, ABSENT)).isTrue();
    assertThat(hasHeard(KEY, ABSENT)).isTrue();
    assertThat(hasHeard(new Key("other"), ABSENT)).isFalse();
  }

  /** A key that was deleted, written and deleted again is gone at the end. */
  @Test
  void whatComesBackAfterSomethingElseIsTold() {
    assertThat(hasHeard(KEY, SHOWN)).isFalse();

    assertThat(hasHeard(KEY, ABSENT)).isFalse();
  }
}
