package io.kvasir.edge.tcp;

import io.kvasir.core.bucket.Limits;
import io.kvasir.edge.tcp.proto.ClientProto.Request;
import io.kvasir.edge.tcp.proto.ClientProto.Response;
import io.kvasir.edge.wire.ProtobufKeyspaceFormat;
import io.kvasir.engine.Engine;
import io.kvasir.service.BatchService;
import io.kvasir.service.BucketService;
import io.kvasir.service.ByteBudget;
import io.kvasir.service.ClusterService;
import io.kvasir.service.ConvergentChanges;
import io.kvasir.service.FakeShards;
import io.kvasir.service.GroupShards;
import io.kvasir.service.KeyValueService;
import io.kvasir.service.LoneNode;
import io.kvasir.service.ScanLimits;
import io.kvasir.service.ScanService;
import io.kvasir.service.ShardChanges;
import io.kvasir.service.Shards;
import io.kvasir.service.Timeouts;
import io.kvasir.service.TransactionService;
import io.kvasir.service.WatchEnd;
import io.kvasir.service.WatchKind;
import io.kvasir.service.WatchObserver;
import io.kvasir.service.WatchPace;
import io.kvasir.service.WatchService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The real services of a node without peers behind the protocol, and a connection to it. */
final class ServedOverTcp implements BeforeEachCallback, AfterEachCallback {
  private static final long HEARTBEAT_MILLIS = 200;

  private final LoneNode node;
  private final TcpSettings settings;
  private final FakeShards fakes = new FakeShards();
  private final Shards shards;
  private @Nullable WatchService watches;
  private @Nullable Harness harness;
  private @Nullable RawSocket socket;

  /** Shards in memory. */
  ServedOverTcp(LoneNode node) {
    this.node = node;
    this.settings = Harness.SETTINGS;
    this.shards = fakes;
  }

  /** The groups of the node's own engine. */
  ServedOverTcp(LoneNode node, TcpSettings settings) {
    this.node = node;
    this.settings = settings;
    this.shards = new GroupShards(node.engine(), new ProtobufKeyspaceFormat(), node.timers());
  }

  WatchService watches() {
    if (watches == null) {
      throw new IllegalStateException("no test runs");
    }
    return watches;
  }

  FakeShards shards() {
    return fakes;
  }

  Harness harness() {
    if (harness == null) {
      throw new IllegalStateException("no test runs");
    }
    return harness;
  }

  /** The answer to a request, on the one connection of the test. */
  Response ask(Request.Builder request) {
    if (socket == null) {
      throw new IllegalStateException("no test runs");
    }
    return socket.send(request.build()).read();
  }

  @Override
  public void beforeEach(ExtensionContext test) {
    watches =
        new WatchService(
            node.engine(),
            new WatchService.Sources(
                new ShardChanges(
                    shards, node.engine().groups()::follow, node.engine()::agreedMillis),
                new ConvergentChanges(node.engine())),
            Limits.DEFAULT,
            50,
            new Unobserved());
    harness = new Harness(settings, services());
    socket = harness.connect();
  }

  private TcpServices services() {
    Engine engine = node.engine();
    Timeouts timeouts = shards == fakes ? Timeouts.DEFAULT : new Timeouts(10_000, 10_000);
    Limits limits = Limits.DEFAULT;
    KeyValueService values = new KeyValueService(engine, shards, limits, timeouts);
    TransactionService transactions = new TransactionService(engine, shards, limits, timeouts);
    return new TcpServices(
        values,
        transactions,
        new BatchService(engine, values, transactions, timeouts),
        new ScanService(engine, shards, timeouts, new ScanLimits(8, 1 << 20, 1_000)),
        watches(),
        new WatchPace(HEARTBEAT_MILLIS, 1_000, new ByteBudget(4 << 20)),
        new BucketService(engine, shards, timeouts),
        new ClusterService.Identity(LoneNode.SELF, "test", "memory", "0"),
        limits);
  }

  @Override
  public void afterEach(ExtensionContext test) {
    if (socket != null) {
      socket.close();
    }
    harness().close();
    node.close();
  }

  /** Nobody cares how they end. */
  private static final class Unobserved implements WatchObserver {
    @Override
    public void onTold(WatchKind kind, int changes) {}

    @Override
    public void onEnded(WatchKind kind, WatchEnd end) {}
  }
}
