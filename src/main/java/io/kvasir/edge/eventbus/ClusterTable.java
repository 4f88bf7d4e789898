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
  private final Map<String, BusEndpoint> listed;
  private final AtomicReference<Map<String, Place>> nodes;

  /**
   * Where a node is taken to be.
   *
   * @param other where it may be as well
   * @param guest whether nothing tells of it but itself
   */
  private record Place(BusEndpoint endpoint, Optional<BusEndpoint> other, boolean guest) {
    static Place of(BusEndpoint endpoint) {
      return new Place(endpoint, Optional.empty(), false);
    }

    Place turned() {
      return other.map(next -> new Place(next, Optional.of(endpoint), guest)).orElse(this);
    }
  }

  /**
   * @param self this process' node id; must be in the table
   * @param listed where the nodes are as far as this process was configured
   */
  public ClusterTable(String self, Map<String, BusEndpoint> listed) {
    this.self = self;
    this.listed = Map.copyOf(listed);
    Map<String, Place> places = new TreeMap<>();
    listed.forEach((id, endpoint) -> places.put(id, Place.of(endpoint)));
    this.nodes = new AtomicReference<>(checked(places));
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
    return Optional.ofNullable(nodes.get().get(nodeId)).map(Place::endpoint);
  }

  /** Ids of all nodes, this one included, in their natural order. */
  public List<String> nodeIds() {
    return List.copyOf(nodes.get().keySet());
  }

  /**
   * Takes note of a node that says where it is: one that is in no cluster yet, a member that moved,
   * one that was removed and does not know it. A crowd of strangers is not listened to.
   *
   * @param bus {@code host:port}
   * @return whether the table changed
   */
  public boolean meet(String nodeId, String bus) {
    Map<String, Place> known = nodes.get();
    boolean hasRoom = known.containsKey(nodeId) || known.size() < MAX_NODES;
    if (!hasRoom || nodeId.equals(self)) {
      return false;
    }
    try {
      BusEndpoint endpoint = BusEndpoint.parse(bus);
      Optional<BusEndpoint> before = endpoint(nodeId);
      boolean guest = Optional.ofNullable(known.get(nodeId)).map(Place::guest).orElse(true);
      put(nodeId, endpoint, guest);
      return before.filter(endpoint::equals).isEmpty();
    } catch (IllegalArgumentException invalid) {
      return false;
    }
  }

  /** Adds a node or moves it to another endpoint. */
  public void put(String nodeId, BusEndpoint endpoint) {
    put(nodeId, endpoint, false);
  }

  private void put(String nodeId, BusEndpoint endpoint, boolean guest) {
    Optional<BusEndpoint> other =
        Optional.ofNullable(listed.get(nodeId)).filter(elsewhere -> !elsewhere.equals(endpoint));
    change(
        nodes -> {
          nodes.put(nodeId, new Place(endpoint, other, guest));
          return nodes;
        });
  }

  /**
   * Takes a node that is not found where it was said to be to be where it is listed, and the other
   * way round: of a cluster all of whose nodes moved at once, nobody else can tell. One that came
   * by itself is forgotten.
   */
  public void miss(String nodeId) {
    change(
        nodes -> {
          nodes.computeIfPresent(nodeId, (id, place) -> place.guest() ? null : place.turned());
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

  private void change(UnaryOperator<Map<String, Place>> change) {
    nodes.updateAndGet(current -> checked(change.apply(new TreeMap<>(current))));
  }

  private Map<String, Place> checked(Map<String, Place> nodes) {
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
