package io.kvasir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One seed, one run: every event and every message comes again in the same order. */
class DeterminismTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void runsASeedTheSameWayTwice(long seed) {
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();

    long hash = new World(seed, Mutation.NONE, first::add).run().hash();
    long again = new World(seed, Mutation.NONE, second::add).run().hash();

    assertThat(second).isEqualTo(first);
    assertThat(again).isEqualTo(hash);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void runsAnotherSeedAnotherWay(long seed) {
    long hash = new World(seed, Mutation.NONE, Trace.Appendix.NONE).run().hash();
    long other = new World(seed + 100, Mutation.NONE, Trace.Appendix.NONE).run().hash();

    assertThat(other).isNotEqualTo(hash);
  }
}
