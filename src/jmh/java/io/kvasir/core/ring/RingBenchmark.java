package io.kvasir.core.ring;

import io.kvasir.core.node.NodeId;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From a key to its partition, and on to the nodes that hold it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RingBenchmark {
  private static final int KEYS = 1 << 10;

  /** Nodes of the cluster. */
  @Param({"3", "9"})
  int nodes;

  private final String[] keys = new String[KEYS];
  private Ring ring;
  private int next;

  @Setup
  public void prepare() {
    ring =
        Ring.initial(
            Ring.DEFAULT_PARTITIONS,
            IntStream.range(0, nodes)
                .mapToObj(n -> new NodeId("node" + n))
                .collect(Collectors.toCollection(TreeSet::new)));
    for (int key = 0; key < KEYS; key++) {
      keys[key] = "key%06d".formatted(key);
    }
  }

  @Benchmark
  public PartitionId partition() {
    return ring.partitionOf("bucket", nextKey());
  }

  @Benchmark
  public PreferenceList replicas() {
    return ring.preferenceList(ring.partitionOf("bucket", nextKey()), 3);
  }

  private String nextKey() {
    next = (next + 1) & (KEYS - 1);
    return keys[next];
  }
}
