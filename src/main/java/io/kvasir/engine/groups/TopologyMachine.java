package io.kvasir.engine.groups;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.topology.Ordinance;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.core.topology.TopologyResult;
import io.kvasir.engine.port.TopologyFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The state machine of the group that replicates the topology. It holds none until the first
 * command founds the cluster; then one row holds all of it.
 */
public final class TopologyMachine implements StateMachine {
  /** The row of the topology. */
  public static final Bytes ROW = Bytes.utf8("topology");

  private final TopologyFormat format;
  private final Consumer<Topology> changed;
  private final Runnable led;
  private final List<Topology> unpublished = new ArrayList<>();
  private Optional<Topology> topology = Optional.empty();

  /**
   * @param changed told of each topology this replica comes to, in their order, by the owner, when
   *     it is durable; those of a replica that has just begun are of the past
   * @param led told, by the owner, when this replica begins to lead
   */
  public TopologyMachine(TopologyFormat format, Consumer<Topology> changed, Runnable led) {
    this.format = format;
    this.changed = changed;
    this.led = led;
  }

  @Override
  public SortedSet<Bytes> head() {
    return new TreeSet<>(List.of(ROW));
  }

  @Override
  public void resume(SortedMap<Bytes, Bytes> head) {
    topology = Optional.ofNullable(head.get(ROW)).map(format::topology);
    topology.ifPresent(unpublished::add);
  }

  /** Who gave partitions away must not take itself for their owner after a crash. */
  @Override
  public boolean isActedBy() {
    return true;
  }

  @Override
  public void leads() {
    led.run();
  }

  @Override
  public void publish() {
    List<Topology> news = List.copyOf(unpublished);
    unpublished.clear();
    news.forEach(changed);
  }

  /** None: it has read its only row already. */
  @Override
  public SortedSet<Bytes> rows(List<Bytes> commands) {
    return Collections.emptySortedSet();
  }

  @Override
  public SortedSet<Bytes> fewestRows(Bytes command) {
    return Collections.emptySortedSet();
  }

  @Override
  public Bytes apply(long index, Bytes command, boolean isAwaited, Rows rows) {
    return format.ofResult(
        format
            .command(command)
            .map(known -> carryOut(known, rows))
            .orElseGet(TopologyResult.Undecodable::new));
  }

  private TopologyResult carryOut(TopologyCommand command, Rows rows) {
    if (topology.isPresent()) {
      Ordinance.Decision decision = Ordinance.apply(topology.get(), command);
      if (!decision.topology().equals(topology.get())) {
        become(decision.topology(), rows);
      }
      return decision.result();
    }
    if (command instanceof TopologyCommand.Found(Topology initial)) {
      become(initial, rows);
      return new TopologyResult.Founded(initial.clusterId());
    }
    return new TopologyResult.Refused("the cluster is not founded yet");
  }

  private void become(Topology next, Rows rows) {
    topology = Optional.of(next);
    rows.put(ROW, format.ofTopology(next));
    unpublished.add(next);
  }
}
