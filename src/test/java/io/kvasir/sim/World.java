package io.kvasir.sim;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Digest;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.NodeId;
import io.kvasir.sim.DataWorkload.Quorums;
import io.kvasir.sim.DataWorkload.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One run of one cluster, all of it decided by the seed: clients and nemesis at work for a while,
 * then peace, in which all nodes start once more, agree, and are asked to account for everything.
 */
final class World {
  private static final long SECOND = 1_000_000;

  /** A few rounds of comparisons. */
  private static final long AGREE_WITHIN = 4 * Scenario.COMPARE_MILLIS * 1_000;

  /** Replicas agree one after another that what they still have of deleted keys can go. */
  private static final long BURY_WITHIN = 30 * SECOND;

  /** Transfers of which messages are lost are asked for again after a while. */
  private static final long SETTLE_WITHIN = 300 * SECOND;

  private final Agenda agenda;
  private final Trace trace;
  private final Chance chance;
  private final Census census = new Census();
  private final Scenario scenario;
  private final Cluster cluster;
  private final Gateway gateway;
  private final Nemesis nemesis;
  private final List<Workload> workloads = new ArrayList<>();
  private final EndingWorkload ending;
  private final LastingWorkload lasting;
  private final CatalogueWorkload buckets;
  private final List<Workload> tempting;
  private final Migration migration;
  private final Graveyard graveyard;
  private boolean clientsStopped;

  /**
   * How a run went.
   *
   * @param hash of all that happened
   */
  record Result(Census census, long hash) {}

  /** A run in which nobody comes or goes. */
  World(long seed, Mutation mutation, Trace.Appendix appendix) {
    this(seed, mutation, appendix, Passage.NONE);
  }

  World(long seed, Mutation mutation, Trace.Appendix appendix, Passage passage) {
    this(seed, mutation, appendix, passage, Optional.empty());
  }

  /**
   * @param trust of sessions, when all clients keep to one
   */
  World(
      long seed,
      Mutation mutation,
      Trace.Appendix appendix,
      Passage passage,
      Optional<SessionWorkload.Trust> trust) {
    trace = new Trace(appendix);
    agenda = new Agenda(trace);
    chance = new Chance(seed);
    scenario = Scenario.of(passage, chance.split());
    agenda.note("scenario", scenario::toString);
    Judge judge = new Judge();
    graveyard = judge.graveyard();
    SimNetwork network = new SimNetwork(agenda, chance.split(), scenario.nodes(), judge);
    List<SimNode> nodes = new ArrayList<>();
    for (NodeId id : scenario.nodes()) {
      nodes.add(
          new SimNode(
              id,
              scenario,
              agenda,
              chance.split(),
              network,
              census,
              mutation,
              node -> new SimDisk(judge.on(node)),
              (node, topology) -> cluster().onTopology(node, topology)));
    }
    cluster = new Cluster(nodes, scenario.ring());
    long slackMicros = 300_000 + 2_000 * scenario.limits().tickMillis();
    gateway = new Gateway(agenda, chance.split(), nodes, census, mutation, slackMicros);
    Surroundings surroundings =
        new Surroundings(agenda, chance.split(), gateway, cluster, judge.graveyard());
    workloads.add(new RegisterWorkload(surroundings, quorums(DataType.LWW_REGISTER)));
    Quorums counting = quorums(DataType.PN_COUNTER);
    Optional<SessionWorkload> sessions =
        trust.map(chosen -> new SessionWorkload(surroundings, counting, chosen));
    workloads.add(
        sessions.isPresent() ? sessions.get() : new CounterWorkload(surroundings, counting));
    for (Membership kind : Membership.values()) {
      workloads.add(new SetWorkload(surroundings, kind, quorums(kind.type)));
    }
    workloads.add(new SiblingWorkload(surroundings, quorums(DataType.MV_REGISTER)));
    workloads.add(new FlagWorkload(surroundings, quorums(DataType.EW_FLAG)));
    ending = new EndingWorkload(surroundings, quorums(DataType.PN_COUNTER));
    workloads.add(ending);
    lasting = new LastingWorkload(surroundings, quorums(DataType.PN_COUNTER));
    workloads.add(lasting);
    buckets = new CatalogueWorkload(surroundings);
    workloads.add(buckets);
    tempting =
        sessions.isPresent()
            ? List.of(sessions.get())
            : workloads.stream().filter(mutation::isTemptedBy).toList();
    judge.watch(cluster, workloads);
    migration = new Migration(scenario, agenda, new Chance(~seed), cluster, gateway);
    nemesis =
        new Nemesis(
            agenda,
            chance.split(),
            cluster,
            network,
            gateway,
            census,
            scenario,
            new Losses(cluster, workloads, migration));
  }

  private Cluster cluster() {
    return cluster;
  }

  private Quorums quorums(DataType type) {
    return Objects.requireNonNull(scenario.quorums().get(type));
  }

