package io.kvasir.edge.rocksdb;

import io.kvasir.contract.Call;
import io.kvasir.contract.States;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.causality.VersionVector;
import io.kvasir.core.crdt.IndexChange;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.Actor;
import io.kvasir.core.ring.PartitionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * What an add costs in a set of a million members and in sets of a hundred, of which there are as
 * many as have a million members together. Each add reads what it needs, and commits; without sync,
 * which would hide the rest. Prints the median and mean of both, measured in turns, and their
 * ratio; ends with status 1 when the ratio of the medians is above 1.3.
 *
 * <p>{@code java … io.kvasir.edge.rocksdb.SetAddBenchmark [adds per round] [rounds]}
 */
public final class SetAddBenchmark {
  private static final PartitionId P0 = new PartitionId(0);
  private static final Actor WRITER = new Actor(7);
  private static final int LARGE = 1_000_000;
  private static final int SMALL = 100;
  private static final int CHUNK = 10_000;
  private static final double MOST = 1.3;

  private final RocksDbStore store;
  private final Random random = new Random(1);
  private long fresh;

  private SetAddBenchmark(RocksDbStore store) {
    this.store = store;
  }

  public static void main(String[] arguments) throws IOException {
    int adds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2_000;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
    Path directory = Files.createTempDirectory("kvasir-set-add");
    StoreConfig config = RocksDbStoreTest.config(directory).withSync(SyncMode.OS);
    try (RocksDbStore store = RocksDbStore.open(config, RandomGenerator.getDefault())) {
      boolean good = new SetAddBenchmark(store).run(adds, rounds);
      System.exit(good ? 0 : 1);
    }
  }

  private boolean run(int adds, int rounds) {
    fill(large(0), LARGE);
    for (int set = 0; set < LARGE / SMALL; set++) {
      fill(small(set), SMALL);
    }
    measure(adds, true);
    measure(adds, false);
    List<Long> large = new ArrayList<>();
    List<Long> small = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      large.addAll(measure(adds, true));
      small.addAll(measure(adds, false));
    }
    double ratio = (double) median(large) / median(small);
    System.out.printf(
        "add to a set of %,d: median %.1f µs, mean %.1f µs; of %,d: median %.1f µs, mean %.1f µs;"
            + " ratio of medians %.2f, of means %.2f%n",
        LARGE,
        median(large) / 1e3,
        mean(large) / 1e3,
        SMALL,
        median(small) / 1e3,
        mean(small) / 1e3,
        ratio,
        mean(large) / mean(small));
    return ratio <= MOST;
  }

  private List<Long> measure(int adds, boolean isLarge) {
    List<Long> nanos = new ArrayList<>(adds);
    for (int i = 0; i < adds; i++) {
      EntryKey entry = isLarge ? large(0) : small(random.nextInt(LARGE / SMALL));
      Element element =
          random.nextBoolean()
              ? new Element("new" + fresh++)
              : new Element("e" + (1 + random.nextInt(isLarge ? LARGE : SMALL)));
      long start = System.nanoTime();
      add(entry, element);
      nanos.add(System.nanoTime() - start);
    }
    return nanos;
  }

  private void add(EntryKey entry, Element element) {
    TreeSet<Element> one = new TreeSet<>(List.of(element));
    Call<Optional<Slice>> load = new Call<>();
    store.load(P0, entry, new Scope.Elements(one), load);
    Slice known = load.value().orElseThrow();
    Slice delta = ((OrSwot) known.state()).add(WRITER, one);
    commit(entry, known.join(delta));
  }

  /** In parts, as adds of many members at once would. */
  private void fill(EntryKey entry, int members) {
    for (int from = 1; from <= members; from += CHUNK) {
      TreeMap<Element, DotSet> part = new TreeMap<>();
      int to = Math.min(members, from + CHUNK - 1);
      for (int i = from; i <= to; i++) {
        part.put(new Element("e" + i), DotSet.of(new Dot(States.ACTOR, i)));
      }
      TreeMap<Actor, Long> seen = new TreeMap<>();
      seen.put(States.ACTOR, (long) to);
      CausalContext context = new CausalContext(new VersionVector(seen), DotSet.EMPTY);
      OrSwot set = new OrSwot(DotSet.EMPTY, part, context);
      commit(entry, new Slice(set, new Scope.Elements(part.navigableKeySet())));
    }
  }

  private void commit(EntryKey entry, Slice slice) {
    Call<Void> call = new Call<>();
    store.commit(P0, entry, slice, IndexChange.NONE, Optional.empty(), call);
    call.value();
  }

  private static EntryKey large(int number) {
    return States.entry("large", "k" + number);
  }

  private static EntryKey small(int number) {
    return States.entry("small", "k" + number);
  }

  private static long median(List<Long> nanos) {
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  private static double mean(List<Long> nanos) {
    return nanos.stream().mapToLong(Long::longValue).average().orElseThrow();
  }
}
