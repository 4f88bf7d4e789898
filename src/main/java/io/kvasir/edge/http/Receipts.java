package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.service.Written;

/** What a client gets for a write. */
final class Receipts {
  private Receipts() {}

  /**
   * @param done the name of what was done: "ok" or "deleted"
   */
  static ObjectNode of(Written written, String done, String key) {
    ObjectNode receipt =
        Json.object().put(done, true).put("key", key).put("timestamp", written.millis());
    written.sum().ifPresent(sum -> receipt.put("value", sum));
    return receipt;
  }
}
