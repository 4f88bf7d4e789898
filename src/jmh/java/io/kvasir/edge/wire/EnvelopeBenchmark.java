package io.kvasir.edge.wire;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.LogEntry;
import io.kvasir.core.consensus.Payload;
import io.kvasir.core.consensus.RaftMessage;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.PeerMessage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What travels between nodes, to bytes and back: writes of 256 bytes, one and many together. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EnvelopeBenchmark {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final byte[] VALUE = new byte[256];
  private static final EnvelopeHeader HEADER = new EnvelopeHeader("cluster", A, 1, 2, 3, 4, 5, "");

  /** Writes in one envelope. */
  @Param({"1", "64"})
  int writes;

  private List<PeerMessage> replicates = List.of();
  private List<PeerMessage> appends = List.of();
  private byte[] replicatesEncoded = {};
  private byte[] appendsEncoded = {};

  @Setup
  public void prepare() {
    replicates = IntStream.range(0, writes).mapToObj(EnvelopeBenchmark::replicate).toList();
    appends = List.of(append(writes));
    replicatesEncoded = encode(replicates);
    appendsEncoded = encode(appends);
  }

  private static PeerMessage replicate(int number) {
    EntryKey entry =
        new EntryKey(new BucketId(new BucketName("bucket"), 0), new Key("key" + number));
    Value value = new Value("application/octet-stream", Bytes.copyOf(VALUE));
    HybridTimestamp stamp = new HybridTimestamp(1_790_000_000_123L, number);
    LwwRegister register =
        new LwwRegister(stamp, new Actor(0x0123456789abcdefL), Optional.of(value));
    return new PeerMessage.OfReplica(
        new ReplicaMessage.Replicate(number, entry, Slice.whole(register)), 7, stamp.millis(), 9);
  }

  private static PeerMessage append(int entries) {
    List<LogEntry> log =
        LongStream.rangeClosed(1, entries)
            .mapToObj(i -> new LogEntry(i, 1, new Payload.Command(Bytes.copyOf(VALUE))))
            .toList();
    return new PeerMessage.OfGroup(
        new GroupMessage.OfReplica(
            new GroupId(1),
            new ReplicaId(A, 1),
            new ReplicaId(B, 2),
            new RaftMessage.Append(1, 0, 0, log, 0)),
        0);
  }

  @Benchmark
  public byte[] encodeReplicates() {
    return encode(replicates);
  }

  @Benchmark
  public List<PeerMessage> decodeReplicates() {
    return decode(replicatesEncoded);
  }

  /** All of them in one append of the Raft log. */
  @Benchmark
  public byte[] encodeAppend() {
    return encode(appends);
  }

  @Benchmark
  public List<PeerMessage> decodeAppend() {
    return decode(appendsEncoded);
  }

  private static byte[] encode(List<PeerMessage> messages) {
    return EnvelopeCodec.encode(
        HEADER, messages.stream().map(m -> PeerMessageCodec.encode(m, A, B)).toList());
  }

  private static List<PeerMessage> decode(byte[] bytes) {
    return valid(EnvelopeCodec.decode(bytes)).messages().stream()
        .map(encoded -> valid(PeerMessageCodec.decode(encoded, A, B)))
        .toList();
  }

  private static <T> T valid(Decoded<T> decoded) {
    return switch (decoded) {
      case Decoded.Valid<T>(T value) -> value;
      case Decoded.Malformed<T>(String reason) -> throw new IllegalStateException(reason);
      case Decoded.Unsupported<T>(String reason) -> throw new IllegalStateException(reason);
    };
  }
}
