package io.kvasir.operator.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Any interleaving of operators that are killed, or stand still and go on later, with changes of
 * the spec, lost pods, and a store whose nodes hear late of what was decided. {@link World} checks
 * each step. {@code -Dkvasir.operator.seeds=n} runs more.
 */
class DeciderModelTest {
  private static final int SEEDS = Integer.getInteger("kvasir.operator.seeds", 3_000);
  private static final long FIRST = Long.getLong("kvasir.operator.first", 1L);
  private static final int MOST_NODES = 7;
  private static final int TROUBLED_STEPS = 250;
  private static final int QUIET_STEPS = 3_000;

  /** A step that was decided and not carried out yet. */
  private record Pending(Step step, Observed seen, int version) {}

  @Test
  void neverTakesWhatIsNeededAndComesToWhatIsDesired() {
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      run(seed);
    }
  }

  private static void run(long seed) {
    Random random = new Random(seed);
    VolumePolicy policy = new VolumePolicy(random.nextBoolean(), true);
    World world = new World(random, 1 + random.nextInt(5), policy);
    List<String> log = new ArrayList<>();
    try {
      trouble(world, random, log);
      settle(world, log);
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError("seed " + seed + "\n" + String.join("\n", told(log)), failure);
    }
  }

  /** Two operators at once: the lease of one ran out while it stood still. */
  private static void trouble(World world, Random random, List<String> log) {
    Deque<Pending> pending = new ArrayDeque<>();
    for (int i = 0; i < TROUBLED_STEPS; i++) {
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> {
          Observed seen = world.observe();
          pending.add(new Pending(Decider.next(seen), seen, world.setVersion));
          if (pending.size() > 2) {
            pending.removeFirst();
          }
        }
        case 3, 4, 5 -> {
          Pending next = random.nextInt(4) == 0 ? pending.pollFirst() : pending.pollLast();
          if (next != null) {
            log.add(next.step().toString());
            world.execute(next.step(), next.seen(), next.version());
          }
        }
        case 6 -> pending.clear();
        case 7 -> wish(world, random, log);
        case 8 -> {
          if (random.nextInt(3) == 0) {
            world.mishap();
          }
        }
        default -> world.happen();
      }
      world.account();
    }
  }

  private static List<String> told(List<String> log) {
    List<String> told = new ArrayList<>();
    for (String line : log) {
      if (told.isEmpty() || !told.getLast().equals(line)) {
        told.add(line);
      }
    }
    return told.subList(Math.max(0, told.size() - 60), told.size());
  }

  private static void wish(World world, Random random, List<String> log) {
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> {
        world.wish(1 + random.nextInt(MOST_NODES));
        log.add("wish " + world.desired.replicas());
      }
      case 3, 4 -> {
        world.wishTemplate(random.nextInt(3) == 0);
        log.add("wish " + world.desired.template());
      }
      default -> {}
    }
  }

  private static void settle(World world, List<String> log) {
    if (!world.brokenTemplates.isEmpty()) {
      world.wishTemplate(false);
    }
    log.add("quiet, wish " + world.desired.replicas());
    for (int i = 0; i < QUIET_STEPS; i++) {
      Observed seen = world.observe();
      Step step = Decider.next(seen);
      log.add(step.toString());
      world.execute(step, seen, world.setVersion);
      if (step instanceof Step.Blocked(Reason reason, String message)
          && reason == Reason.RemovedMember) {
        world.replaceVolumes();
      }
      world.account();
      if (step instanceof Step.Settled && world.isAsDesired()) {
        checkVolumes(world);
        return;
      }
      world.happen();
      world.account();
    }
    log.add(world.toString());
    assertThat(world.isAsDesired()).as("does not come to what is desired").isTrue();
    assertThat(false).as("does not say that it is settled").isTrue();
  }

  private static void checkVolumes(World world) {
    if (world.desired.volumes().deleteWhenScaled()) {
      assertThat(world.claims.keySet()).isEqualTo(world.pods.keySet());
    } else {
      assertThat(world.claims.keySet()).containsAll(world.pods.keySet());
    }
  }
}
