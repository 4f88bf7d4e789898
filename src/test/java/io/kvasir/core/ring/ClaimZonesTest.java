package io.kvasir.core.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.node.NodeId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Replicas lie in different zones as far as an even ring with little movement allows it. */
class ClaimZonesTest {
  private static final int N = 3;

  private static NodeId node(int number) {
    return new NodeId("n%02d".formatted(number));
  }

  /** The first nodes are in the first zone, and so on: the order of names does not help. */
  private static SortedMap<NodeId, String> zones(int nodes, int zones) {
    TreeMap<NodeId, String> named = new TreeMap<>();
    for (int number = 0; number < nodes; number++) {
      named.put(node(number), "zone-" + number * zones / nodes);
    }
    return named;
  }

  /** Of a hundred preference lists, how many have N zones. */
  private static long spread(Ring ring, SortedMap<NodeId, String> zones) {
    long spread = 0;
    for (int number = 0; number < ring.partitions(); number++) {
      List<NodeId> list = ring.preferenceList(new PartitionId(number), N).nodes();
      spread += list.stream().map(node -> zones.get(node)).distinct().count() == N ? 1 : 0;
    }
    return spread * 100 / ring.partitions();
  }

  @Test
  void foundersOfThreeZonesAlternate() {
    SortedMap<NodeId, String> zones = zones(6, 3);
    Ring ring = Claim.initial(255, new TreeSet<>(zones.keySet()), zones);

    assertThat(spread(ring, zones)).isGreaterThanOrEqualTo(98);
  }

  @Test
  void withoutZonesFoundersTakeTurnsByName() {
    TreeSet<NodeId> members = new TreeSet<>(List.of(node(2), node(0), node(1)));

    assertThat(Claim.initial(16, members, new TreeMap<>())).isEqualTo(Ring.initial(16, members));
  }

  @Test
  void aClusterThatGrowsZoneByZoneSpreadsReplicas() {
    SortedMap<NodeId, String> zones = zones(9, 3);
    Ring ring = Ring.initial(256, new TreeSet<>(List.of(node(0), node(3), node(6))));
    for (int number : List.of(1, 4, 7, 2, 5, 8)) {
      ring = Claim.change(ring, List.of(node(number)), List.of(), zones);
    }

    assertThat(spread(ring, zones)).isGreaterThanOrEqualTo(75);
  }

  @Test
  void whoLeavesIsReplacedAcrossZones() {
    SortedMap<NodeId, String> zones = zones(9, 3);
    Ring ring = Claim.initial(256, new TreeSet<>(zones.keySet()), zones);
    for (int number : List.of(1, 4, 7)) {
      ring = Claim.change(ring, List.of(), List.of(node(number)), zones);
    }

    assertThat(spread(ring, zones)).isGreaterThanOrEqualTo(75);
  }

  @Test
  void neighboursAreDifferentNodesAfterAJoin() {
    Ring ring = Ring.initial(256, new TreeSet<>(List.of(node(0), node(1), node(2))));

    Ring four = Claim.join(ring, node(3));

    long repeated = 0;
    for (int number = 0; number < 256; number++) {
      repeated += four.owners().get(number).equals(four.owners().get((number + 1) % 256)) ? 1 : 0;
    }
    assertThat(repeated).isLessThanOrEqualTo(1);
  }
}
