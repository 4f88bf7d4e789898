package io.kvasir.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.Key;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LeafSumsTest {
  @Test
  void theRootTellsTreesApart() {
    TreeSet<Long> roots = new TreeSet<>();
    roots.add(LeafSums.NONE.root());
    roots.add(sums(Map.of(0, 1L)).root());
    roots.add(sums(Map.of(1, 1L)).root());
    roots.add(sums(Map.of(1, 2L)).root());
    roots.add(sums(Map.of(0, 1L, 1, 1L)).root());
    roots.add(sums(Map.of(0, 2L, 1, 1L)).root());
    roots.add(sums(Map.of(0, 1L, 1, 2L)).root());

    assertThat(roots).hasSize(7);
    assertThat(sums(Map.of(5, 0L))).isEqualTo(LeafSums.NONE);
  }

  @Test
  void namesTheLeavesThatDiffer() {
    LeafSums mine = sums(Map.of(1, 1L, 2, 2L, 4, 4L));
    LeafSums theirs = sums(Map.of(1, 1L, 2, 3L, 7, 7L));

    assertThat(mine.differing(theirs)).containsExactly(new Leaf(2), new Leaf(4), new Leaf(7));
    assertThat(theirs.differing(mine)).isEqualTo(mine.differing(theirs));
  }

  @Test
  void keysSpreadEvenlyOverLeaves() {
    int[] keys = new int[Leaf.COUNT];
    for (int i = 0; i < 100 * Leaf.COUNT; i++) {
      keys[Leaf.of(new Key("user:" + i)).number()]++;
    }

    for (int each : keys) {
      assertThat(each).isBetween(50, 160);
    }
  }

  private static LeafSums sums(Map<Integer, Long> sums) {
    TreeMap<Leaf, Long> leaves = new TreeMap<>();
    sums.forEach((leaf, sum) -> leaves.put(new Leaf(leaf), sum));
    return new LeafSums(leaves);
  }
}
