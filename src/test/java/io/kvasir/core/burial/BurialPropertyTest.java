package io.kvasir.core.burial;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.burial.BurialWorld.Flaw;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is lost, late and repeated, whoever crashes, and whatever is written meanwhile: when a
 * replica drops what remains of a deleted key, nothing of the key's content is left that could be
 * taken in anywhere; it never shows again; and in the end all that no other write has seen is
 * there. In every other run replicas lose their disks too, and with them what they alone had. The
 * same seeds each time.
 */
class BurialPropertyTest {
  private static final int SEEDS = 1_000;
  private static final int STEPS = 600;

  static Stream<Flaw> flaws() {
    return Arrays.stream(Flaw.values()).filter(flaw -> flaw != Flaw.NONE);
  }

  @Test
  void nothingThatWasDroppedComesBackAndNothingIsLost() {
    for (DataType type : BurialWorld.TYPES) {
      int drops = 0;
      for (long seed = 0; seed < SEEDS; seed++) {
        try {
          drops += run(type, Flaw.NONE, seed % 2 == 1, seed);
        } catch (AssertionError violation) {
          throw new AssertionError(type + " with seed " + seed, violation);
        }
      }
      System.out.printf("burials of %s: %d drops in %d runs%n", type, drops, SEEDS);
      assertThat(drops).as("drops of %s", type).isGreaterThan(SEEDS / 4);
    }
  }

  @ParameterizedTest
  @MethodSource("flaws")
  void eachOfWhatItRestsOnIsNeeded(Flaw flaw) {
    int caught = 0;
    int runs = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      for (DataType type : BurialWorld.TYPES) {
        runs++;
        caught += isCaught(type, flaw, seed) ? 1 : 0;
      }
      if (caught > 3) {
        break;
      }
    }
    System.out.printf("burials with %s: %d of %d runs fail%n", flaw, caught, runs);
    assertThat(caught).isPositive();
  }

  private static boolean isCaught(DataType type, Flaw flaw, long seed) {
    try {
      run(type, flaw, flaw == Flaw.THE_PAST_IS_SENT, seed);
      return false;
    } catch (AssertionError violation) {
      return true;
    }
  }

  private static int run(DataType type, Flaw flaw, boolean disksAreLost, long seed) {
    BurialWorld world = new BurialWorld(type, flaw, disksAreLost, new Random(seed));
    for (int step = 0; step < STEPS; step++) {
      world.step();
    }
    world.heal();
    return world.drops();
  }
}
