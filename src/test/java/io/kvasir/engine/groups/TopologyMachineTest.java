package io.kvasir.engine.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.TopologySamples;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.core.topology.TopologyResult;
import io.kvasir.edge.wire.TopologyProtobuf;
import io.kvasir.engine.port.TopologyFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TopologyMachineTest {
  private final TopologyFormat format = new TopologyProtobuf();
  private final TreeMap<Bytes, Bytes> rows = new TreeMap<>();
  private final List<Topology> changes = new ArrayList<>();
  private final TopologyMachine machine = new TopologyMachine(format, changes::add, () -> {});

  @Test
  void holdsNothingBeforeTheClusterIsFounded() {
    machine.resume(rows);

    assertThat(apply(new TopologyCommand.Begun(new GroupId(1))))
        .isInstanceOf(TopologyResult.Refused.class);
    assertThat(rows).isEmpty();
    assertThat(changes).isEmpty();
  }

  @Test
  void oneRowHoldsWhatTheCommandsMade() {
    machine.resume(rows);

    TopologySamples.commands().values().forEach(this::apply);
    assertThat(changes).isEmpty();
    machine.publish();

    Topology last = changes.getLast();
    assertThat(last).isEqualTo(TopologySamples.topology());
    assertThat(rows.keySet()).isEqualTo(machine.head());
    assertThat(rows.values()).containsExactly(format.ofTopology(last));
    assertThat(changes).extracting(Topology::version).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void tellsOfNothingBeforeItMayBeKnown() {
    rows.put(TopologyMachine.ROW, format.ofTopology(TopologySamples.topology()));
    machine.resume(rows);
    assertThat(changes).isEmpty();

    machine.publish();
    machine.publish();

    assertThat(changes).containsExactly(TopologySamples.topology());
  }

  @Test
  void goesOnFromItsRow() {
    rows.put(TopologyMachine.ROW, format.ofTopology(TopologySamples.topology()));

    machine.resume(rows);
    machine.publish();

    assertThat(apply(new TopologyCommand.Found(TopologySamples.founding())))
        .isEqualTo(new TopologyResult.Founded(TopologySamples.founding().clusterId()));
    machine.publish();
    assertThat(changes).containsExactly(TopologySamples.topology());
  }

  @Test
  void aCommandThatCannotBeReadHasAResultThatSaysSo() {
    machine.resume(rows);

    Bytes result = machine.apply(1, Bytes.utf8("what?"), true, new Written());

    assertThat(format.result(result)).isEqualTo(new TopologyResult.Undecodable());
  }

  private TopologyResult apply(TopologyCommand command) {
    return format.result(machine.apply(1, format.ofCommand(command), true, new Written()));
  }

  private final class Written implements StateMachine.Rows {
    @Override
    public Optional<Bytes> get(Bytes key) {
      return Optional.ofNullable(rows.get(key));
    }

    @Override
    public boolean isKnown(Bytes key) {
      return true;
    }

    @Override
    public void put(Bytes key, Bytes value) {
      rows.put(key, value);
    }

    @Override
    public void delete(Bytes key) {
      rows.remove(key);
    }
  }
}
