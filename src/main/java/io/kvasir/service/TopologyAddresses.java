package io.kvasir.service;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.Member;
import io.kvasir.engine.Engine;
import java.util.Optional;

/** The addresses that the cluster has agreed on. */
public record TopologyAddresses(Engine engine) implements Addresses {
  @Override
  public Optional<String> http(NodeId node) {
    return member(node).map(Member::http);
  }

  @Override
  public Optional<String> bus(NodeId node) {
    return member(node).map(Member::bus);
  }

  private Optional<Member> member(NodeId node) {
    return engine.topology().flatMap(now -> Optional.ofNullable(now.members().get(node)));
  }
}
