package io.kvasir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.States;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.crdt.Seen;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.ReadRequest;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A key that one of three replicas cannot read any more. */
class DamagedKeyTest {
  private static final EntryKey KEY = States.entry("__default_counter__", "n");
  private static final Quorum ALL = new Quorum.Exactly(3);
  private static final Quorum MAJORITY = new Quorum.Majority();

  private final QuietCluster cluster = new QuietCluster(3);
  private final SimDisk.Place place = new SimDisk.Place(cluster.disks().partitionOf(KEY), KEY);

  @Test
  void othersAnswerForItUntilTheyHaveMendedIt() {
    write(new Operation.Adjust(5), ALL);
    disk(2).rot(place);

    assertThat(((PnCounter) read()).value()).isEqualTo(BigInteger.valueOf(5));
    cluster.run(5);

    assertThat(disk(2).isRotten(place)).isFalse();
    assertThat(disk(2).state(place)).isEqualTo(disk(0).state(place));
  }

  @Test
  void itWaitsForAReplicaThatIsDown() {
    write(new Operation.Adjust(5), ALL);
    cluster.node(1).crash();
    disk(2).rot(place);
    cluster.run(10);
    assertThat(disk(2).isRotten(place)).isTrue();

    cluster.node(1).start();
    cluster.run(30);

    assertThat(disk(2).isRotten(place)).isFalse();
  }

  @Test
  void itIsNothingWhenItWasDeletedAndAllOthersForgotIt() {
    write(new Operation.Adjust(5), ALL);
    write(new Operation.Delete(Seen.HERE), ALL);
    cluster.run(5);
    Crdt remains = disk(2).state(place).orElseThrow();
    assertThat(remains.isPresent()).isFalse();
    for (int other = 0; other < 2; other++) {
      disk(other).append(new SimDisk.LogRecord.Drop(place, Slice.whole(remains)));
      disk(other).sync(disk(other).unsynced());
    }
    disk(2).rot(place);

    read();
    cluster.run(10);

    assertThat(disk(2).isRotten(place)).isFalse();
    assertThat(disk(2).state(place).filter(Crdt::isPresent)).isEmpty();
  }

  private SimDisk disk(int node) {
    return cluster.node(node).disk();
  }

  /** By the one that is damaged. */
  private Crdt read() {
    List<ReadOutcome> reads = new ArrayList<>();
    cluster
        .engine(2)
        .read(new ReadRequest(KEY, DataType.PN_COUNTER, 3, MAJORITY), 2_000, reads::add);
    cluster.run(1);
    return ((ReadOutcome.Answered) reads.getFirst()).state();
  }

  private void write(Operation operation, Quorum quorum) {
    List<WriteOutcome> outcomes = new ArrayList<>();
    cluster
        .engine(0)
        .write(
            new WriteRequest(KEY, DataType.PN_COUNTER, operation, 3, quorum), 2_000, outcomes::add);
    cluster.run(1);
    assertThat(outcomes).singleElement().isInstanceOf(WriteOutcome.Stored.class);
  }
}
