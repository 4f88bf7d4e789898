package io.kvasir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.States;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Lifetime;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.ReadRequest;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Keys and members that end, on three real engines whose clocks are seconds apart. Every write and
 * read is of one replica.
 */
class ExpirySimulationTest {
  private static final EntryKey COUNTER = States.entry("__default_counter__", "n");
  private static final EntryKey SET = States.entry("__default_set__", "s");
  private static final int SEEDS = 10;

  /** What clocks may differ by, in milliseconds. */
  private static final long SKEW = 4_000;

  private QuietCluster cluster = new QuietCluster(3);

  @Test
  void nobodyShowsAgainWhatAllHadSeenEnd() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      cluster = new QuietCluster(3);
      long first = random.nextLong(SKEW) - SKEW / 2;
      long second = random.nextLong(SKEW) - SKEW / 2;
      cluster.node(0).clock().step(first);
      cluster.node(1).clock().step(second);
      outlive(random, seed);
    }
  }

  /**
   * What was counted reaches all replicas and ends everywhere; they are cut off, and one counts
   * anew before another had noticed the end, or a sweep had come.
   */
  private void outlive(Random random, int seed) {
    for (int writes = 1 + random.nextInt(3); writes > 0; writes--) {
      count(random.nextInt(3), 100, new Lifetime.Limited(3_000));
    }
    add(random.nextInt(3), "old" + seed, Optional.of(2_500L));
    cluster.run(1);
    if (random.nextBoolean()) {
      cut();
    }
    cluster.run(random.nextBoolean() ? 8 : 30);
    for (int node = 0; node < 3; node++) {
      assertThat(count(node)).as("seed %d, n%d", seed, node + 1).isEqualTo(BigInteger.ZERO);
    }

    int writer = random.nextInt(3);
    count(writer, 1, new Lifetime.Limited(60_000));
    add(writer, "new", Optional.of(60_000L));
    assertThat(count(writer)).as("seed %d begins anew", seed).isEqualTo(BigInteger.ONE);
    heal();

    for (int node = 0; node < 3; node++) {
      assertThat(count(node)).as("seed %d, n%d", seed, node + 1).isEqualTo(BigInteger.ONE);
      assertThat(members(node)).containsExactly(new Element("new"));
    }
  }

  @Test
  void whatHasEndedIsReclaimedEverywhereWithoutAWrite() {
    cluster.node(0).clock().step(3_000);
    count(0, 5, new Lifetime.Limited(3_000));
    add(1, "ends", Optional.of(3_000L));
    add(1, "stays", Optional.empty());
    cluster.run(2);

    cluster.run(20);

    assertThat(durable(COUNTER)).hasSize(3).noneMatch(Crdt::isPresent);
    assertThat(durable(SET))
        .hasSize(3)
        .allSatisfy(
            state -> assertThat(((OrSwot) state).members()).containsExactly(new Element("stays")));
  }

  @Test
  void nodesThatHearOfEachOtherJudgeByTheLatestClock() {
    cluster.node(0).clock().step(5_000);
    count(0, 1, new Lifetime.Kept());
    cluster.run(2);

    long first = cluster.engine(0).agreedMillis();
    long second = cluster.engine(1).agreedMillis();

    assertThat(first - second).isLessThan(2_500);
    cluster.node(0).clock().step(3_600_000);
    count(0, 1, new Lifetime.Kept());
    cluster.run(1);
    assertThat(cluster.engine(1).agreedMillis() - cluster.node(1).clock().wallMillis())
        .as("one clock that is far off ends nothing elsewhere")
        .isLessThanOrEqualTo(10_000);
  }

  private List<Crdt> durable(EntryKey entry) {
    return cluster.disks().durable(entry, 3).stream().flatMap(Optional::stream).toList();
  }

  private void count(int node, long amount, Lifetime lifetime) {
    write(node, COUNTER, DataType.PN_COUNTER, new Operation.Adjust(amount), lifetime);
  }

  private void add(int node, String element, Optional<Long> life) {
    SortedSet<Element> elements = new TreeSet<>(List.of(new Element(element)));
    write(node, SET, DataType.OR_SWOT, new Operation.Add(elements, life), Lifetime.kept());
  }

  private void write(
      int node, EntryKey entry, DataType type, Operation operation, Lifetime lifetime) {
    List<WriteOutcome> outcomes = new ArrayList<>();
    cluster
        .engine(node)
        .write(
            new WriteRequest(entry, type, operation, 3, new Quorum.Exactly(1), 1, lifetime),
            2_000,
            outcomes::add);
    cluster.runMicros(QuietCluster.SECOND / 10);
    assertThat(outcomes).singleElement().isInstanceOf(WriteOutcome.Stored.class);
  }

  private BigInteger count(int node) {
    return ((PnCounter) read(node, COUNTER, DataType.PN_COUNTER)).value();
  }

  private SortedSet<Element> members(int node) {
    return ((OrSwot) read(node, SET, DataType.OR_SWOT)).members();
  }

  private Crdt read(int node, EntryKey entry, DataType type) {
    List<ReadOutcome> outcomes = new ArrayList<>();
    cluster
        .engine(node)
        .read(new ReadRequest(entry, type, 3, new Quorum.Exactly(1)), 2_000, outcomes::add);
    cluster.runMicros(QuietCluster.SECOND / 10);
    return ((ReadOutcome.Answered) outcomes.getFirst()).state();
  }

  private void cut() {
    for (NodeId from : cluster.ids()) {
      for (NodeId to : cluster.ids()) {
        if (!from.equals(to)) {
          cluster.weather().cuts.add(new SimNetwork.Link(from, to));
        }
      }
    }
  }

  private void heal() {
    cluster.weather().clear();
    cluster.run(15);
  }
}
