package io.kvasir.core.crdt;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.node.Actor;
import io.kvasir.core.time.HybridTimestamp;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A stored state and the delta of one write. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JoinBenchmark {
  private static final Actor HERE = new Actor(1);
  private static final Actor THERE = new Actor(2);

  /** A register, and a counter that three nodes have counted on. */
  @State(org.openjdk.jmh.annotations.Scope.Thread)
  public static class Whole {
    private final Slice register = Slice.whole(register(1));
    private final Slice written = Slice.whole(register(2));
    private final PnCounter counted = counter();
    private final Slice counter = Slice.whole(counted);
    private final Slice increment = Slice.whole(counted.adjust(HERE, 1));

    private static LwwRegister register(long millis) {
      Value value = Value.text("v".repeat(256));
      return new LwwRegister(new HybridTimestamp(millis, 0), HERE, Optional.of(value));
    }

    private static PnCounter counter() {
      PnCounter counter = PnCounter.BOTTOM;
      for (int actor = 1; actor <= 3; actor++) {
        counter = counter.join(counter.adjust(new Actor(actor), 1_000));
      }
      return counter;
    }
  }

  /** A set, and one more member. */
  @State(org.openjdk.jmh.annotations.Scope.Thread)
  public static class Set {
    /** Members before. */
    @Param({"10", "1000"})
    int members;

    private Slice stored = Slice.whole(OrSwot.BOTTOM);
    private Slice added = stored;
    private Slice storedPart = stored;

    @Setup
    public void prepare() {
      TreeSet<Element> elements =
          IntStream.range(0, members)
              .mapToObj(n -> new Element("member" + n))
              .collect(Collectors.toCollection(TreeSet::new));
      Slice empty = Slice.whole(OrSwot.BOTTOM);
      stored = empty.join(OrSwot.BOTTOM.add(HERE, elements));
      TreeSet<Element> one = new TreeSet<>(List.of(new Element("member0")));
      added = OrSwot.BOTTOM.add(THERE, one);
      storedPart = stored.restrict(added.scope());
    }
  }

  @Benchmark
  public Slice register(Whole whole) {
    return whole.register.join(whole.written);
  }

  @Benchmark
  public Slice counter(Whole whole) {
    return whole.counter.join(whole.increment);
  }

  /** With the whole set, as when nodes compare notes. */
  @Benchmark
  public Slice set(Set set) {
    return set.stored.join(set.added);
  }

  /** With the part of the set that the delta is about, as when a replica takes a write. */
  @Benchmark
  public Slice setPart(Set set) {
    return set.storedPart.join(set.added);
  }
}
