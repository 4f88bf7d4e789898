package io.kvasir.core.topology;

import static io.kvasir.core.topology.Clusters.node;

import io.kvasir.core.node.NodeId;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Founders and joiners find one cluster, whatever is lost, cut, crashed and wiped meanwhile. */
class FoundingPropertyTest {
  @Property(tries = 1500)
  void neverTwoClustersAndInTheEndOne(
      @ForAll @IntRange(min = 1, max = 6) int founders,
      @ForAll @IntRange(max = 2) int joiners,
      @ForAll Random random) {
    FoundingWorld world = new FoundingWorld(random);
    TreeSet<NodeId> listed = new TreeSet<>();
    for (int number = 1; number <= founders; number++) {
      listed.add(node(number));
    }
    listed.forEach(founder -> world.add(founder, listed, true));
    for (int number = 1; number <= joiners; number++) {
      world.add(node(90 + number), listed, false);
    }

    int steps = random.nextInt(1500);
    for (int step = 0; step < steps; step++) {
      world.step();
    }

    world.heal();
  }
}
