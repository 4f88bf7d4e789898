package io.kvasir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.CatalogueOutcome;
import io.kvasir.core.topology.MembershipOutcome;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.SubmitOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Changes that were carried out late, and whose asker then cannot find out what it knows too little
 * of: it is answered when its time is up all the same.
 */
class ChangeDeadlineTest {
  private static final long TIMEOUT_MILLIS = 1_000;
  private static final long LATE_MICROS = 300_000;
  private static final int TOLERATED_MILLIS = 100;

  private final List<Runnable> onCarriedOut = new ArrayList<>();
  private final QuietCluster cluster = new QuietCluster(3, this::onSent);
  private final int leader = leader();
  private final int asker = (leader + 1) % 3;

  @Test
  void aChangeOfMembersEndsInTime() {
    NodeId leaving = cluster.ids().get((leader + 2) % 3);

    MembershipOutcome outcome =
        outcomeInTime(
            (timeout, done) ->
                cluster
                    .engine(asker)
                    .changeMembership(new TopologyCommand.Leave(leaving), timeout, done));

    assertThat(outcome).isInstanceOf(MembershipOutcome.Accepted.class);
  }

  @Test
  void aDropOfABucketThatIsNotKnownHereYetEndsInTime() {
    BucketName name = new BucketName("fresh");
    cut(leader, asker);
    List<CatalogueOutcome> created = new ArrayList<>();
    cluster
        .engine(leader)
        .createBucket(
            name,
            new BucketSpec(DataType.LWW_REGISTER, Consistency.Preset.EVENTUAL, 3),
            TIMEOUT_MILLIS,
            created::add);
    cluster.runMicros(600_000);
    assertThat(created).singleElement().isInstanceOf(CatalogueOutcome.Done.class);

    CatalogueOutcome outcome =
        outcomeInTime((timeout, done) -> cluster.engine(asker).dropBucket(name, timeout, done));

    assertThat(outcome)
        .isInstanceOfAny(CatalogueOutcome.Done.class, CatalogueOutcome.Indeterminate.class);
  }

  /** The leader is heard by nobody for a while, and hears nobody once it has answered. */
  private <T> T outcomeInTime(BiConsumer<Long, Consumer<T>> change) {
    List<T> outcomes = new ArrayList<>();
    onCarriedOut.add(() -> cut(asker, leader));
    cut(leader, 0);
    cut(leader, 1);
    cut(leader, 2);
    change.accept(TIMEOUT_MILLIS, outcomes::add);
    cluster.runMicros(LATE_MICROS);
    cluster.weather().clear();
    cluster.runMicros((TIMEOUT_MILLIS + TOLERATED_MILLIS) * 1_000 - LATE_MICROS);
    assertThat(onCarriedOut).isEmpty();
    assertThat(outcomes).hasSize(1);
    return outcomes.getFirst();
  }

  private void onSent(NodeId from, NodeId to, PeerMessage message) {
    if (message
            instanceof
            PeerMessage.OfGroup(
                GroupMessage.Submitted(var group, long token, SubmitOutcome.Committed done),
                long agreedMillis)
        && from.equals(cluster.ids().get(leader))) {
      onCarriedOut.forEach(Runnable::run);
      onCarriedOut.clear();
    }
  }

  private int leader() {
    return IntStream.range(0, 3).filter(cluster::leads).findFirst().orElseThrow();
  }

  private void cut(int from, int to) {
    List<NodeId> ids = cluster.ids();
    cluster.weather().cuts.add(new SimNetwork.Link(ids.get(from), ids.get(to)));
  }
}
