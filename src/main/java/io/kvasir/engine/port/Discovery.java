package io.kvasir.engine.port;

import io.kvasir.core.node.Endpoint;
import java.util.List;

/** Finds places where members of the cluster may be, beside those that the topology lists. */
public interface Discovery {
  /** The places as known now; what is newer is looked up meanwhile. Never blocks. */
  List<Endpoint> seeds();
}
