package io.kvasir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.crdt.Lifetime;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.Seen;
import io.kvasir.core.replication.Holding;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A session removes what it added at another node, which nobody else has heard of yet. */
class SessionRemoveTest {
  private static final TreeSet<Element> MEMBER = new TreeSet<>(List.of(new Element("e")));
  private static final Holding ONE = Holding.NOTHING.and(new Quorum.Exactly(1));

  private final QuietCluster cluster = new QuietCluster(3);
  private final EntryKey entry = entry();

  private EntryKey entry() {
    BucketName name = new BucketName("sets");
    BucketSpec spec = new BucketSpec(DataType.OR_SWOT, Consistency.Preset.EVENTUAL, 3);
    cluster.engine(0).createBucket(name, spec, 2_000, outcome -> {});
    cluster.run(3);
    return new EntryKey(
        cluster.topology(0).buckets().live(name).orElseThrow().id(), new Key("basket"));
  }

  @Test
  void aRemoveThatCannotAskWhoHasItIsNotApplied() {
    isolate(0);
    assertThat(write(0, new Operation.Add(MEMBER), Holding.NOTHING))
        .isInstanceOf(WriteOutcome.Stored.class);

    assertThat(write(1, remove(), ONE)).isNotInstanceOf(WriteOutcome.Stored.class);

    cluster.weather().cuts.clear();
    cluster.run(30);
    assertThat(write(1, remove(), ONE)).isInstanceOf(WriteOutcome.Stored.class);
    cluster.run(30);
    assertThat(isAMemberSomewhere()).isFalse();
  }

  /** As it is without a session: a remove takes effect on what is known where it is applied. */
  @Test
  void aRemoveOnItsOwnAsksNobody() {
    isolate(0);
    assertThat(write(0, new Operation.Add(MEMBER), Holding.NOTHING))
        .isInstanceOf(WriteOutcome.Stored.class);

    assertThat(write(1, remove(), Holding.NOTHING)).isInstanceOf(WriteOutcome.Stored.class);

    cluster.weather().cuts.clear();
    cluster.run(60);
    assertThat(isAMemberSomewhere()).isTrue();
  }

  private static Operation remove() {
    return new Operation.Remove(MEMBER, Seen.HERE);
  }

  private boolean isAMemberSomewhere() {
    return cluster.disks().durable(entry, 3).stream()
        .flatMap(Optional::stream)
        .anyMatch(state -> !((OrSwot) state).members().isEmpty());
  }

  private void isolate(int node) {
    for (int other = 0; other < 3; other++) {
      if (other != node) {
        cluster.weather().cuts.add(link(node, other));
        cluster.weather().cuts.add(link(other, node));
      }
    }
  }

  private SimNetwork.Link link(int from, int to) {
    return new SimNetwork.Link(cluster.ids().get(from), cluster.ids().get(to));
  }

  private WriteOutcome write(int node, Operation operation, Holding session) {
    List<WriteOutcome> outcomes = new ArrayList<>();
    WriteRequest request =
        new WriteRequest(
            entry,
            DataType.OR_SWOT,
            operation,
            3,
            new Quorum.Exactly(1),
            1,
            Lifetime.kept(),
            session);
    cluster.engine(node).write(request, 1_000, outcomes::add);
    cluster.run(3);
    assertThat(outcomes).hasSize(1);
    return outcomes.getFirst();
  }
}
