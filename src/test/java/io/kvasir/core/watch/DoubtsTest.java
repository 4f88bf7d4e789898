package io.kvasir.core.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.node.Actor;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DoubtsTest {
  private static final Actor ONE = new Actor(1);
  private static final Actor TWO = new Actor(2);

  private final Doubts doubts = new Doubts(2);

  private static SortedMap<Actor, Long> set(Map<Actor, Long> stores) {
    return new TreeMap<>(stores);
  }

  @Test
  void ofKeysBeyondTheBoundWholeStoresAreDoubted() {
    assertThat(doubts.put(1, set(Map.of(ONE, 5L)))).isEmpty();
    assertThat(doubts.put(2, set(Map.of(ONE, 6L)))).isEmpty();
    assertThat(doubts.put(3, set(Map.of(TWO, 7L)))).containsExactly(set(Map.of(ONE, 5L)));

    assertThat(doubts.has(1, ONE)).isFalse();
    assertThat(doubts.has(2, ONE)).isTrue();
    assertThat(doubts.beyond(1)).containsExactly(set(Map.of(ONE, 6L)));
  }

  /** Else it would be proof together with who was away when the key was delivered. */
  @Test
  void whoWasNeverMetWasAwayWithEveryOther() {
    doubts.put(1, set(Map.of(ONE, 5L)));

    doubts.addToAll(set(Map.of(TWO, 9L)));

    assertThat(doubts.has(1, TWO)).isTrue();
    assertThat(doubts.beyond(0)).containsExactly(set(Map.of(ONE, 5L, TWO, 9L)));
  }

  @Test
  void whatAnotherStreamDoubtsIsDoubtedAsFarAsThisOneIs() {
    doubts.put(1, set(Map.of(ONE, 5L)));

    List<SortedMap<Actor, Long>> whole =
        doubts.add(
            new TreeMap<>(Map.of(1, new TreeSet<>(List.of(TWO)))),
            new TreeMap<>(Map.of(ONE, Reach.upTo(8), TWO, Reach.upTo(4))));

    assertThat(whole).isEmpty();
    assertThat(doubts.beyond(0)).containsExactly(set(Map.of(ONE, 5L, TWO, 4L)));
  }

  @Test
  void whoShowsWhatWasDeliveredIsDoubtedNoMore() {
    doubts.put(1, set(Map.of(ONE, 5L, TWO, 4L)));

    doubts.lift(1, ONE);
    assertThat(doubts.has(ONE)).isFalse();
    assertThat(doubts.has(TWO)).isTrue();

    doubts.lift(1, TWO);
    assertThat(doubts.beyond(0)).isEmpty();
  }
}
