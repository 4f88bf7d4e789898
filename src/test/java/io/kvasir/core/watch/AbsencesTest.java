package io.kvasir.core.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.node.Actor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AbsencesTest {
  private static final Actor ONE = new Actor(1);
  private static final Actor TWO = new Actor(2);
  private static final Actor THREE = new Actor(3);

  private static SortedMap<Actor, Long> set(Map<Actor, Long> stores) {
    return new TreeMap<>(stores);
  }

  /** The one that was heard held it then, so what was delivered has it in it. */
  @Test
  void whoWereAwayOneAfterTheOtherAreProofTogether() {
    Absences absences = Absences.NONE.and(List.of(set(Map.of(ONE, 5L)), set(Map.of(TWO, 5L))));

    assertThat(absences.allow(set(Map.of(ONE, 5L)))).isFalse();
    assertThat(absences.allow(set(Map.of(TWO, 3L)))).isFalse();
    assertThat(absences.allow(set(Map.of(ONE, 5L, TWO, 3L)))).isTrue();
  }

  @Test
  void whoWereAwayTogetherAreNoProofTogether() {
    Absences absences = Absences.NONE.and(List.of(set(Map.of(ONE, 5L, TWO, 5L))));

    assertThat(absences.allow(set(Map.of(ONE, 5L, TWO, 3L)))).isFalse();
    assertThat(absences.allow(set(Map.of(ONE, 5L, THREE, 1L)))).isTrue();
    assertThat(absences.allow(set(Map.of(ONE, 6L)))).isTrue();
  }

  @Test
  void whoWasNeverMetWasAwayEachTime() {
    Absences absences = Absences.NONE.and(List.of(set(Map.of(ONE, 5L)))).with(set(Map.of(TWO, 7L)));

    assertThat(absences.allow(set(Map.of(ONE, 5L, TWO, 7L)))).isFalse();
    assertThat(absences.allow(set(Map.of(TWO, 7L)))).isFalse();
    assertThat(absences.allow(set(Map.of(TWO, 8L)))).isTrue();
  }

  /** However many there are: what one of them does not allow is not allowed by all together. */
  @Property(tries = 2_000)
  void noneOfThemIsForgotten(@ForAll long seed) {
    Random random = new Random(seed);
    List<SortedMap<Actor, Long>> sets = new ArrayList<>();
    for (int i = 0; i < random.nextInt(40); i++) {
      sets.add(some(random));
    }
    Absences all = Absences.NONE.and(sets);
    SortedMap<Actor, Long> holders = some(random);

    boolean isAllowed =
        sets.stream().allMatch(set -> Absences.NONE.and(List.of(set)).allow(holders));

    assertThat(all.sets()).hasSizeLessThanOrEqualTo(Absences.MOST);
    if (!isAllowed) {
      assertThat(all.allow(holders)).isFalse();
    } else if (sets.stream().map(Map::keySet).distinct().count() == sets.size()
        && sets.size() <= Absences.MOST) {
      assertThat(all.allow(holders)).isTrue();
    }
    assertThat(all.areAllOf(Absences.NONE.and(sets.subList(0, sets.size() / 2)))).isTrue();
  }

  private static SortedMap<Actor, Long> some(Random random) {
    TreeMap<Actor, Long> some = new TreeMap<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      some.put(new Actor(random.nextInt(6)), (long) random.nextInt(10));
    }
    return some;
  }

  @Test
  void aCursorHasThem() {
    TreeMap<Actor, Reach> reaches =
        new TreeMap<>(Map.of(ONE, Reach.upTo(9), TWO, Reach.upTo(300), THREE, Reach.late()));
    Absences absences =
        new Absences(List.of(set(Map.of(TWO, 299L)), set(Map.of(ONE, 4L, TWO, 130L))));
    Position position = new Position(reaches, List.of(), new TreeMap<>(), absences);

    assertThat(PositionCodec.decode(PositionCodec.encode(position)))
        .isEqualTo(Optional.of(position));
  }
}
