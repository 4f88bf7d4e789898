package io.kvasir.sim;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.Intent;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.core.topology.Transition;
import io.kvasir.engine.groups.GroupStatus;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Has the last of the nodes come or go, as its passage says. */
final class Migration {
  private static final long ASK_AGAIN_MICROS = 1_000_000;
  private static final long PATIENCE_MILLIS = 2_000;

  private final Scenario scenario;
  private final Passage passage;
  private final Agenda agenda;
  private final Chance chance;
  private final Cluster cluster;
  private final Gateway gateway;
  private final NodeId goer;

  Migration(Scenario scenario, Agenda agenda, Chance chance, Cluster cluster, Gateway gateway) {
    this.scenario = scenario;
    this.passage = scenario.passage();
    this.agenda = agenda;
    this.chance = chance;
    this.cluster = cluster;
    this.gateway = gateway;
    this.goer = cluster.nodes().getLast().id();
  }

  /** The machines that run from the beginning. */
  List<SimNode> founders() {
    return cluster.nodes().stream()
        .filter(node -> scenario.founders().contains(node.id()))
        .toList();
  }

  /** Whether a node is there in the end. */
  boolean stays(NodeId node) {
    return passage == Passage.NONE || passage == Passage.JOIN || !node.equals(goer);
  }

  void schedule() {
    if (passage != Passage.NONE) {
      long activeMicros = scenario.activeMicros();
      agenda.after(chance.between(activeMicros / 8, activeMicros / 2), "passage", this::begin);
    }
  }

  private void begin() {
    SimNode node = cluster.nodes().getLast();
    if (passage == Passage.JOIN) {
      node.start();
    } else if (passage == Passage.REMOVE) {
      node.lose();
      gateway.hangUp();
      cluster.onWipe();
    }
    ask();
  }

  /** Asks whoever runs, again and again, until it is agreed on. */
  private void ask() {
    if (!isAgreed()) {
      List<SimNode.Running> running =
          cluster.nodes().stream().flatMap(node -> node.running().stream()).toList();
      if (!running.isEmpty()) {
        chance.pick(running).engine().changeMembership(command(), PATIENCE_MILLIS, outcome -> {});
      }
      agenda.after(ASK_AGAIN_MICROS, "passage", this::ask);
    }
  }

  private TopologyCommand command() {
    return switch (passage) {
      case JOIN -> new TopologyCommand.Join(new TreeSet<>(List.of(goer)));
      case LEAVE -> new TopologyCommand.Leave(goer);
      case REMOVE -> new TopologyCommand.Remove(goer);
      case NONE -> throw new IllegalStateException("nobody comes or goes");
    };
  }

  private boolean isAgreed() {
    Optional<Intent> intent = cluster.latest().map(now -> now.intents().get(goer));
    return intent.isPresent() || isOver();
  }

  /** Whether who was to come has come, or who was to go has gone. */
  boolean isOver() {
    return passage == Passage.NONE
        || cluster.latest().filter(now -> now.transition().isEmpty() && isOver(now)).isPresent();
  }

  private boolean isOver(Topology now) {
    return passage == Passage.JOIN
        ? now.ring().members().contains(goer)
        : !now.ring().members().contains(goer) && !now.intents().containsKey(goer);
  }

  /** What the nodes know. */
  @Override
  public String toString() {
    return cluster.nodes().stream()
        .map(node -> node.id() + " " + node.running().map(Migration::known).orElse("is down"))
        .collect(Collectors.joining(", ", passage + ": ", ""));
  }

  private static String known(SimNode.Running node) {
    return node.engine()
        .topology()
        .map(
            known ->
                "version %d epoch %d %s %s, hosts %s"
                    .formatted(
                        known.version(),
                        known.epoch(),
                        known.intents(),
                        known.transition().map(Transition::outstanding),
                        node.engine().groups().statuses().stream()
                            .map(GroupStatus::group)
                            .toList()))
        .orElse("knows nothing");
  }
}
