package io.kvasir.edge.tcp;

import io.kvasir.core.bucket.Limits;
import io.kvasir.edge.tcp.proto.ClientProto.Request;
import io.kvasir.edge.tcp.proto.ClientProto.Response;
import io.kvasir.engine.Engine;
import io.kvasir.service.BatchService;
import io.kvasir.service.BucketService;
import io.kvasir.service.ClusterService;
import io.kvasir.service.FakeShards;
import io.kvasir.service.KeyValueService;
import io.kvasir.service.LoneNode;
import io.kvasir.service.ScanLimits;
import io.kvasir.service.ScanService;
import io.kvasir.service.Timeouts;
import io.kvasir.service.TransactionService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The real services of a node without peers behind the protocol, and a connection to it. */
final class ServedOverTcp implements BeforeEachCallback, AfterEachCallback {
  private final LoneNode node;
  private final FakeShards shards = new FakeShards();
  private @Nullable Harness harness;
  private @Nullable RawSocket socket;

  ServedOverTcp(LoneNode node) {
    this.node = node;
  }

  FakeShards shards() {
    return shards;
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
    harness = new Harness(Harness.SETTINGS, services());
    socket = harness.connect();
  }

  private TcpServices services() {
    Engine engine = node.engine();
    Timeouts timeouts = Timeouts.DEFAULT;
    Limits limits = Limits.DEFAULT;
    KeyValueService values = new KeyValueService(engine, shards, limits, timeouts);
    TransactionService transactions = new TransactionService(engine, shards, limits, timeouts);
    return new TcpServices(
        values,
        transactions,
        new BatchService(engine, values, transactions, timeouts),
        new ScanService(engine, shards, timeouts, new ScanLimits(8, 1 << 20, 1_000)),
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
}
