package io.kvasir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.States;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.ReadRequest;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who was removed learns it, keeps it, and serves nothing. */
class RemovedNodeTest {
  private static final int MEMBERS = 4;
  private static final int GOER = 3;
  private static final long TENTH = QuietCluster.SECOND / 10;

  private final QuietCluster cluster = new QuietCluster(MEMBERS);

  @Test
  void whoIsStartedOnItsOldDiskNeverServes() {
    List<EntryKey> keys = IntStream.range(0, 8).mapToObj(RemovedNodeTest::key).toList();
    keys.forEach(key -> assertThat(put(0, key, "old")).isInstanceOf(WriteOutcome.Stored.class));
    cluster.run(5);
    cluster.node(GOER).crash();
    remove();
    keys.forEach(key -> assertThat(delete(key)).isInstanceOf(WriteOutcome.Stored.class));

    cluster.node(GOER).start();
    neverServes(50);

    assertThat(cluster.engine(GOER).isRemoved()).isTrue();
    cluster.node(GOER).crash();
    cutOff();
    cluster.node(GOER).start();
    neverServes(50);
    assertThat(cluster.engine(GOER).isRemoved()).as("as it remembers").isTrue();
    keys.forEach(key -> assertThat(get(0, key, new Quorum.All())).isEmpty());
  }

  @Test
  void whoLivesOnHearsOfItWhenTheOthersCanBeReached() {
    EntryKey key = keyOfGoer();
    cutOff();
    remove();
    cluster.run(5);
    assertThat(put(GOER, key, "lost")).as("cut off").isInstanceOf(WriteOutcome.Stored.class);
    assertThat(cluster.engine(GOER).isRemoved()).isFalse();

    cluster.weather().clear();
    cluster.run(10);

    assertThat(cluster.engine(GOER).isRemoved()).isTrue();
    assertThat(put(GOER, key, "never")).isInstanceOf(WriteOutcome.Overloaded.class);
    assertThat(read(GOER, key, new Quorum.Exactly(1))).isInstanceOf(ReadOutcome.Overloaded.class);
    for (int member = 0; member < GOER; member++) {
      assertThat(get(member, key, new Quorum.All())).isEmpty();
      assertThat(cluster.engine(member).isRemoved()).isFalse();
    }
  }

  @Test
  void aMemberThatStartsCutOffServesAfterAWhile() {
    EntryKey key = keyOfGoer();
    cluster.node(GOER).crash();
    cutOff();

    cluster.node(GOER).start();
    cluster.run(8);

    assertThat(put(GOER, key, "here")).isInstanceOf(WriteOutcome.Stored.class);
    assertThat(get(GOER, key, new Quorum.Exactly(1))).containsExactly(Value.text("here"));
  }

  @Test
  void aWholeClusterStartsAtOnce() {
    IntStream.range(0, MEMBERS).forEach(member -> cluster.node(member).crash());
    IntStream.range(0, MEMBERS).forEach(member -> cluster.node(member).start());

    cluster.runMicros(5 * TENTH);

    for (int member = 0; member < MEMBERS; member++) {
      assertThat(cluster.engine(member).topology()).as("n%d", member + 1).isPresent();
    }
  }

  private void neverServes(int tenths) {
    for (int i = 0; i < tenths; i++) {
      cluster.runMicros(TENTH);
      assertThat(cluster.engine(GOER).topology()).isEmpty();
    }
  }

  private void cutOff() {
    for (int member = 0; member < GOER; member++) {
      cluster
          .weather()
          .cuts
          .add(new SimNetwork.Link(cluster.ids().get(GOER), cluster.ids().get(member)));
      cluster
          .weather()
          .cuts
          .add(new SimNetwork.Link(cluster.ids().get(member), cluster.ids().get(GOER)));
    }
  }

  private void remove() {
    TopologyCommand command = new TopologyCommand.Remove(cluster.ids().get(GOER));
    for (int i = 0; i < 60 && isMember(); i++) {
      cluster.engine(i % GOER).changeMembership(command, 2_000, outcome -> {});
      cluster.run(2);
    }
    assertThat(isMember()).isFalse();
  }

  private boolean isMember() {
    return IntStream.range(0, GOER)
        .anyMatch(
            member -> cluster.topology(member).members().containsKey(cluster.ids().get(GOER)));
  }

  private static EntryKey key(int number) {
    return States.entry("__default_lww__", "k" + number);
  }

  private EntryKey keyOfGoer() {
    Topology topology = cluster.topology(0);
    return IntStream.range(0, 100)
        .mapToObj(RemovedNodeTest::key)
        .filter(
            key ->
                topology
                    .replicas(
                        topology.ring().partitionOf(key.bucket().name().value(), key.key().value()),
                        3)
                    .current()
                    .nodes()
                    .contains(cluster.ids().get(GOER)))
        .findFirst()
        .orElseThrow();
  }

  private WriteOutcome put(int at, EntryKey key, String value) {
    return write(at, key, new Operation.Put(Value.text(value)));
  }

  private WriteOutcome delete(EntryKey key) {
    return write(0, key, new Operation.Delete());
  }

  private WriteOutcome write(int at, EntryKey key, Operation operation) {
    List<WriteOutcome> outcomes = new ArrayList<>();
    WriteRequest request =
        new WriteRequest(key, DataType.LWW_REGISTER, operation, 3, new Quorum.Exactly(1));
    cluster.engine(at).write(request, 2_000, outcomes::add);
    cluster.run(3);
    return outcomes.getFirst();
  }

  private List<Value> get(int at, EntryKey key, Quorum quorum) {
    ReadOutcome outcome = read(at, key, quorum);
    assertThat(outcome).isInstanceOf(ReadOutcome.Answered.class);
    return ((LwwRegister) ((ReadOutcome.Answered) outcome).state()).value().stream().toList();
  }

  private ReadOutcome read(int at, EntryKey key, Quorum quorum) {
    List<ReadOutcome> reads = new ArrayList<>();
    Engine engine = cluster.engine(at);
    engine.read(new ReadRequest(key, DataType.LWW_REGISTER, 3, quorum), 2_000, reads::add);
    cluster.run(3);
    return reads.getFirst();
  }
}
