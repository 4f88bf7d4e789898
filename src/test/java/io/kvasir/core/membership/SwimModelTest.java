package io.kvasir.core.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.fixture.Explorer;
import io.kvasir.core.membership.SwimModelWorld.Budget;
import io.kvasir.core.membership.SwimModelWorld.Hearing;
import org.junit.jupiter.api.Test;

/**
 * Every order of suspicions, deaths, restarts and messages among three nodes, within bounds, with
 * suspicions that may end at any moment: beliefs only get weightier, nobody believes in an
 * incarnation that never was, and once all that run have talked to each other again, all believe
 * that all are alive. Then the same with nodes that hear wrongly, which must be caught.
 */
class SwimModelTest {
  private static final Budget SUSPICIONS = new Budget(2, 3, 0, false);
  private static final Budget RESTART = new Budget(1, 3, 1, false);
  private static final Budget TABLES = new Budget(2, 3, 0, true);

  @Test
  void survivesSuspicions() {
    explore("two suspicions, three messages", SUSPICIONS);
  }

  @Test
  void survivesARestart() {
    explore("a restart, a suspicion, three messages", RESTART);
  }

  @Test
  void survivesExchangedTables() {
    explore("two suspicions, three tables", TABLES);
  }

  @Test
  void catchesNodesThatDoNotSpeakUp() {
    assertCaught(
        (roster, claim) ->
            claim.member().equals(roster.self().member())
                ? Roster.Heard.NOTHING_NEW
                : roster.hear(claim));
  }

  @Test
  void catchesNodesThatBelieveInNoReturn() {
    assertCaught(
        (roster, claim) ->
            roster.of(claim.member()).filter(known -> known.state().isGone()).isPresent()
                ? Roster.Heard.NOTHING_NEW
                : roster.hear(claim));
  }

  @Test
  void catchesNodesThatForgetTheIncarnation() {
    assertCaught(
        (roster, claim) -> {
          boolean newer =
              roster
                  .of(claim.member())
                  .filter(known -> claim.incarnation().compareTo(known.incarnation()) > 0)
                  .isPresent();
          return newer ? Roster.Heard.NOTHING_NEW : roster.hear(claim);
        });
  }

  private static void assertCaught(Hearing wrong) {
    assertThatThrownBy(() -> Explorer.explore(() -> new SwimModelWorld(SUSPICIONS, wrong)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("after [");
  }

  @SuppressWarnings("SystemOut") // the size of what was explored is the result
  private static void explore(String what, Budget budget) {
    Explorer.Explored explored = Explorer.explore(() -> new SwimModelWorld(budget, Roster::hear));

    System.out.printf(
        "SwimModel: %s: %,d states, %,d ends%n", what, explored.states(), explored.ends());
    assertThat(explored.states()).as("explores something").isGreaterThan(1_000);
  }
}
