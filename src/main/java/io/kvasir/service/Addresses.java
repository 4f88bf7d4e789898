package io.kvasir.service;

import io.kvasir.core.node.NodeId;
import java.util.Optional;

/** Where nodes can be reached, as far as this one knows. */
public interface Addresses {
  /** Scheme, host and port of a node's HTTP interface. */
  Optional<String> http(NodeId node);

  /** Host and port of a node's event bus. */
  Optional<String> bus(NodeId node);
}
