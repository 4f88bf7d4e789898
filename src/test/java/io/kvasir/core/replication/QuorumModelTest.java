package io.kvasir.core.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.fixture.Explorer;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.QuorumWorld.Cores;
import io.kvasir.core.replication.QuorumWorld.ReplicaCore;
import io.kvasir.core.replication.QuorumWorld.Setup;
import io.kvasir.core.ring.PreferenceList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Every interleaving of one quorum write and one quorum read on three replicas: no success with
 * fewer than W durable copies, and a read that begins after a success sees it. Then the same with
 * cores that are known to be wrong, which must be caught.
 */
class QuorumModelTest {
  @Test
  void survivesLostMessages() {
    explore("messages lost", new Setup(2, 2, 2, 0, 0, false));
  }

  @Test
  void survivesRepeatedMessages() {
    explore("messages repeated", new Setup(2, 2, 0, 1, 0, false));
  }

  @Test
  void survivesReplicasThatAreTakenForDead() {
    explore("replicas suspected", new Setup(2, 2, 0, 0, 1, false));
  }

  @Test
  void survivesACrashOfTheCoordinator() {
    explore("coordinator crashed", new Setup(2, 2, 0, 0, 0, true));
  }

  @Test
  void holdsForEveryPairOfQuorumsThatOverlap() {
    explore("W=1 R=3", new Setup(1, 3, 1, 0, 0, false));
    explore("W=3 R=1", new Setup(3, 1, 1, 0, 0, false));
  }

  @Test
  void aCoordinatorThatCompletesAtOneAckTooFewIsCaught() {
    Cores hasty =
        new Cores() {
          @Override
          public WriteCoordinator coordinator(NodeId self, PreferenceList replicas, int needed) {
            return Coordinators.write(self, replicas, needed - 1);
          }

          @Override
          public ReplicaCore replica(Actor actor) {
            return Cores.real().replica(actor);
          }
        };

    assertCaught(hasty, new Setup(2, 2, 0, 0, 0, false), "durable acks");
  }

  @Test
  void aReplicaThatAcknowledgesBeforeItsDiskIsCaught() {
    Cores careless =
        new Cores() {
          @Override
          public WriteCoordinator coordinator(NodeId self, PreferenceList replicas, int needed) {
            return Cores.real().coordinator(self, replicas, needed);
          }

          @Override
          public ReplicaCore replica(Actor actor) {
            return new Careless(Cores.real().replica(actor));
          }
        };

    assertCaught(careless, new Setup(2, 2, 0, 0, 0, false), "durable acks");
  }

  @Test
  void quorumsThatDoNotOverlapAreCaught() {
    assertCaught(Cores.real(), new Setup(2, 1, 0, 0, 0, false), "missed the acknowledged write");
  }

  /** Says "durable" as soon as a merge is on its way to the disk. */
  private static final class Careless implements ReplicaCore {
    private final ReplicaCore inner;
    private Optional<Long> merging = Optional.empty();

    Careless(ReplicaCore inner) {
      this.inner = inner;
    }

    @Override
    public List<Replica.Effect> on(Replica.Event event) {
      List<Replica.Effect> effects = new ArrayList<>(inner.on(event));
      if (event instanceof Replica.Event.Merge merge) {
        merging = Optional.of(merge.id());
      }
      if (merging.isPresent()
          && effects.stream().anyMatch(effect -> effect instanceof Replica.Effect.Commit)) {
        effects.add(new Replica.Effect.Merged(merging.get(), Optional.empty(), true));
      }
      return effects;
    }
  }

  private static void explore(String what, Setup setup) {
    Explorer.Explored explored = Explorer.explore(() -> new QuorumWorld(setup, Cores.real()));

    System.out.printf(
        "QuorumModel: %s, %s: %,d states, %,d ends%n",
        what, setup, explored.states(), explored.ends());
    assertThat(explored.states()).as("explores something").isGreaterThan(500);
  }

  private static void assertCaught(Cores cores, Setup setup, String promise) {
    assertThatThrownBy(() -> Explorer.explore(() -> new QuorumWorld(setup, cores)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(promise);
  }
}
