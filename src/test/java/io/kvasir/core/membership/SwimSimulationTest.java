package io.kvasir.core.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.node.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole clusters in virtual time, many seeds each; what was measured is printed. */
class SwimSimulationTest {
  private static final int SEEDS = Integer.getInteger("kvasir.swim.seeds", 100);
  private static final long SETTLED_MILLIS = 5_000;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 10})
  void aKilledNodeIsDeadToAllWithinThreeSeconds(int nodes) {
    List<Long> times = new ArrayList<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      times.add(detection(seed, nodes, 0));
    }

    print("killed, %d nodes".formatted(nodes), times);
    assertThat(times).allMatch(millis -> millis >= 0 && millis <= 3_000);
  }

  @Test
  void aKilledNodeIsFoundInALargeClusterToo() {
    List<Long> times = new ArrayList<>();
    for (int seed = 0; seed < SEEDS / 10; seed++) {
      times.add(detection(seed, 50, 0.01));
    }

    print("killed, 50 nodes, 1 % lost", times);
    assertThat(times).allMatch(millis -> millis >= 0 && millis <= 4_000);
  }

  private static long detection(long seed, int nodes, double loss) {
    SwimWorld world = new SwimWorld(seed, nodes).losing(loss);
    world.run(SETTLED_MILLIS + world.random().nextLong(1_000));
    NodeId victim = SwimWorld.node(world.random().nextInt(nodes));
    world.kill(victim);
    return world.runUntil(
        world.now() + 10_000,
        now -> now.views(victim).stream().allMatch(state -> state == MemberState.DEAD));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 10})
  void aNodePausedForASecondIsNeverDeclaredDead(int nodes) {
    for (int seed = 0; seed < SEEDS; seed++) {
      SwimWorld world = new SwimWorld(seed, nodes).losing(seed % 2 == 0 ? 0 : 0.02);
      world.run(SETTLED_MILLIS + world.random().nextLong(1_000));
      NodeId slow = SwimWorld.node(world.random().nextInt(nodes));

      world.pause(slow);
      world.run(1_000);
      world.resume(slow);
      world.run(5_000);

      for (int number = 0; number < nodes; number++) {
        assertThat(world.deathsOf(SwimWorld.node(number))).as("seed " + seed).isZero();
      }
    }
  }

  @Test
  void nobodyIsDeclaredDeadForLostDatagrams() {
    int deaths = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      SwimWorld world = new SwimWorld(seed, 5).losing(0.1).delaying(40);
      world.run(30_000);
      for (int number = 0; number < 5; number++) {
        deaths += (int) world.deathsOf(SwimWorld.node(number));
      }
    }

    System.out.printf("Swim: 10 %% lost, %d s: %d deaths%n", SEEDS * 30, deaths);
    assertThat(deaths).isLessThanOrEqualTo(SEEDS / 100);
  }

  @Test
  void halvesFindEachOtherAgain() {
    List<Long> times = new ArrayList<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      int nodes = 3 + seed % 8;
      SwimWorld world = new SwimWorld(seed, nodes).losing(0.01);
      world.run(SETTLED_MILLIS);
      List<NodeId> side = new ArrayList<>();
      for (int number = 0; number <= seed % (nodes - 1); number++) {
        side.add(SwimWorld.node(number));
      }
      world.cut(side);
      world.run(20_000);
      assertThat(world.views(side.getFirst())).contains(MemberState.DEAD);

      world.heal();
      times.add(world.runUntil(world.now() + 60_000, SwimWorld::agrees));
    }

    print("healed", times);
    assertThat(times).allMatch(millis -> millis >= 0);
  }

  @Test
  void whoStartsAnewIsBackSoonAlsoAtAnotherAddress() {
    List<Long> times = new ArrayList<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      int nodes = 3 + seed % 5;
      SwimWorld world = new SwimWorld(seed, nodes).losing(0.01);
      world.run(SETTLED_MILLIS);
      NodeId victim = SwimWorld.node(world.random().nextInt(nodes));
      if (seed % 3 == 0) {
        world.leave(victim);
      } else {
        world.kill(victim);
      }
      world.run(world.random().nextLong(6_000));
      boolean moves = seed % 2 == 0;
      world.restart(
          victim, moves ? SwimWorld.address(nodes + seed) : world.swim(victim).self().address());

      times.add(world.runUntil(world.now() + 30_000, SwimWorld::agrees));
    }

    print("restarted", times);
    assertThat(times).allMatch(millis -> millis >= 0);
  }

  @Test
  void convergesAfterAnyMixOfFaults() {
    List<Long> times = new ArrayList<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      SwimWorld world = new SwimWorld(seed, 3 + seed % 6).losing(0.05).delaying(20);
      new SwimNemesis(world, 3 + seed % 6).strike(20);

      times.add(world.runUntil(world.now() + 90_000, SwimWorld::agrees));
    }

    print("after any faults", times);
    assertThat(times).allMatch(millis -> millis >= 0);
  }

  @Test
  void oneSeedIsOneRun() {
    assertThat(run(7)).isEqualTo(run(7)).isNotEqualTo(run(8));
  }

  private static List<SwimWorld.Turn> run(long seed) {
    SwimWorld world = new SwimWorld(seed, 5).losing(0.05);
    new SwimNemesis(world, 5).strike(10);
    return world.turns();
  }

  @Test
  void anIdleClusterIsQuiet() {
    SwimWorld world = new SwimWorld(1, 5);
    world.run(20_000);
    long before = world.bytes();
    world.run(60_000);

    double perNodeAndSecond = (world.bytes() - before) / 60.0 / 5;
    System.out.printf("Swim: idle, 5 nodes: %.0f bytes/s sent per node%n", perNodeAndSecond);
    assertThat(perNodeAndSecond).isBetween(50.0, 1_000.0);
  }

  private static void print(String what, List<Long> times) {
    List<Long> sorted = new ArrayList<>(times);
    Collections.sort(sorted);
    System.out.printf(
        "Swim: %s: %d runs, median %d ms, 99 %% %d ms, worst %d ms%n",
        what,
        sorted.size(),
        sorted.get(sorted.size() / 2),
        sorted.get(sorted.size() * 99 / 100),
        sorted.getLast());
  }
}
