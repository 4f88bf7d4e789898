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
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Digest;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.Seen;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.watch.Delivery;
import io.kvasir.core.watch.Position;
import io.kvasir.core.watch.PositionCodec;
import io.kvasir.engine.ChangeWatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Watchers of convergent buckets on real engines, while nodes crash, links break and disks are
 * lost. They hop from node to node with what they were told last.
 */
class WatchSimulationTest {
  private static final int SEEDS = Integer.getInteger("kvasir.sim.watches", 40);

  /**
   * What happens to a cluster.
   *
   * @param keys that are written to
   * @param steps one after the other
   * @param pauseMicros between two of them, at most
   * @param writes of a hundred steps; hops, crashes and cut links are what is left
   * @param journal how many changes a replica keeps
   */
  private record Course(int keys, int steps, int pauseMicros, int writes, int journal) {
    /** So short journals that some watchers come too late. */
    static final Course FEW_KEYS = new Course(8, 120, 120_000, 75, SimDisk.JOURNAL_CHANGES);

    /** More keys change while a replica is away than a cursor can say something of. */
    static final Course MANY_KEYS = new Course(300, 1_500, 6_000, 96, 100_000);

    /** Who comes back has caught up before the next one goes. */
    static final Course ROLLING = new Course(300, 1_500, 6_000, 98, 100_000);

    /** Whoever watches at a node that is killed goes to another at once; some begin there. */
    static final Course KILLS = new Course(600, 1_000, 4_000, 98, 100_000);
  }

  @Test
  void aWatcherWhoHopsHearsHowEverythingIs() {
    Heard heard = hear(Course.FEW_KEYS, SEEDS);
    assertThat(heard.compacted()).isLessThanOrEqualTo(SEEDS / 20);
    assertThat(heard.repeats()).isLessThanOrEqualTo(heard.deliveries() / 1_000);
  }

  /** Replicas that hold the same are away at once, and each missed more than cursors tell. */
  @Test
  void aWatcherOfManyKeysWhoHopsHearsHowEverythingIs() {
    Heard heard = hear(Course.MANY_KEYS, (SEEDS + 3) / 4);
    assertThat(heard.compacted()).isZero();
    assertThat(heard.repeats()).isLessThanOrEqualTo(heard.deliveries() / 30);
  }

  @Test
  void aWatcherHearsNextToNothingTwiceWhileNodesGoAndComeBackOneAfterTheOther() {
    Heard heard = hear(Course.ROLLING, (SEEDS + 3) / 4);
    assertThat(heard.compacted()).isZero();
    assertThat(heard.repeats()).isLessThanOrEqualTo(heard.deliveries() / 500);
  }

  @Test
  void watchersHearNextToNothingTwiceWhileNodesAreKilledOneAfterTheOther() {
    Heard heard = hear(Course.KILLS, (SEEDS + 3) / 4);
    assertThat(heard.compacted()).isZero();
    assertThat(heard.repeats()).isLessThanOrEqualTo(heard.deliveries() / 100);
  }

  /** What watchers heard, of all runs together. */
  private record Heard(int deliveries, int repeats, int compacted) {}

  private static Heard hear(Course course, int seeds) {
    int deliveries = 0;
    int repeats = 0;
    int compacted = 0;
    for (int seed = Integer.getInteger("kvasir.sim.from", 0); seed < seeds; seed++) {
      Run run = new Run(seed, course);
      run.run();
      for (Run.Watcher watcher : run.watchers) {
        deliveries += watcher.deliveries;
        repeats += watcher.repeats;
        compacted += watcher.compacted;
      }
    }
    System.out.printf(
        "watches of %d seeds: %,d deliveries, %d of them repeats; %d came too late%n",
        seeds, deliveries, repeats, compacted);
    assertThat(deliveries).isGreaterThan(seeds * 10);
    return new Heard(deliveries, repeats, compacted);
  }

  /** After the last writes nothing happens that could wake a watcher who is still behind. */
  @Test
  void aSlowWatcherWhoCatchesUpHearsTheLastWritesThoughNothingFollows() {
    for (int seed = Integer.getInteger("kvasir.sim.from", 0); seed < SEEDS; seed++) {
      new Run(seed, Course.FEW_KEYS).catchUp();
    }
  }

  /** Several replicas take writes of the same keys at once while watchers come to their nodes. */
  @Test
  void watchersWhoHopAmidWritesHearHowEverythingIs() {
    for (int seed = Integer.getInteger("kvasir.sim.from", 0); seed < (SEEDS + 1) / 2; seed++) {
      new Run(seed, Course.FEW_KEYS).hopAmidWrites();
    }
  }

