package io.kvasir.core.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyRange;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ScanCoordinator.Effect;
import io.kvasir.core.replication.ScanCoordinator.Event;
import io.kvasir.core.replication.ScanOutcome.Item;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.ring.PreferenceList;
import io.kvasir.core.ring.Replicas;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Scans of clusters at random, whose replicas answer in any order, fail, or have no vote: what W
 * replicas hold shows, once, in order, whatever the pages; and nobody is asked who need not be.
 */
class ScanCoordinatorPropertyTest {
  private static final BucketId BUCKET = new BucketId(new BucketName("b"), 0);

  /** A cluster with keys, each written to a write quorum of its replicas. */
  private static final class World {
    final Random random;
    final List<NodeId> nodes = new ArrayList<>();
    final TreeMap<PartitionId, Replicas> replicas = new TreeMap<>();
    final TreeMap<Key, PartitionId> partitions = new TreeMap<>();
    final TreeMap<Key, Crdt> written = new TreeMap<>();
    final TreeMap<NodeId, TreeMap<Key, Crdt>> disks = new TreeMap<>();
    final TreeSet<NodeId> down = new TreeSet<>();
    final TreeMap<NodeId, TreeSet<PartitionId>> voteless = new TreeMap<>();
    final int r;

    World(long seed) {
      random = new Random(seed);
      int count = 1 + random.nextInt(5);
      for (int i = 0; i < count; i++) {
        nodes.add(new NodeId("n" + i));
        disks.put(nodes.get(i), new TreeMap<>());
        voteless.put(nodes.get(i), new TreeSet<>());
      }
      int n = Math.min(count, 3);
      r = 1 + random.nextInt(n);
      for (int number = 0; number < 1 + random.nextInt(6); number++) {
        PreferenceList list = list(n);
        replicas.put(
            new PartitionId(number),
            random.nextInt(4) == 0 ? Replicas.changing(list, list(n)) : Replicas.settled(list));
      }
      for (int number = random.nextInt(12); number > 0; number--) {
        write(new Key("k" + random.nextInt(20)), n);
      }
      for (NodeId node : nodes) {
        if (random.nextInt(6) == 0) {
          down.add(node);
        }
        for (PartitionId partition : replicas.keySet()) {
          if (random.nextInt(12) == 0) {
            voteless.get(node).add(partition);
          }
        }
      }
    }

    private PreferenceList list(int n) {
      List<NodeId> all = new ArrayList<>(nodes);
      Collections.shuffle(all, random);
      return new PreferenceList(all.subList(0, n));
    }

    /** To N − R + 1 of each list. */
    private void write(Key key, int n) {
      PartitionId partition =
          partitions.computeIfAbsent(key, each -> new PartitionId(random.nextInt(replicas.size())));
      PnCounter.Tally tally = new PnCounter.Tally(1 + random.nextInt(9), 0, 0, 0);
      Crdt state = new PnCounter(new TreeMap<>(Map.of(new Actor(random.nextInt(3) + 1), tally)));
      written.merge(key, state, Crdt::join);
      Replicas of = replicas.get(partition);
      List<PreferenceList> lists = new ArrayList<>(List.of(of.current()));
      of.next().ifPresent(lists::add);
      for (PreferenceList list : lists) {
        List<NodeId> holders = new ArrayList<>(list.nodes());
        Collections.shuffle(holders, random);
        holders
            .subList(0, n - r + 1)
            .forEach(node -> disks.get(node).merge(key, state, Crdt::join));
      }
    }

    KeyPage page(NodeId node, SortedSet<PartitionId> wanted, KeyScan scan) {
      TreeMap<Key, Crdt> disk = new TreeMap<>(disks.get(node));
      disk.keySet()
          .removeIf(key -> !wanted.contains(partitions.get(key)) || !scan.range().contains(key));
      List<Key> keys = new ArrayList<>((scan.reverse() ? disk.descendingMap() : disk).keySet());
      int room = 1 + random.nextInt(scan.limit());
      List<KeyPage.Held> items =
          keys.stream()
              .limit(room)
              .map(key -> new KeyPage.Held(partitions.get(key), key, content(scan, disk.get(key))))
              .toList();
      return new KeyPage(
          items, keys.size() > room ? Optional.of(items.getLast().key()) : Optional.empty());
    }

    private KeyPage.Content content(KeyScan scan, Crdt state) {
      if (random.nextInt(10) == 0) {
        return new KeyPage.Content.TooLong();
      }
      return scan.keysOnly()
          ? new KeyPage.Content.Glimpse(state.hashCode(), state.isPresent())
          : new KeyPage.Content.State(state);
    }

    ScanOutcome run(KeyScan scan) {
      ReplicaScan request =
          new ReplicaScan(BUCKET, DataType.PN_COUNTER, 3, new Quorum.Exactly(r), scan, 1_000);
      NodeId self = nodes.get(random.nextInt(nodes.size()));
      ScanCoordinator coordinator = new ScanCoordinator(self, replicas, request);
      List<Effect.AskPage> open = new ArrayList<>();
      List<ScanOutcome> outcomes = new ArrayList<>();
      TreeSet<NodeId> known = new TreeSet<>(down);
      known.removeIf(node -> random.nextBoolean());
      take(coordinator.start(known), open, outcomes);
      while (outcomes.isEmpty()) {
        assertThat(open).as("somebody is asked").isNotEmpty();
        Effect.AskPage ask = open.remove(random.nextInt(open.size()));
        take(coordinator.on(answer(ask, scan)), open, outcomes);
        take(coordinator.on(answer(ask, scan)), open, outcomes);
      }
      assertThat(coordinator.isClosed()).isTrue();
      assertThat(coordinator.on(new Event.DeadlineExpired())).isEmpty();
      assertThat(outcomes).hasSize(1);
      return outcomes.getFirst();
    }

