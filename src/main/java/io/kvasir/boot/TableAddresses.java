package io.kvasir.boot;

import io.kvasir.core.node.NodeId;
import io.kvasir.edge.eventbus.ClusterTable;
import io.kvasir.service.Addresses;
import java.util.Optional;

/** The addresses that the configured members have; it does not say where they serve clients. */
record TableAddresses(ClusterTable table) implements Addresses {
  @Override
  public Optional<String> http(NodeId node) {
    return Optional.empty();
  }

  @Override
  public Optional<String> bus(NodeId node) {
    return table.endpoint(node.value()).map(Object::toString);
  }
}
