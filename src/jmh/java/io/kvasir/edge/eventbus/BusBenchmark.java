package io.kvasir.edge.eventbus;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Transport;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Requests that carry a write of 256 bytes to another node and bring its acknowledgement back, over
 * loopback sockets within one process.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BusBenchmark {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final int TOGETHER = 256;
  private static final int DEADLINE_SECONDS = 20;

  private final LoopbackNetwork network = new LoopbackNetwork();
  private final Semaphore answers = new Semaphore(0);
  private final PeerMessage request = request();
  private final PeerMessage answer =
      new PeerMessage.OfReplica(new ReplicaMessage.Replicated(1), 1, 2, 3);
  private Transport here;

  /** Acknowledges what comes. */
  private final class Replica implements Transport.Receiver {
    private Transport transport;

    @Override
    public void onMessage(NodeId from, PeerMessage message) {
      transport.send(from, answer);
    }

    @Override
    public void onUnreachable(NodeId peer) {}
  }

  /** Counts the acknowledgements. */
  private final class Client implements Transport.Receiver {
    @Override
    public void onMessage(NodeId from, PeerMessage message) {
      answers.release();
    }

    @Override
    public void onUnreachable(NodeId peer) {}
  }

  private static PeerMessage request() {
    Value value = new Value("application/octet-stream", Bytes.copyOf(new byte[256]));
    LwwRegister register =
        new LwwRegister(new HybridTimestamp(1, 0), new Actor(1), Optional.of(value));
    EntryKey entry = new EntryKey(new BucketId(new BucketName("bucket"), 0), new Key("key"));
    return new PeerMessage.OfReplica(
        new ReplicaMessage.Replicate(1, entry, Slice.whole(register)), 1, 2, 3);
  }

  @Setup
  public void start() {
    Replica replica = new Replica();
    here = network.start(A, new Client());
    replica.transport = network.start(B, replica);
    network.await("a and b speak", () -> here.isReachable(B) && replica.transport.isReachable(A));
  }

  @TearDown
  public void stop() {
    network.close();
  }

  /** One after another: the latency of a hop and back. */
  @Benchmark
  public void roundTrip() throws InterruptedException {
    exchange(1);
  }

  /** As many as fit under way at once, as under load: the cost of each. */
  @Benchmark
  @OperationsPerInvocation(TOGETHER)
  public void roundTripsTogether() throws InterruptedException {
    exchange(TOGETHER);
  }

  private void exchange(int requests) throws InterruptedException {
    for (int sent = 0; sent < requests; sent++) {
      if (!here.send(B, request)) {
        throw new IllegalStateException("no room for a request");
      }
    }
    if (!answers.tryAcquire(requests, DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no answer within " + DEADLINE_SECONDS + " s");
    }
  }
}
