package io.kvasir.boot;

import io.kvasir.core.topology.Member;
import io.kvasir.core.topology.Topology;
import io.kvasir.edge.eventbus.BusEndpoint;
import io.kvasir.edge.eventbus.ClusterTable;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Lets the event bus reach the members where they live now, and no more those who left. */
final class TableFollower implements Consumer<Topology> {
  private final ClusterTable table;
  private final Set<String> members = new TreeSet<>();

  TableFollower(ClusterTable table) {
    this.table = table;
  }

  @Override
  public void accept(Topology topology) {
    Set<String> gone = new TreeSet<>(members);
    members.clear();
    for (Member member : topology.members().values()) {
      follow(member.id().value(), member.bus());
    }
    gone.removeAll(members);
    gone.forEach(table::remove);
  }

  private void follow(String id, String bus) {
    if (!id.equals(table.self())) {
      members.add(id);
      table.put(id, BusEndpoint.parse(bus));
    }
  }
}
