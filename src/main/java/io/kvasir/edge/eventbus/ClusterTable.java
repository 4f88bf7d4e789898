package io.kvasir.edge.eventbus;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * The nodes that the event bus can reach, by node id, and which of them this process is.
 *
 * <p>Read on every message from any thread, replaced as a whole when membership changes. A node
 * that was removed keeps an open connection until one side closes it.
 */
public final class ClusterTable {
  /** Nodes in a table at most, so far as they came by themselves. */
  private static final int MAX_NODES = 1024;

  private final String self;
  private final AtomicReference<Map<String, BusEndpoint>> nodes;

  /**
   * @param self this process' node id; must be in the table
   */
  public ClusterTable(String self, Map<String, BusEndpoint> nodes) {
    this.self = self;
    this.nodes = new AtomicReference<>(checked(nodes));
  }

  /** The table that {@code id@host:port} entries describe; ids are unique and contain no slash. */
  public static ClusterTable parse(String self, List<String> members) {
    Map<String, BusEndpoint> nodes = new TreeMap<>();
    for (String member : members) {
      int at = member.indexOf('@');
      if (at <= 0) {
        throw new IllegalArgumentException("member is not of the form id@host:port: " + member);
      }
      if (nodes.put(member.substring(0, at), BusEndpoint.parse(member.substring(at + 1))) != null) {
        throw new IllegalArgumentException("member named twice: " + member.substring(0, at));
      }
    }
    return new ClusterTable(self, nodes);
  }

  /** This process' node id. */
  public String self() {
    return self;
  }

  /** Where this process' bus listens. */
  public BusEndpoint selfEndpoint() {
    return endpoint(self).orElseThrow();
  }

  /** Where a node's bus listens; empty when the node is not in the table. */
  public Optional<BusEndpoint> endpoint(String nodeId) {
    return Optional.ofNullable(nodes.get().get(nodeId));
  }

  /** Ids of all nodes, this one included, in their natural order. */
  public List<String> nodeIds() {
    return List.copyOf(nodes.get().keySet());
  }

  /**
   * Takes note of a node that says where it is; a crowd of strangers is not listened to.
   *
   * @param bus {@code host:port}
   * @return whether the table changed
   */
  public boolean meet(String nodeId, String bus) {
    Map<String, BusEndpoint> known = nodes.get();
    boolean hasRoom = known.containsKey(nodeId) || known.size() < MAX_NODES;
    if (!hasRoom || nodeId.equals(self)) {
      return false;
    }
    try {
      BusEndpoint endpoint = BusEndpoint.parse(bus);
      put(nodeId, endpoint);
      return !endpoint.equals(known.get(nodeId));
    } catch (IllegalArgumentException invalid) {
      return false;
    }
  }

  /** Adds a node or moves it to another endpoint. */
  public void put(String nodeId, BusEndpoint endpoint) {
    change(
        nodes -> {
          nodes.put(nodeId, endpoint);
          return nodes;
        });
  }

  /** Removes a node; messages to it fail from now on. This process' own entry stays. */
  public void remove(String nodeId) {
    change(
        nodes -> {
          nodes.remove(nodeId);
          return nodes;
        });
  }

  private void change(UnaryOperator<Map<String, BusEndpoint>> change) {
    nodes.updateAndGet(current -> checked(change.apply(new TreeMap<>(current))));
  }

  private Map<String, BusEndpoint> checked(Map<String, BusEndpoint> nodes) {
    if (!nodes.containsKey(self)) {
      throw new IllegalArgumentException(
          "node " + self + " is not among the members " + nodes.keySet());
    }
    for (String id : nodes.keySet()) {
      if (id.isBlank() || id.indexOf('/') >= 0) {
        throw new IllegalArgumentException("not a node id: '" + id + "'");
      }
    }
    return new TreeMap<>(nodes);
  }
}
