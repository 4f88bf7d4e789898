package io.kvasir.edge.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.RaftObservation;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.consensus.Role;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.engine.groups.GroupStatus;
import io.kvasir.engine.groups.GroupStatus.Condition;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.Test;

/** Groups as Prometheus sees them. */
@SuppressWarnings("deprecation")
class GroupTelemetryTest {
  private static final ReplicaId SELF = new ReplicaId(new NodeId("a"), 1);
  private static final ReplicaId PEER = new ReplicaId(new NodeId("b"), 2);
  private static final Membership BOTH = Membership.ofVoters(new TreeSet<>(List.of(SELF, PEER)));
  private static final GroupId G = new GroupId(7);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final GroupCounters counters = new GroupCounters(registry);
  private final Telemetry telemetry =
      new Telemetry(new ObservationMetrics(registry, counters), new ObservationLog());
  private final ConcurrentSkipListMap<GroupId, GroupStatus> statuses =
      new ConcurrentSkipListMap<>();
  private final GroupGauges gauges =
      new GroupGauges(
          registry,
          () -> List.copyOf(statuses.values()),
          group -> Optional.ofNullable(statuses.get(group)),
          counters);

  @Test
  void countsEveryObservationOfAGroup() {
    List<RaftObservation> all =
        List.of(
            new RaftObservation.ElectionBegun(1),
            new RaftObservation.BecameLeader(1),
            new RaftObservation.LeaderFound(2, PEER),
            new RaftObservation.SteppedDown(1),
            new RaftObservation.QuorumLost(1),
            new RaftObservation.MembersChanged(5, BOTH),
            new RaftObservation.SnapshotBegun(PEER, 5),
            new RaftObservation.SnapshotInstalled(5),
            new RaftObservation.LogCompacted(5),
            new RaftObservation.LogTruncated(5));

    all.forEach(observation -> telemetry.onGroup(G, observation));
    telemetry.onGroup(G, new RaftObservation.ElectionBegun(2));

    assertThat(registry.scrape())
        .contains(
            event("election_begun") + " 2.0",
            event("became_leader") + " 1.0",
            event("leader_found") + " 1.0",
            event("stepped_down") + " 1.0",
            event("quorum_lost") + " 1.0",
            event("members_changed") + " 1.0",
            event("snapshot_begun") + " 1.0",
            event("snapshot_installed") + " 1.0",
            event("log_compacted") + " 1.0",
            event("log_truncated") + " 1.0");
  }

  private static String event(String event) {
    return "kvasir_raft_events_total{event=\"" + event + "\",group=\"7\",}";
  }

  @Test
  void showsALeaderAsItIsNow() {
    statuses.put(G, running(Role.LEADER, Optional.of(SELF), 10, 8));
    gauges.follow();
    statuses.put(G, running(Role.LEADER, Optional.of(SELF), 12, 9));

    assertThat(registry.scrape())
        .contains(
            "kvasir_raft_running{group=\"7\",} 1.0",
            "kvasir_raft_leading{group=\"7\",} 1.0",
            "kvasir_raft_leader_known{group=\"7\",} 1.0",
            "kvasir_raft_term{group=\"7\",} 3.0",
            "kvasir_raft_commit_index{group=\"7\",} 12.0",
            "kvasir_raft_applied_index{group=\"7\",} 9.0",
            "kvasir_raft_apply_lag{group=\"7\",} 3.0",
            "kvasir_raft_log_entries{group=\"7\",} 16.0",
            "kvasir_raft_follower_lag{group=\"7\",} 9.0",
            "kvasir_raft_groups_led 1.0",
            "kvasir_raft_groups_leaderless 0.0",
            "kvasir_raft_groups{condition=\"running\",} 1.0",
            "kvasir_raft_groups{condition=\"damaged\",} 0.0");
  }

  @Test
  void showsWhoKnowsNoLeaderAndWhoTakesNoPart() {
    statuses.put(G, running(Role.PRE_CANDIDATE, Optional.empty(), 0, 0));
    GroupId damaged = new GroupId(8);
    statuses.put(
        damaged, new GroupStatus(damaged, Condition.DAMAGED, Optional.empty(), "a gap at 5"));
    gauges.follow();

    assertThat(registry.scrape())
        .contains(
            "kvasir_raft_leader_known{group=\"7\",} 0.0",
            "kvasir_raft_leading{group=\"7\",} 0.0",
            "kvasir_raft_groups_leaderless 1.0",
            "kvasir_raft_running{group=\"8\",} 0.0",
            "kvasir_raft_term{group=\"8\",} NaN",
            "kvasir_raft_groups{condition=\"damaged\",} 1.0");
  }

  @Test
  void endsTheSeriesOfAGroupThatIsGone() {
    statuses.put(G, running(Role.FOLLOWER, Optional.of(PEER), 1, 1));
    telemetry.onGroup(G, new RaftObservation.ElectionBegun(2));
    gauges.follow();
    assertThat(registry.scrape()).contains("group=\"7\"");

    statuses.remove(G);
    gauges.follow();
    assertThat(registry.scrape()).doesNotContain("group=\"7\"");

    statuses.put(G, running(Role.FOLLOWER, Optional.of(PEER), 1, 1));
    telemetry.onGroup(G, new RaftObservation.ElectionBegun(2));
    gauges.follow();
    assertThat(registry.scrape())
        .contains(event("election_begun") + " 1.0", "kvasir_raft_term{group=\"7\",} 3.0");
  }

  private static GroupStatus running(
      Role role, Optional<ReplicaId> leader, long commit, long applied) {
    TreeMap<ReplicaId, Long> matched = new TreeMap<>();
    if (role == Role.LEADER) {
      matched.put(PEER, 11L);
    }
    RaftStatus raft =
        new RaftStatus(SELF, role, 3, leader, 5, 20, 3, commit, applied, true, BOTH, 0, matched);
    return new GroupStatus(G, Condition.RUNNING, Optional.of(raft), "");
  }
}