  /**
   * Runs to the end.
   *
   * @throws Violation when the cluster did what it must not do
   */
  Result run() {
    for (SimNode node : migration.founders()) {
      agenda.after(chance.between(0, 50_000), "start", node::start);
    }
    for (int client = 0; client < scenario.clients(); client++) {
      agenda.after(chance.between(0, SECOND), "client", this::takeTurn);
    }
    nemesis.start();
    migration.schedule();
    agenda.runUntil(scenario.activeMicros());
    makePeace();
    runWhile(() -> !migration.isOver(), SETTLE_WITHIN, () -> "not over: " + migration);
    agree();
    runWhile(() -> remains().isPresent(), patient(BURY_WITHIN), () -> remains().toString());
    runWhile(() -> astray().isPresent(), AGREE_WITHIN, () -> astray().toString());
    account();
    census.onOperations("rebirth", "Certain", ending.reborn());
    census.onOperations("prolongation", "InTime", lasting.granted());
    census.onRunEnded(agenda.steps());
    return new Result(census, trace.hash());
  }

  private void takeTurn() {
    if (!clientsStopped) {
      chance.pick(tempting).operate(this::rest);
    }
  }

  private void rest() {
    long micros = chance.percent(50) ? chance.between(100, 5_000) : chance.between(5_000, 150_000);
    agenda.after(micros, "client", this::takeTurn);
  }

  /** No more faults, no more requests; then every process starts anew from its disk. */
  private void makePeace() {
    nemesis.heal();
    clientsStopped = true;
    runWhile(() -> !gateway.isIdle(), 10 * SECOND, () -> "requests are still under way");
    List<SimNode> nodes = cluster.nodes().stream().filter(node -> !node.isLost()).toList();
    for (SimNode node : nodes) {
      node.crash();
    }
    for (SimNode node : nodes) {
      agenda.after(chance.between(0, SECOND), "start", node::start);
    }
    agenda.runUntil(agenda.now() + 2 * SECOND);
  }

  /**
   * Nobody reads any more: deltas are delivered, and what was lost of them is found by comparing
   * replicas, within a few rounds.
   */
  private void agree() {
    runWhile(
        () -> disagreement().isPresent(),
        patient(AGREE_WITHIN),
        () -> "the replicas do not agree: " + disagreement());
  }

  /** Longer, where loops are so short that they drop what comes in the same moment. */
  private long patient(long micros) {
    return scenario.faults().contains(Fault.SHORT_LOOP) ? 4 * micros : micros;
  }

  private interface Condition {
    boolean holds();
  }

  private void runWhile(Condition condition, long withinMicros, Supplier<String> otherwise) {
    long deadline = agenda.now() + withinMicros;
    while (condition.holds()) {
      if (agenda.now() >= deadline) {
        throw new Violation(otherwise.get());
      }
      agenda.runUntil(agenda.now() + SECOND / 10);
    }
  }

  /** What replicas hold different states of, or nodes know different buckets. */
  private Optional<String> disagreement() {
    for (Workload workload : workloads) {
      if (workload.ends() && !scenario.isCompared()) {
        continue; // what one replica reclaimed by itself, others learn when they are compared
      }
      for (EntryKey entry : workload.entries()) {
        List<Optional<Crdt>> states = cluster.durable(entry, workload.replicas());
        if (states.stream().map(state -> digest(entry, state)).distinct().count() > 1) {
          return Optional.of(entry + " is " + states);
        }
      }
    }
    return buckets.disagreement().or(this::damage);
  }

  private Optional<String> damage() {
    return cluster.nodes().stream()
        .filter(node -> node.disk().isDamaged())
        .map(node -> node.id() + " has damaged rows")
        .findFirst();
  }

  /**
   * What readers see once all ends have come; replicas may have forgotten deletions at different
   * times, and each reclaims what has ended by its own clock.
   */
  private static long digest(EntryKey entry, Optional<Crdt> state) {
    return state
        .map(held -> Digest.of(entry, Slice.whole(held.visible(Expiry.NEVER - 1))))
        .orElse(0L);
  }

  private void account() {
    for (Workload workload : workloads) {
      for (EntryKey entry : workload.entries()) {
        cluster.durable(entry, workload.replicas()).stream()
            .flatMap(Optional::stream)
            .reduce(Crdt::join)
            .ifPresentOrElse(
                agreed -> workload.validate(entry, graveyard.with(entry, agreed)),
                () -> workload.validateAbsent(entry));
      }
    }
    buckets.validateCatalogue();
  }

  /** What is kept of a key that shows nothing. */
  private Optional<String> remains() {
    for (Workload workload : workloads) {
      if (workload.ends() && !scenario.isCompared()) {
        continue; // as above
      }
      for (EntryKey entry : workload.entries()) {
        List<Optional<Crdt>> states = cluster.durable(entry, workload.replicas());
        if (states.stream().flatMap(Optional::stream).anyMatch(state -> !state.isPresent())) {
          return Optional.of("remains of %s: %s".formatted(entry, states));
        }
      }
    }
    return Optional.empty();
  }

  /** What lies on the disk of a member that is no replica; who has left keeps what its disk has. */
  private Optional<String> astray() {
    for (SimNode node : cluster.members()) {
      for (SimDisk.Place place : node.disk().states().keySet()) {
        EntryKey entry = place.entry();
        int n = workloads.stream().filter(w -> w.owns(entry)).findFirst().orElseThrow().replicas();
        if (!cluster.replicas(entry, n).contains(node)) {
          return Optional.of("%s holds %s astray".formatted(node.id(), entry));
        }
      }
    }
    return Optional.empty();
  }
}
