package io.kvasir.edge.rocksdb;

import io.kvasir.contract.Call;
import io.kvasir.contract.States;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.Field;
import io.kvasir.core.crdt.IndexChange;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.crdt.Writer;
import io.kvasir.core.ring.PartitionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * What a write of one part costs in a set or map of a million parts and in those of a hundred, of
 * which there are as many as have a million parts together. Each write reads what it needs, and
 * commits it with its digest as a replica does; without sync, which would hide the rest. Half of
 * the parts are new. Prints the median and mean of both, measured in turns, and their ratio; ends
 * with status 1 when a ratio of medians is above 1.3.
 *
 * <p>{@code java … io.kvasir.edge.rocksdb.PartAddBenchmark [writes per round] [rounds]}
 */
public final class PartAddBenchmark {
  private static final PartitionId P0 = new PartitionId(0);
  private static final int LARGE = 1_000_000;
  private static final int SMALL = 100;
  private static final int CHUNK = 10_000;
  private static final double MOST = 1.3;

  private final RocksDbStore store;
  private final DataType type;
  private final IntFunction<Operation> add;
  private final Writer writer = new Writer(States.ACTOR);
  private final Random random = new Random(1);
  private int fresh = LARGE;

  /**
   * @param add adds the part of that number
   */
  private PartAddBenchmark(RocksDbStore store, DataType type, IntFunction<Operation> add) {
    this.store = store;
    this.type = type;
    this.add = add;
  }

  public static void main(String[] arguments) throws IOException {
    int writes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2_000;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
    boolean sets =
        run(
            DataType.OR_SWOT,
            n -> new Operation.Add(new TreeSet<>(List.of(member(n)))),
            writes,
            rounds);
    boolean maps =
        run(
            DataType.OR_MAP,
            n ->
                new Operation.Update(
                    new Field("e" + n, DataType.LWW_REGISTER), new Operation.Put(Value.text("v"))),
            writes,
            rounds);
    System.exit(sets && maps ? 0 : 1);
  }

  private static Element member(int number) {
    return new Element("e" + number);
  }

  private static boolean run(DataType type, IntFunction<Operation> add, int writes, int rounds)
      throws IOException {
    Path directory = Files.createTempDirectory("kvasir-part-add");
    StoreConfig config = RocksDbStoreTest.config(directory).withSync(SyncMode.OS);
    try (RocksDbStore store = RocksDbStore.open(config, RandomGenerator.getDefault())) {
      return new PartAddBenchmark(store, type, add).run(writes, rounds);
    }
  }

  private boolean run(int writes, int rounds) {
    fill(large(), LARGE);
    for (int number = 0; number < LARGE / SMALL; number++) {
      fill(small(number), SMALL);
    }
    measure(writes, true);
    measure(writes, false);
    List<Long> large = new ArrayList<>();
    List<Long> small = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      large.addAll(measure(writes, true));
      small.addAll(measure(writes, false));
    }
    double ratio = (double) median(large) / median(small);
    System.out.printf(
        "%s of %,d: median %.1f µs, mean %.1f µs; of %,d: median %.1f µs, mean %.1f µs;"
            + " ratio of medians %.2f, of means %.2f%n",
        type,
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

  private List<Long> measure(int writes, boolean isLarge) {
    List<Long> nanos = new ArrayList<>(writes);
    for (int i = 0; i < writes; i++) {
      EntryKey entry = isLarge ? large() : small(random.nextInt(LARGE / SMALL));
      int part = random.nextBoolean() ? fresh++ : random.nextInt(isLarge ? LARGE : SMALL);
      Operation operation = add.apply(part);
      long start = System.nanoTime();
      write(entry, operation);
      nanos.add(System.nanoTime() - start);
    }
    return nanos;
  }

  private void write(EntryKey entry, Operation operation) {
    Call<Optional<Slice>> load = new Call<>();
    store.load(P0, entry, operation.scope(), load);
    Slice known = load.value().orElseGet(() -> Slice.absent(type, operation.scope()));
    Slice delta = writer.write(known.state(), operation, 1);
    Slice written = known.join(delta).restrict(delta.scope());
    IndexChange index = IndexChange.of(entry, known.restrict(delta.scope()), written);
    Call<Void> commit = new Call<>();
    store.commit(P0, entry, written, index, Optional.empty(), commit);
    commit.value();
  }

  /** Members many at once, as far as one operation can. */
  private void fill(EntryKey entry, int parts) {
    int atOnce = type == DataType.OR_SWOT ? CHUNK : 1;
    for (int from = 0; from < parts; from += atOnce) {
      if (type == DataType.OR_SWOT) {
        TreeSet<Element> members = new TreeSet<>();
        for (int n = from; n < Math.min(parts, from + atOnce); n++) {
          members.add(member(n));
        }
        write(entry, new Operation.Add(members));
      } else {
        write(entry, add.apply(from));
      }
    }
  }

  private static EntryKey large() {
    return States.entry("large", "k");
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
