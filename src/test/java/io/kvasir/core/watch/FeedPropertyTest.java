package io.kvasir.core.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.crdt.Crdt;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Watches whose owners fail. The suite runs the same seeds; {@code make simulate} fresh ones. */
class FeedPropertyTest {
  /** Worlds of a few milliseconds at most, so that there are more than of other simulations. */
  private static final int SEEDS = 20 * Integer.getInteger("kvasir.sim.seeds", 500);

  private static final long FIRST = Long.getLong("kvasir.sim.first", 1);
  private static final FeedConfig CONFIG = new FeedConfig(4, 2, 10, 500, 64, 32, 64, 0);
  private static final FeedConfig SCATTERBRAINED = new FeedConfig(4, 2, 10, 500, 2, 1, 3, 0);
  private static final FeedConfig FORGETFUL = new FeedConfig(4, 2, 10, 500, 0, 0, 0, 0);

  @Test
  void whoHopsHearsOfEverything() {
    holdsInManySeeds(CONFIG, 1_000);
  }

  /** What is remembered keeps repeats away, not gaps. */
  @Property(tries = 300)
  void whoRemembersNothingHearsOfEverythingToo(@ForAll long seed) {
    FeedWorld world = run(seed, FORGETFUL, 1_000);

    if (!world.isCompacted()) {
      world.check();
    }
  }

  /** Of some keys stores are doubted, of others whole stores. */
  @Test
  void whoRemembersLittleHearsOfEverythingToo() {
    holdsInManySeeds(SCATTERBRAINED, 1_000);
  }

  @Test
  void ofAShortJournalIsHeardOfAllOrThatItIsTooShort() {
    holdsInManySeeds(CONFIG, 8);
  }

  private static void holdsInManySeeds(FeedConfig config, int journalChanges) {
    for (int i = 0; i < SEEDS; i++) {
      long seed = FIRST + i;
      try {
        FeedWorld world = run(seed, config, journalChanges);
        if (!world.isCompacted()) {
          world.check();
        }
      } catch (AssertionError | RuntimeException failed) {
        throw new AssertionError("seed " + seed + ", -Dkvasir.sim.first=" + seed, failed);
      }
    }
  }

  /** Found by chance, one in tens of thousands. */
  @Test
  void whatWasOnceLeftOutIsHeardOf() {
    for (FeedWorld world :
        List.of(
            run(-3_546_191_046_578_937_096L, SCATTERBRAINED, 1_000),
            run(56_265, CONFIG, 8),
            run(813_380, CONFIG, 8))) {
      if (!world.isCompacted()) {
        world.check();
      }
    }
  }

  @Test
  void repeatsAreRare() {
    int deliveries = 0;
    int repeats = 0;
    int compacted = 0;
    for (int seed = 0; seed < 500; seed++) {
      FeedWorld world = run(seed, CONFIG, 1_000);
      deliveries += world.deliveries;
      repeats += world.repeats;
      compacted += world.isCompacted() ? 1 : 0;
    }
    System.out.println(
        "of " + deliveries + " deliveries " + repeats + " were repeats, " + compacted + " ended");

    assertThat(compacted).isZero();
    assertThat(repeats).isLessThan(deliveries / 20);
  }

  private static FeedWorld run(long seed, FeedConfig config, int journalChanges) {
    Random random = new Random(seed * 0x9e3779b97f4a7c15L);
    DataType type = random.nextInt(1_000) < 500 ? DataType.PN_COUNTER : DataType.LWW_REGISTER;
    int nodes = 2 + random.nextInt(2);
    int copies = 1 + random.nextInt(nodes);
    FeedWorld world =
        new FeedWorld(new FeedWorld.Setup(type, nodes, copies, 4, journalChanges, config));
    while (!world.isWatching()) {
      world.answer(0);
    }
    Mover mover = new Mover(world, random);
    int steps = 50 + random.nextInt(400);
    for (int i = 0; i < steps; i++) {
      mover.step();
    }
    mover.heal();
    return world;
  }

  /** Has something happen. */
  private record Mover(FeedWorld world, Random random) {
    void step() {
      int choice = random.nextInt(100);
      Key key = world.key(random.nextInt(4));
      List<FeedReplica> owners = world.owners(key);
      FeedReplica some = owners.get(random.nextInt(owners.size()));
      FeedReplica other = owners.get(random.nextInt(owners.size()));
      if (choice < 20) {
        if (some.isUp) {
          world.write(some, key, random.nextInt(3) == 0);
        }
      } else if (choice < 45) {
        if (some.isUp && other.isUp) {
          world.gossip(some, other, key);
        }
      } else if (choice < 48) {
        some.isUp = !some.isUp;
      } else if (choice < 50) {
        if (owners.size() > 1 && world.mayLose(some)) {
          world.lose(some);
        }
      } else if (choice < 54) {
        world.hop(random.nextInt(world.replicas().size()));
      } else if (choice < 56) {
        world.bury(key);
      } else if (world.pending() > 0) {
        world.answer(random.nextInt(world.pending()));
      }
    }

    void heal() {
      world.replicas().forEach(each -> each.isUp = true);
      for (int number = 0; number < 4; number++) {
        Key key = world.key(number);
        Crdt all =
            world.owners(key).stream()
                .map(each -> each.state(key))
                .reduce(Crdt::join)
                .orElseThrow();
        world.owners(key).forEach(each -> each.join(key, all));
      }
      for (int i = 0; i < 10_000 && !world.isQuiet() && !world.isCompacted(); i++) {
        if (world.pending() > 0) {
          world.answer(random.nextInt(world.pending()));
        }
      }
      if (!world.isCompacted()) {
        assertThat(world.isQuiet()).as(world::toString).isTrue();
      }
    }
  }
}
