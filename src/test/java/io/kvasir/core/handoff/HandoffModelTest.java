package io.kvasir.core.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.fixture.Explorer;
import io.kvasir.core.handoff.SwitchWorld.Node;
import io.kvasir.core.handoff.SwitchWorld.Setup;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Every interleaving of a write with the change of one of its key's three replicas: what was
 * acknowledged is on a quorum of the new replicas from the settlement on. Then the same without
 * what it rests on, which must be caught.
 */
class HandoffModelTest {
  @Test
  void keepsAWriteOfOneThatStays() {
    explore(new Setup(Node.A, Optional.empty(), true, true));
  }

  @Test
  void keepsAWriteOfTheOneThatGoes() {
    explore(new Setup(Node.L, Optional.empty(), true, true));
  }

  @Test
  void survivesACrashOfEither() {
    for (Node crashes : List.of(Node.L, Node.G)) {
      explore(new Setup(Node.A, Optional.of(crashes), true, true));
      explore(new Setup(Node.L, Optional.of(crashes), true, true));
    }
  }

  @Test
  void aSourceThatServesBeforeItsWritesAreOnDiskIsCaught() {
    assertCaught(new Setup(Node.A, Optional.empty(), false, false));
  }

  @Test
  void aSourceThatTakesWhatIsOutdatedIsCaught() {
    assertCaught(new Setup(Node.A, Optional.empty(), true, false));
  }

  private static void explore(Setup setup) {
    Explorer.Explored explored = Explorer.explore(() -> new SwitchWorld(setup));

    System.out.printf(
        "HandoffModel: %s: %,d states, %,d ends%n", setup, explored.states(), explored.ends());
    assertThat(explored.states()).isGreaterThan(500);
  }

  private static void assertCaught(Setup setup) {
    assertThatThrownBy(() -> Explorer.explore(() -> new SwitchWorld(setup)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("acknowledged and held by");
  }
}