    private Event answer(Effect.AskPage ask, KeyScan scan) {
      if (down.contains(ask.to())) {
        return random.nextBoolean() ? new Event.AskFailed(ask.ask()) : new Event.NodeLost(ask.to());
      }
      TreeSet<PartitionId> refused = new TreeSet<>(ask.partitions());
      refused.retainAll(voteless.get(ask.to()));
      TreeSet<PartitionId> told = new TreeSet<>(ask.partitions());
      told.removeAll(refused);
      return new Event.PageArrived(ask.ask(), page(ask.to(), told, scan), refused);
    }

    private void take(List<Effect> effects, List<Effect.AskPage> open, List<ScanOutcome> outcomes) {
      for (Effect effect : effects) {
        switch (effect) {
          case Effect.AskPage ask -> {
            assertThat(ask.partitions()).isNotEmpty();
            open.add(ask);
          }
          case Effect.Complete(ScanOutcome outcome) -> outcomes.add(outcome);
          case Effect.Observed observed -> assertThat(outcomes).hasSize(1);
        }
      }
    }

    /** Whether some partition has too few replicas that are up and have a vote. */
    boolean isShort() {
      return replicas.entrySet().stream()
          .anyMatch(
              each -> {
                TreeSet<NodeId> able = new TreeSet<>(each.getValue().all());
                able.removeIf(
                    node -> down.contains(node) || voteless.get(node).contains(each.getKey()));
                return !JointQuorum.of(each.getValue(), size -> r).isMet(able);
              });
    }
  }

  @Property(tries = 4_000)
  void whatAWriteQuorumHoldsIsShownOnceAndInOrder(
      @ForAll long seed, @ForAll boolean reverse, @ForAll boolean keysOnly) {
    World world = new World(seed);
    KeyScan left = new KeyScan(KeyRange.ALL, 1 + world.random.nextInt(5), reverse, keysOnly);
    List<Key> seen = new ArrayList<>();

    while (true) {
      ScanOutcome outcome = world.run(left);
      if (!(outcome instanceof ScanOutcome.Scanned(List<Item> items, Optional<Key> last))) {
        assertThat(outcome).isInstanceOf(ScanOutcome.QuorumUnavailable.class);
        assertThat(world.isShort()).as("%s", outcome).isTrue();
        return;
      }
      assertThat(world.isShort()).isFalse();
      assertThat(items).hasSizeLessThanOrEqualTo(left.limit());
      for (Item item : items) {
        seen.add(item.key());
        if (item instanceof Item.Known(Key key, Crdt state)) {
          assertThat(state).isEqualTo(world.written.get(key));
        }
      }
      if (last.isEmpty()) {
        break;
      }
      left = left.beyond(last.get());
    }

    assertThat(seen)
        .containsExactlyElementsOf(
            reverse ? world.written.descendingKeySet() : world.written.navigableKeySet());
  }

  @Test
  void oneQuestionPerNodeServesAllPartitions() {
    TreeMap<PartitionId, Replicas> replicas = new TreeMap<>();
    List<NodeId> nodes = List.of(new NodeId("a"), new NodeId("b"), new NodeId("c"));
    for (int number = 0; number < 256; number++) {
      List<NodeId> turned = new ArrayList<>(nodes);
      Collections.rotate(turned, number);
      replicas.put(new PartitionId(number), Replicas.settled(new PreferenceList(turned)));
    }
    KeyScan scan = new KeyScan(KeyRange.ALL, 10, false, false);

    for (int r = 1; r <= 3; r++) {
      ReplicaScan request =
          new ReplicaScan(BUCKET, DataType.PN_COUNTER, 3, new Quorum.Exactly(r), scan, 1_000);
      ScanCoordinator coordinator = new ScanCoordinator(nodes.get(1), replicas, request);

      List<Effect> effects = coordinator.start(new TreeSet<>());

      assertThat(effects).hasSize(r);
      assertThat(effects.getFirst())
          .isEqualTo(new Effect.AskPage(0, nodes.get(1), new TreeSet<>(replicas.keySet())));
    }
  }

  @Test
  void aDeadlineEndsItWithHowFarItCame() {
    TreeMap<PartitionId, Replicas> replicas = new TreeMap<>();
    List<NodeId> nodes = List.of(new NodeId("a"), new NodeId("b"), new NodeId("c"));
    replicas.put(new PartitionId(0), Replicas.settled(new PreferenceList(nodes)));
    ReplicaScan request =
        new ReplicaScan(
            BUCKET,
            DataType.PN_COUNTER,
            3,
            new Quorum.Exactly(2),
            new KeyScan(KeyRange.ALL, 10, false, false),
            1_000);
    ScanCoordinator coordinator = new ScanCoordinator(nodes.getFirst(), replicas, request);
    coordinator.start(new TreeSet<>());
    coordinator.on(new Event.PageArrived(1, KeyPage.NOTHING, new TreeSet<>()));

    List<Effect> effects = coordinator.on(new Event.DeadlineExpired());

    assertThat(effects).contains(new Effect.Complete(new ScanOutcome.TimedOut(1, 2)));
    assertThat(coordinator.on(new Event.AskFailed(0))).isEmpty();
  }
}
