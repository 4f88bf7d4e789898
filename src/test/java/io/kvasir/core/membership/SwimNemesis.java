package io.kvasir.core.membership;

import io.kvasir.core.node.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;

/** Kills, stops, restarts, pauses, moves and cuts, and in the end lets everything run again. */
final class SwimNemesis {
  private static final int NEW_PLACES = 100;

  private final SwimWorld world;
  private final int nodes;
  private final Random random;
  private final SortedSet<NodeId> down = new TreeSet<>();
  private final SortedSet<NodeId> paused = new TreeSet<>();
  private int moves;

  SwimNemesis(SwimWorld world, int nodes) {
    this.world = world;
    this.nodes = nodes;
    this.random = world.random();
  }

  void strike(int times) {
    for (int i = 0; i < times; i++) {
      world.run(random.nextLong(3_000));
      strikeOnce();
    }
    paused.forEach(world::resume);
    world.heal();
    world.losing(0);
    down.forEach(node -> world.restart(node, world.swim(node).self().address()));
  }

  private void strikeOnce() {
    NodeId node = SwimWorld.node(random.nextInt(nodes));
    switch (random.nextInt(6)) {
      case 0 -> stop(node, false);
      case 1 -> stop(node, true);
      case 2 -> restart(node);
      case 3 -> pauseOrResume(node);
      case 4 -> cut();
      default -> world.heal();
    }
  }

  private void stop(NodeId node, boolean orderly) {
    if (!paused.contains(node) && down.add(node)) {
      if (orderly) {
        world.leave(node);
      } else {
        world.kill(node);
      }
    }
  }

  private void restart(NodeId node) {
    if (down.remove(node)) {
      boolean moves = random.nextBoolean();
      world.restart(
          node,
          moves ? SwimWorld.address(NEW_PLACES + this.moves++) : world.swim(node).self().address());
    }
  }

  private void pauseOrResume(NodeId node) {
    if (paused.remove(node)) {
      world.resume(node);
    } else if (!down.contains(node)) {
      paused.add(node);
      world.pause(node);
    }
  }

  private void cut() {
    List<NodeId> side = new ArrayList<>();
    for (int number = 0; number < nodes; number++) {
      if (random.nextBoolean()) {
        side.add(SwimWorld.node(number));
      }
    }
    world.cut(side);
  }
}
