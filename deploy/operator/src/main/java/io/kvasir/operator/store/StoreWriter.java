package io.kvasir.operator.store;

import java.net.URI;
import java.util.Optional;
import java.util.logging.Logger;

/** Asks nodes to leave, or to stay. What they make of it shows in what they tell. */
public final class StoreWriter {
  private static final Logger LOG = Logger.getLogger(StoreWriter.class.getName());

  private final NodeClient client;

  public StoreWriter(NodeClient client) {
    this.client = client;
  }

  /** Any node may refuse, or not answer; it is asked again then. */
  public void leave(URI node) {
    log(node, "leave", client.post(node, "/admin/leave", Optional.empty()));
  }

  public void join(URI node) {
    log(node, "join", client.post(node, "/admin/join", Optional.of("{}")));
  }

  private static void log(URI node, String what, Optional<NodeClient.Answer> answer) {
    if (answer.filter(NodeClient.Answer::isOk).isEmpty()) {
      String said = answer.map(NodeClient.Answer::toString).orElse("no answer");
      LOG.warning(() -> "%s of %s: %s".formatted(what, node, said));
    }
  }
}
