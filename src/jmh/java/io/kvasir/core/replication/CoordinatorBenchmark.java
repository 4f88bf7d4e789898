package io.kvasir.core.replication;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PreferenceList;
import io.kvasir.core.ring.Replicas;
import io.kvasir.core.time.HybridTimestamp;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** One request of a key with three replicas through its coordinator, all its steps. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CoordinatorBenchmark {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NodeId C = new NodeId("c");

  private final Replicas replicas = Replicas.settled(new PreferenceList(List.of(A, B, C)));
  private final SortedSet<NodeId> none = Collections.emptySortedSet();
  private final HybridTimestamp stamp = new HybridTimestamp(7, 1);
  private final Optional<Crdt> held = Optional.of(PnCounter.BOTTOM.adjust(new Actor(1), 5));

  /** Applied here, sent to two, done at the first that answers. */
  @Benchmark
  public void writeOfTwo(Blackhole hole) {
    WriteCoordinator write = new WriteCoordinator(A, replicas, size -> 2, size -> 1);
    hole.consume(write.start(none));
    hole.consume(write.on(new WriteCoordinator.Event.LocalDurable(stamp)));
    hole.consume(write.on(new WriteCoordinator.Event.ReplicaAcked(B)));
    hole.consume(write.on(new WriteCoordinator.Event.ReplicaAcked(C)));
  }

  @Benchmark
  public void readOfOne(Blackhole hole) {
    ReadCoordinator read = new ReadCoordinator(A, replicas, DataType.PN_COUNTER, size -> 1);
    hole.consume(read.start(none));
    hole.consume(read.on(new ReadCoordinator.Event.ReplicaAnswered(A, held)));
  }

  /** Three asked, two needed, all equal. */
  @Benchmark
  public void readOfTwo(Blackhole hole) {
    ReadCoordinator read = new ReadCoordinator(A, replicas, DataType.PN_COUNTER, size -> 2);
    hole.consume(read.start(none));
    hole.consume(read.on(new ReadCoordinator.Event.ReplicaAnswered(A, held)));
    hole.consume(read.on(new ReadCoordinator.Event.ReplicaAnswered(B, held)));
    hole.consume(read.on(new ReadCoordinator.Event.ReplicaAnswered(C, held)));
  }
}
