package io.kvasir.edge.telemetry;

import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.consensus.Role;
import io.kvasir.core.node.GroupId;
import io.kvasir.engine.groups.GroupStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What this node's replicas of groups are now.
 *
 * <pre>
 * kvasir_raft_groups{condition}      replicas on this node, by how they are
 * kvasir_raft_groups_led             those that lead their group
 * kvasir_raft_groups_leaderless      those that run and know of no leader
 * kvasir_raft_running{group}         1 when it takes part; 0 when it is damaged or stopped
 * kvasir_raft_leading{group}         1 when it leads
 * kvasir_raft_leader_known{group}    1 when it knows who leads
 * kvasir_raft_term{group}
 * kvasir_raft_commit_index{group}
 * kvasir_raft_applied_index{group}
 * kvasir_raft_apply_lag{group}       entries that are committed and not applied
 * kvasir_raft_log_entries{group}     entries that the log holds
 * kvasir_raft_follower_lag{group}    of a leader: entries that the slowest other replica lacks
 * </pre>
 */
public final class GroupGauges {
  private final MeterRegistry registry;
  private final Supplier<List<GroupStatus>> statuses;
  private final Function<GroupId, Optional<GroupStatus>> status;
  private final GroupCounters counters;
  private final Map<GroupId, List<Meter>> meters = new TreeMap<>();

  /**
   * @param statuses of all groups of this node; cheap, and of any thread
   * @param status of one of them
   * @param counters whose series end with their group
   */
  public GroupGauges(
      MeterRegistry registry,
      Supplier<List<GroupStatus>> statuses,
      Function<GroupId, Optional<GroupStatus>> status,
      GroupCounters counters) {
    this.registry = registry;
    this.statuses = statuses;
    this.status = status;
    this.counters = counters;
    for (GroupStatus.Condition condition : GroupStatus.Condition.values()) {
      count("kvasir.raft.groups", Optional.of(condition), now -> now.condition() == condition);
    }
    count("kvasir.raft.groups.led", Optional.empty(), GroupGauges::leads);
    count("kvasir.raft.groups.leaderless", Optional.empty(), GroupGauges::isLeaderless);
  }

  /** Begins and ends series as groups come and go; to be called every few seconds. */
  public synchronized void follow() {
    Set<GroupId> present = new TreeSet<>();
    statuses.get().forEach(now -> present.add(now.group()));
    present.forEach(group -> meters.computeIfAbsent(group, this::register));
    meters.entrySet().removeIf(entry -> !present.contains(entry.getKey()) && end(entry.getValue()));
    counters.retain(present);
  }

  private boolean end(List<Meter> ended) {
    ended.forEach(registry::remove);
    return true;
  }

  private List<Meter> register(GroupId group) {
    List<Meter> registered = new ArrayList<>();
    registered.add(
        gauge(group, "running", now -> one(now.condition() == GroupStatus.Condition.RUNNING)));
    registered.add(gauge(group, "leading", now -> one(leads(now))));
    registered.add(raft(group, "leader.known", raft -> one(raft.leader().isPresent())));
    registered.add(raft(group, "term", RaftStatus::term));
    registered.add(raft(group, "commit.index", RaftStatus::commit));
    registered.add(raft(group, "applied.index", RaftStatus::applied));
    registered.add(raft(group, "apply.lag", raft -> raft.commit() - raft.applied()));
    registered.add(raft(group, "log.entries", raft -> raft.lastIndex() - raft.firstIndex() + 1));
    registered.add(raft(group, "follower.lag", GroupGauges::followerLag));
    return registered;
  }

  private static boolean leads(GroupStatus now) {
    return isRunning(now) && now.raft().filter(raft -> raft.role() == Role.LEADER).isPresent();
  }

  static boolean isLeaderless(GroupStatus now) {
    return isRunning(now) && now.raft().filter(raft -> raft.leader().isPresent()).isEmpty();
  }

  private static boolean isRunning(GroupStatus now) {
    return now.condition() == GroupStatus.Condition.RUNNING;
  }

  private static double followerLag(RaftStatus raft) {
    return raft.matched().values().stream()
        .mapToLong(matched -> raft.lastIndex() - matched)
        .max()
        .orElse(0);
  }

  private static double one(boolean holds) {
    return holds ? 1 : 0;
  }

  private Gauge raft(GroupId group, String name, ToDoubleFunction<RaftStatus> value) {
    return gauge(group, name, now -> now.raft().map(value::applyAsDouble).orElse(Double.NaN));
  }

  private Gauge gauge(GroupId group, String name, ToDoubleFunction<GroupStatus> value) {
    return Gauge.builder(
            "kvasir.raft." + name,
            () -> status.apply(group).map(value::applyAsDouble).orElse(Double.NaN))
        .tag("group", group.toString())
        .register(registry);
  }

  private void count(
      String name, Optional<GroupStatus.Condition> condition, Predicate<GroupStatus> counted) {
    Gauge.Builder<?> gauge =
        Gauge.builder(name, () -> statuses.get().stream().filter(counted).count());
    condition.ifPresent(is -> gauge.tag("condition", is.name().toLowerCase(Locale.ROOT)));
    gauge.register(registry);
  }
}
