package io.kvasir.core.replication;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.fixture.Explorer;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.TransitionWorld.Rules;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every order of events of a write that lies across the beginning and the end of a transition: a
 * read that begins after it was acknowledged sees it, wherever it is made and however late that
 * node hears of the transition. Then the same without each of the rules that this rests on.
 */
class TransitionModelTest {
  @Test
  void anAcknowledgedWriteIsReadWhateverTheReaderKnowsOfTheTransition() {
    for (String reading : List.of("b", "g", "l")) {
      Explorer.Explored explored = explore(Rules.ALL, reading);
      System.out.printf(
          "transition, read at %s: %d states, %d ends%n",
          reading, explored.states(), explored.ends());
    }
  }

  @Test
  void replicasThatTakeWhatIsOfAnOldEpochAreCaught() {
    assertCaught(new Rules(false, true, true), "b");
  }

  @Test
  void replicasThatAcknowledgeWhatTheyMergedTooLateAreCaught() {
    assertCaught(new Rules(true, false, true), "g");
  }

  @Test
  void readersThatAskThePresentReplicasOnlyAreCaught() {
    assertCaught(new Rules(true, true, false), "l");
  }

  private static Explorer.Explored explore(Rules rules, String reading) {
    return Explorer.explore(() -> new TransitionWorld(rules, new NodeId(reading), 2));
  }

  private static void assertCaught(Rules rules, String reading) {
    assertThatThrownBy(() -> explore(rules, reading))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("what is read");
  }
}