  /** One cluster and what happens to it. */
  private static final class Run {
    final int seed;
    final Random random;
    final Course course;
    final QuietCluster cluster;
    final DataType type;
    final CatalogueEntry bucket;
    final Watcher watcher = new Watcher();
    final Watcher neighbour = new Watcher();
    final List<Watcher> watchers = new ArrayList<>(List.of(watcher));
    final TreeSet<Integer> down = new TreeSet<>();
    private long written;

    Run(int seed, Course course) {
      this.seed = seed;
      this.course = course;
      this.cluster = new QuietCluster(3, course.journal());
      this.random = new Random(seed * 7_919L);
      this.type =
          List.of(DataType.LWW_REGISTER, DataType.PN_COUNTER, DataType.OR_SWOT).get(seed % 3);
      BucketName name = new BucketName("watched");
      BucketSpec spec = new BucketSpec(type, Consistency.Preset.EVENTUAL, 3);
      cluster.engine(0).createBucket(name, spec, 2_000, outcome -> {});
      cluster.run(3);
      this.bucket = cluster.topology(0).buckets().live(name).orElseThrow();
    }

    void run() {
      watcher.hop();
      if (course.equals(Course.KILLS)) {
        for (int node = 0; node < 3; node++) {
          watchers.add(new Watcher());
          watchers.getLast().begin(node);
        }
      }
      cluster.run(3);
      assertThat(watcher.at).as("seed %d knows where now is", seed).isPresent();
      for (int i = 0; i < course.steps(); i++) {
        if (course.equals(Course.ROLLING)) {
          roll();
        } else if (course.equals(Course.KILLS)) {
          kill();
        } else {
          step();
        }
        cluster.runMicros(random.nextInt(course.pauseMicros()));
      }
      heal();
      watcher.hop();
      cluster.run(20);
      watchers.forEach(this::check);
    }

    void catchUp() {
      watcher.begin(0);
      neighbour.begin(0);
      cluster.run(3);
      watcher.leave();
      writeSome(40);
      watcher.pauseMicros = 1_000L + random.nextInt(80_000);
      watcher.begin(0);
      writeSome(60);
      cluster.run(30);
      check();
    }

    void hopAmidWrites() {
      List<Watcher> watchers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        watchers.add(new Watcher());
        watchers.getLast().begin(i % 3);
      }
      cluster.run(3);
      for (int burst = 0; burst < 5; burst++) {
        for (int i = 0; i < 30; i++) {
          write();
          if (random.nextInt(4) == 0) {
            watchers.get(random.nextInt(watchers.size())).hop();
          }
          cluster.runMicros(random.nextInt(4_000));
        }
        cluster.run(5);
        watchers.forEach(this::check);
      }
    }

    private void writeSome(int count) {
      for (int i = 0; i < count; i++) {
        write();
        cluster.runMicros(random.nextInt(20_000));
      }
    }

    private void step() {
      int choice = random.nextInt(100);
      int faults = 100 - course.writes();
      if (choice < course.writes()) {
        write();
      } else if (choice < 100 - faults * 3 / 4) {
        watcher.hop();
      } else if (choice < 100 - faults / 2) {
        crash(random.nextInt(3));
      } else if (choice < 100 - faults / 3) {
        cut();
      } else {
        start();
        cluster.weather().cuts.clear();
      }
    }

    private void roll() {
      if (random.nextInt(100) < course.writes()) {
        write();
      } else if (random.nextBoolean()) {
        watcher.hop();
      } else if (down.isEmpty()) {
        crash(random.nextInt(3));
        watcher.hop();
      } else {
        start();
        writeMany(100);
      }
    }

    private void writeMany(int count) {
      for (int i = 0; i < count; i++) {
        write();
        cluster.runMicros(30_000);
      }
    }

    private void kill() {
      if (random.nextInt(100) < course.writes()) {
        write();
      } else if (down.isEmpty()) {
        int node = random.nextInt(3);
        crash(node);
        for (Watcher watcher : watchers) {
          if (watcher.node == node) {
            watcher.begin((node + 1 + random.nextInt(2)) % 3);
          }
        }
      } else {
        start();
        writeMany(60);
      }
    }

    private void write() {
      int node = random.nextInt(3);
      if (down.contains(node)) {
        return;
      }
      EntryKey entry = entry(random.nextInt(course.keys()));
      WriteRequest request = new WriteRequest(entry, type, operation(), 3, new Quorum.Exactly(1));
      cluster.engine(node).write(request, 1_000, outcome -> {});
    }

