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
import io.kvasir.core.gossip.EndIndex;
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
  private static final int ATTEMPTS = 100;

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
  void aKeyThatWasDamagedWhileItsEndWasSetStillEnds() {
    count(0, 5, new Lifetime.Kept());
    cluster.run(2);
    SimDisk disk = cluster.node(2).disk();
    SimDisk.Place place = new SimDisk.Place(cluster.disks().partitionOf(COUNTER), COUNTER);
    disk.rot(place);
    count(0, 1, new Lifetime.Limited(20_000));
    cluster.run(5);

    assertThat(disk.isRotten(place)).isFalse();
    assertThat(count(2)).isEqualTo(BigInteger.valueOf(6));
    assertThat(disk.ends(place.partition()).due(List.of(COUNTER.bucket()), Long.MAX_VALUE, 2))
        .extracting(EndIndex.Item::entry)
        .containsExactly(COUNTER);
    cluster.run(40);

    assertThat(durable(COUNTER)).hasSize(3).noneMatch(Crdt::isPresent);
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

  @Test
  void whoMissedThatAKeyWasGivenMoreTimeTakesNothingFromIt() {
    for (boolean isWritten : new boolean[] {false, true}) {
      cluster = new QuietCluster(3);
      count(0, 5, new Lifetime.Limited(3_000));
      cluster.run(1);
      isolate(2);
      countAtTwo(0, 1, new Lifetime.Limited(300_000));
      cluster.run(30);
      assertThat(Crdt.meet(DataType.PN_COUNTER, durable(COUNTER)).isPresent()).isTrue();

      cluster.weather().clear();
      if (isWritten) {
        countAtTwo(2, 1, Lifetime.kept());
      }
      cluster.run(30);

      BigInteger all = BigInteger.valueOf(isWritten ? 7 : 6);
      for (int node = 0; node < 3; node++) {
        assertThat(count(node)).as("n%d, written: %s", node + 1, isWritten).isEqualTo(all);
      }
      cluster.run(300);
      assertThat(durable(COUNTER)).noneMatch(Crdt::isPresent);
    }
  }

  @Test
  void aMemberThatIsAddedAgainThroughOneThatMissedTheFirstTimeEndsWhenItWasSaidLast() {
    isolate(2);
    addAtTwo(0, "stays", Optional.empty());
    addAtTwo(0, "short", Optional.empty());
    addAtTwo(1, "shorter", Optional.of(300_000L));
    cluster.weather().clear();

    addAtTwo(2, "short", Optional.of(3_000L));
    addAtTwo(2, "shorter", Optional.of(3_000L));
    cluster.run(30);

    for (int node = 0; node < 3; node++) {
      assertThat(members(node)).containsExactly(new Element("stays"));
    }
  }

  @Test
  void aWriteThroughOneThatKnowsNothingOfAnEndIsNotTakenByIt() {
    isolate(2);
    countAtTwo(0, 5, new Lifetime.Limited(3_000));
    cluster.run(30);
    assertThat(durable(COUNTER)).as("swept where it is known").noneMatch(Crdt::isPresent);

    cluster.weather().clear();
    countAtTwo(2, 1, Lifetime.kept());
    cluster.run(30);

    for (int node = 0; node < 3; node++) {
      assertThat(count(node)).as("n%d", node + 1).isEqualTo(BigInteger.ONE);
    }
  }

  @Test
  void nothingIsReclaimedWhileNobodyCanSayThatItWasGivenMoreTime() {
    count(0, 5, new Lifetime.Limited(3_000));
    cluster.run(1);
    cut();

    cluster.run(30);

    assertThat(durable(COUNTER)).hasSize(3).allMatch(Crdt::isPresent);
    assertThat(count(0)).as("but shown to nobody").isEqualTo(BigInteger.ZERO);
    heal();
    assertThat(durable(COUNTER)).noneMatch(Crdt::isPresent);
  }

  private List<Crdt> durable(EntryKey entry) {
    return cluster.disks().durable(entry, 3).stream().flatMap(Optional::stream).toList();
  }

  private void count(int node, long amount, Lifetime lifetime) {
    write(node, COUNTER, DataType.PN_COUNTER, new Operation.Adjust(amount), lifetime, 1);
  }

  /** Acknowledged by two of three. */
  private void countAtTwo(int node, long amount, Lifetime lifetime) {
    write(node, COUNTER, DataType.PN_COUNTER, new Operation.Adjust(amount), lifetime, 2);
  }

  private void add(int node, String element, Optional<Long> life) {
    write(node, SET, DataType.OR_SWOT, addition(element, life), Lifetime.kept(), 1);
  }

  private void addAtTwo(int node, String element, Optional<Long> life) {
    write(node, SET, DataType.OR_SWOT, addition(element, life), Lifetime.kept(), 2);
  }

  private static Operation addition(String element, Optional<Long> life) {
    return new Operation.Add(new TreeSet<>(List.of(new Element(element))), life);
  }

  private void write(
      int node, EntryKey entry, DataType type, Operation operation, Lifetime lifetime, int quorum) {
    int observed = operation.isObserving() ? quorum : 1;
    WriteRequest request =
        new WriteRequest(entry, type, operation, 3, new Quorum.Exactly(quorum), observed, lifetime);
    List<WriteOutcome> outcomes = new ArrayList<>();
    for (int attempt = 0; attempt < ATTEMPTS && isNotApplied(outcomes); attempt++) {
      outcomes.clear();
      cluster.engine(node).write(request, 2_000, outcomes::add);
      cluster.runMicros(QuietCluster.SECOND / 10);
      if (outcomes.isEmpty()) {
        cluster.run(2);
      }
    }
    assertThat(outcomes).singleElement().isInstanceOf(WriteOutcome.Stored.class);
  }

  /** Or not tried yet: who was cut off is in reach again a while later. */
  private static boolean isNotApplied(List<WriteOutcome> outcomes) {
    return outcomes.isEmpty()
        || (outcomes.getFirst() instanceof WriteOutcome.QuorumUnavailable unavailable
            && !unavailable.maybeApplied());
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

  private void isolate(int node) {
    NodeId alone = cluster.ids().get(node);
    for (NodeId other : cluster.ids()) {
      if (!other.equals(alone)) {
        cluster.weather().cuts.add(new SimNetwork.Link(alone, other));
        cluster.weather().cuts.add(new SimNetwork.Link(other, alone));
      }
    }
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
