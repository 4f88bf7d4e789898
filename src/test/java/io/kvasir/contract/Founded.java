package io.kvasir.contract;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.HardState;
import io.kvasir.core.consensus.LogEntry;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.LogWrite;
import io.kvasir.core.consensus.Payload;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.Member;
import io.kvasir.core.topology.Standing;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.edge.wire.TopologyProtobuf;
import io.kvasir.engine.groups.StateMachine;
import io.kvasir.engine.groups.TopologyMachine;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.StandingStore;
import io.kvasir.engine.port.TopologyFormat;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Stores of nodes that founded a cluster together, before anything else happened in it. */
public final class Founded {
  private static final TopologyFormat FORMAT = new TopologyProtobuf();
  private static final long CLUSTER = 7;

  private Founded() {}

  /** The cluster of {@code founders}. */
  public static Topology cluster(int partitions, Collection<NodeId> founders) {
    return cluster(CLUSTER, partitions, founders);
  }

  /** One that is told from others. */
  public static Topology cluster(long cluster, int partitions, Collection<NodeId> founders) {
    TreeMap<NodeId, Member> members = new TreeMap<>();
    for (NodeId id : founders) {
      members.put(id, new Member(id, life(id), id + ":1", "http://" + id, ""));
    }
    return Topology.founding(cluster, Secrets.of(7), partitions, members);
  }

  private static long life(NodeId id) {
    return 1L + id.hashCode();
  }

  /** Makes the empty stores those of {@code self}, which knows that the cluster exists. */
  public static void fill(
      Topology topology, NodeId self, GroupStore groups, StandingStore standings) {
    fill(
        topology,
        self,
        call -> call.accept(groups),
        standing -> standings.saveStanding(standing, new Call<Void>()));
  }

  /**
   * The same by way of others.
   *
   * @param groups carries out a call
   * @param standings saves a standing
   */
  public static void fill(
      Topology topology,
      NodeId self,
      Consumer<Consumer<GroupStore>> groups,
      Consumer<Bytes> standings) {
    long life = life(self);
    standings.accept(FORMAT.ofStanding(new Standing.Settled(life, topology, true)));
    groups.accept(store -> create(store, topology, life));
    Bytes command = FORMAT.ofCommand(new TopologyCommand.Found(topology));
    groups.accept(store -> begin(store, command));
    SortedMap<Bytes, Optional<Bytes>> rows = rowsAfter(command);
    groups.accept(store -> store.apply(GroupId.TOPOLOGY, 1, rows, new Call<Void>()));
  }

  private static void create(GroupStore store, Topology topology, long life) {
    store.create(
        GroupId.TOPOLOGY, life, LogStart.founding(topology.foundingMembership()), new Call<Void>());
  }

  private static void begin(GroupStore store, Bytes command) {
    LogEntry first = new LogEntry(1, 1, new Payload.Command(command));
    store.write(
        GroupId.TOPOLOGY,
        new LogWrite(Optional.of(new HardState(1, Optional.empty(), 1)), 0, List.of(first)),
        new Call<Void>());
  }

  private static SortedMap<Bytes, Optional<Bytes>> rowsAfter(Bytes command) {
    TopologyMachine machine = new TopologyMachine(FORMAT, topology -> {}, () -> {});
    machine.resume(Collections.emptySortedMap());
    Changes changes = new Changes();
    machine.apply(1, command, false, changes);
    return changes.rows;
  }

  private static final class Changes implements StateMachine.Rows {
    private final TreeMap<Bytes, Optional<Bytes>> rows = new TreeMap<>();

    @Override
    public boolean isKnown(Bytes key) {
      return true;
    }

    @Override
    public Optional<Bytes> get(Bytes key) {
      return rows.getOrDefault(key, Optional.empty());
    }

    @Override
    public void put(Bytes key, Bytes value) {
      rows.put(key, Optional.of(value));
    }

    @Override
    public void delete(Bytes key) {
      rows.put(key, Optional.empty());
    }
  }
}
