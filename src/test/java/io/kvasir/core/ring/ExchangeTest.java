package io.kvasir.core.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.kvasir.core.node.NodeId;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExchangeTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NodeId C = new NodeId("c");
  private static final NodeId D = new NodeId("d");

  @Test
  void whoComesTakesOverFromWhoGoes() {
    assertThat(sources(list(A, B, C), list(D, A, B))).containsExactly(entry(D, nodes(C)));
  }

  @Test
  void whoComesInThePlaceOfOneThatIsGoneTakesWhatTheOthersHave() {
    assertThat(sources(list(A, B, C), list(A, B, D), C)).containsExactly(entry(D, nodes(A, B)));
  }

  @Test
  void whoComesInNobodysPlaceTakesWhatAllHave() {
    assertThat(sources(list(A, B), list(A, B, C))).containsExactly(entry(C, nodes(A, B)));
  }

  /** Of two replicas that stay, each may be the only one that is left one day. */
  @Test
  void whenFewerRemainEachTakesWhatTheOneHadThatGoes() {
    assertThat(sources(list(A, B, C), list(A, B)))
        .containsExactly(entry(A, nodes(C)), entry(B, nodes(C)));
  }

  /** What it had may be at one of them only. */
  @Test
  void whenFewerRemainSinceOneIsGoneEachTakesWhatTheOthersHave() {
    assertThat(sources(list(A, B, C), list(A, B), C))
        .containsExactly(entry(A, nodes(B)), entry(B, nodes(A)));
  }

  @Test
  void theLastOneHasNobodyToTakeFrom() {
    assertThat(sources(list(A, B), list(A), B)).isEmpty();
    assertThat(sources(list(A, B, C), list(B, A, C))).isEmpty();
  }

  private static SortedMap<NodeId, SortedSet<NodeId>> sources(
      PreferenceList before, PreferenceList after, NodeId... gone) {
    return new Exchange(before, after, nodes(gone)).sources();
  }

  private static PreferenceList list(NodeId... nodes) {
    return new PreferenceList(List.of(nodes));
  }

  private static SortedSet<NodeId> nodes(NodeId... nodes) {
    return new TreeSet<>(Stream.of(nodes).toList());
  }
}
