package io.kvasir.edge.http;

import io.kvasir.service.LoneNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A lone node behind its front door while a test runs, and what speaks to it. */
final class ServedNode implements BeforeEachCallback, AfterEachCallback {
  private final LoneNode node;
  private @Nullable TestServer server;

  ServedNode(LoneNode node) {
    this.node = node;
  }

  TestServer server() {
    if (server == null) {
      throw new IllegalStateException("no test runs");
    }
    return server;
  }

  RawClient client() {
    return new RawClient(server().port());
  }

  @Override
  public void beforeEach(ExtensionContext test) throws Exception {
    server = new TestServer(node);
  }

  @Override
  public void afterEach(ExtensionContext test) throws Exception {
    server().close();
    node.close();
  }
}
