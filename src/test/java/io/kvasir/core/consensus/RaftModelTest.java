package io.kvasir.core.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.consensus.RaftModelWorld.Setup;
import io.kvasir.core.fixture.Explorer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every order of events in a group of three, within bounds: at most one leader a term, a new leader
 * has all that is committed, nothing else is ever committed at its place, a read sees what was
 * committed before it. Then the same with bugs put in, which must be caught.
 */
class RaftModelTest {
  private static final Setup NEW_GROUP =
      new Setup(List.of("", "", ""), "", false, "", 0, 0, 0, 0, SimMutation.NONE);

  /** Figure 8 of the paper, before (c), with three: a and c have led, and their entry 2 differs. */
  private static final Setup FIGURE_8 =
      new Setup(List.of("1,2", "1", "1,3"), "acc", false, "", 0, 0, 0, 0, SimMutation.NONE);

  @Test
  void survivesAnElectionWithACrash() {
    explore("an election, anybody crashes", NEW_GROUP.standing("a").crashing("abc"));
  }

  @Test
  void survivesTwoWhoStand() {
    explore("two stand", NEW_GROUP.standing("ab"));
  }

  @Test
  void survivesTwoWhoStandAndAVoterThatCrashes() {
    explore("two stand, their voter crashes", NEW_GROUP.standing("ab").crashing("c"));
  }

  @Test
  void survivesTheFallOfALeader() {
    explore("a leader falls", NEW_GROUP.ledFirst().standing("ab").proposals(1).crashing("a"));
  }

  @Test
  void survivesRepeatedMessages() {
    explore("messages repeated", NEW_GROUP.ledFirst().standing("ab").proposals(1).repeats(1));
  }

  @Test
  void survivesFigure8() {
    explore("figure 8", FIGURE_8);
  }

  @Test
  void readsWhatWasCommittedBefore() {
    explore("a read while a leader falls", NEW_GROUP.ledFirst().standing("ab").reads(1));
  }

  @ParameterizedTest
  @EnumSource(
      names = {"NONE", "SNAPSHOT_INDEX_IGNORED"},
      mode = EnumSource.Mode.EXCLUDE)
  void catches(SimMutation mutation) {
    Setup setup =
        switch (mutation) {
          case OLD_TERM_COMMIT -> FIGURE_8;
          case VOTE_FORGOTTEN -> NEW_GROUP.standing("ab").crashing("c");
          case READ_WITHOUT_ROUND -> NEW_GROUP.ledFirst().standing("ab").reads(1);
          case COUNTS_BEFORE_SYNC -> NEW_GROUP.ledFirst().standing("ab").proposals(1).crashing("a");
          case NONE, SNAPSHOT_INDEX_IGNORED -> throw new AssertionError(mutation);
        };

    assertThatThrownBy(() -> Explorer.explore(() -> new RaftModelWorld(setup.with(mutation))))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("after [");
  }

  @SuppressWarnings("SystemOut") // the size of what was explored is the result
  private static void explore(String what, Setup setup) {
    Explorer.Explored explored = Explorer.explore(() -> new RaftModelWorld(setup));

    System.out.printf(
        "RaftModel: %s: %,d states, %,d ends%n", what, explored.states(), explored.ends());
    assertThat(explored.states()).as("explores something").isGreaterThan(500);
  }
}
