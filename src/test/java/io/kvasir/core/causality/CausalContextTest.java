package io.kvasir.core.causality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.node.Actor;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CausalContextTest {
  private static final Actor A = new Actor(1);
  private static final Actor B = new Actor(-1);

  @Test
  void aGapKeepsLaterDotsInTheCloudUntilItIsFilled() {
    CausalContext gapped = contextOf(dot(A, 1), dot(A, 3), dot(A, 4));

    assertThat(gapped.vector().counterOf(A)).isEqualTo(1);
    assertThat(gapped.cloud().dots()).containsExactly(dot(A, 3), dot(A, 4));

    CausalContext filled = gapped.join(contextOf(dot(A, 2)));

    assertThat(filled.vector().counterOf(A)).isEqualTo(4);
    assertThat(filled.cloud().isEmpty()).isTrue();
  }

  @Test
  void mintsAboveItsOwnDotsInTheCloud() {
    CausalContext context = contextOf(dot(A, 1), dot(A, 5), dot(B, 9));

    assertThat(context.nextDot(A)).isEqualTo(dot(A, 6));
    assertThat(context.nextDot(new Actor(7))).isEqualTo(dot(new Actor(7), 1));
  }

  @Test
  void actorsAreOrderedAsUnsigned() {
    DotSet dots = DotSet.of(List.of(dot(B, 1), dot(A, 1)));

    assertThat(dots.dots()).containsExactly(dot(A, 1), dot(B, 1));
  }

  @Test
  void isAValueThatLaterChangesToItsSourceDoNotTouch() {
    TreeMap<Actor, Long> counters = new TreeMap<>();
    counters.put(A, 1L);
    VersionVector vector = new VersionVector(counters);

    counters.put(A, 9L);

    assertThat(vector.counterOf(A)).isEqualTo(1);
    assertThatThrownBy(() -> vector.counters().put(B, 1L))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void refusesWhatCannotBe() {
    TreeMap<Actor, Long> zero = new TreeMap<>();
    zero.put(A, 0L);

    assertThatThrownBy(() -> dot(A, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new VersionVector(zero)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DotSet(List.of(dot(A, 2), dot(A, 1))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DotSet(List.of(dot(A, 1), dot(A, 1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Dot dot(Actor actor, long counter) {
    return new Dot(actor, counter);
  }

  private static CausalContext contextOf(Dot... dots) {
    return CausalContext.of(DotSet.of(List.of(dots)));
  }
}