    private Operation operation() {
      boolean removes = random.nextInt(4) == 0;
      Element element = new Element("e" + random.nextInt(4));
      return switch (type) {
        case LWW_REGISTER ->
            removes
                ? new Operation.Delete(Seen.HERE)
                : new Operation.Put(Value.text("v" + ++written));
        case PN_COUNTER -> new Operation.Adjust(1 + random.nextInt(3));
        default ->
            removes
                ? new Operation.Remove(new TreeSet<>(List.of(element)), Seen.HERE)
                : new Operation.Add(new TreeSet<>(List.of(element)));
      };
    }

    EntryKey entry(int number) {
      return new EntryKey(bucket.id(), new Key("k" + number));
    }

    private void crash(int node) {
      if (down.isEmpty()) {
        down.add(node);
        cluster.node(node).crash();
      }
    }

    private void start() {
      for (int node : down) {
        cluster.node(node).start();
      }
      down.clear();
    }

    private void cut() {
      int from = random.nextInt(3);
      int to = random.nextInt(3);
      if (from != to) {
        cluster
            .weather()
            .cuts
            .add(new SimNetwork.Link(cluster.ids().get(from), cluster.ids().get(to)));
      }
    }

    private void heal() {
      cluster.weather().cuts.clear();
      start();
      cluster.run(60);
    }

    private void check() {
      check(watcher);
    }

    private void check(Watcher watcher) {
      for (int i = 0; i < course.keys(); i++) {
        EntryKey entry = entry(i);
        List<Long> shown =
            cluster.disks().durable(entry, 3).stream()
                .map(held -> held.map(state -> Digest.of(entry, Slice.whole(state))).orElse(0L))
                .distinct()
                .toList();
        assertThat(shown).as("seed %d agrees on %s", seed, entry.key()).hasSize(1);
        assertThat(watcher.last.getOrDefault(entry.key(), 0L))
            .as("seed %d, %s, of %s", seed, entry.key(), watcher.log)
            .isEqualTo(shown.getFirst());
      }
    }

    /** Somebody who watches at one node at a time. */
    private final class Watcher {
      final TreeMap<Key, Long> last = new TreeMap<>();
      final TreeMap<Key, Long> versions = new TreeMap<>();
      final List<String> log = new ArrayList<>();
      Optional<Position> at = Optional.empty();
      int deliveries;
      int repeats;
      int compacted;
      boolean isReading;
      long pauseMicros = 1_000;
      int node;
      private int life;

      void leave() {
        life++;
      }

      void hop() {
        begin(random.nextInt(3));
      }

      void begin(int node) {
        int current = ++life;
        this.node = node;
        if (!down.contains(node)) {
          log.add("hop to n" + (node + 1));
          Optional<Position> from =
              at.map(
                  position -> PositionCodec.decode(PositionCodec.encode(position)).orElseThrow());
          boolean _ = cluster.engine(node).watch(bucket, from, watch -> pull(current, watch));
        }
      }

      private void pull(int current, ChangeWatch watch) {
        if (current != life) {
          watch.close();
          return;
        }
        watch.next(
            1 + random.nextInt(5),
            500,
            page -> {
              if (current == life) {
                hear(page);
                cluster.agenda().after(pauseMicros, "pull", () -> pull(current, watch));
              } else {
                watch.close();
              }
            });
      }

      private void hear(ChangeWatch.Page page) {
        switch (page) {
          case ChangeWatch.Page.Some(List<Delivery> some, Position position) -> {
            if (isReading) {
              read();
            }
            some.forEach(this::hear);
            at = Optional.of(position);
          }
          case ChangeWatch.Page.Compacted() -> readAnew();
          case ChangeWatch.Page.NotYet() -> log.add("not yet");
        }
      }

      /** As somebody who was away for longer than journals go back: a watch begins, then reads. */
      private void readAnew() {
        log.add("compacted");
        at = Optional.empty();
        isReading = true;
        compacted++;
        hop();
      }

      /** All keys at two of the replicas that are up. */
      private void read() {
        List<Integer> up = new ArrayList<>(List.of(0, 1, 2));
        up.removeAll(down);
        Collections.shuffle(up, random);
        for (int i = 0; i < course.keys(); i++) {
          EntryKey entry = entry(i);
          List<Crdt> held =
              up.stream()
                  .limit(2)
                  .flatMap(node -> cluster.disks().durable(cluster.node(node), entry).stream())
                  .toList();
          last.put(entry.key(), Digest.of(entry, Slice.whole(Crdt.meet(type, held))));
          versions.remove(entry.key());
        }
        log.add("read " + last);
        isReading = false;
      }

      private void hear(Delivery delivery) {
        deliveries++;
        log.add(delivery.key().value() + " " + delivery.digest());
        last.put(delivery.key(), delivery.digest());
        Long before = versions.put(delivery.key(), delivery.version());
        if (before != null && before == delivery.version()) {
          repeats++;
        }
      }
    }
  }
}
