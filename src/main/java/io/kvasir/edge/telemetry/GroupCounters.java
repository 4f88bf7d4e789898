package io.kvasir.edge.telemetry;

import io.kvasir.core.consensus.RaftObservation;
import io.kvasir.core.node.GroupId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what happens to this node's replicas of groups.
 *
 * <pre>
 * kvasir_raft_events_total{event,group}              observations, by what happened
 * kvasir_raft_snapshot_bytes_total{direction,group}  of snapshots: read to be sent, and received
 * </pre>
 */
public final class GroupCounters {
  private record Series(GroupId group, String name, String label, String value) {}

  private final MeterRegistry registry;
  private final Map<Series, Counter> counters = new ConcurrentHashMap<>();

  public GroupCounters(MeterRegistry registry) {
    this.registry = registry;
  }

  void onGroup(GroupId group, RaftObservation observation) {
    add(group, "kvasir.raft.events", "event", label(observation), 1);
  }

  void snapshotSent(GroupId group, int bytes) {
    add(group, "kvasir.raft.snapshot.bytes", "direction", "sent", bytes);
  }

  void snapshotReceived(GroupId group, int bytes) {
    add(group, "kvasir.raft.snapshot.bytes", "direction", "received", bytes);
  }

  /** Ends the series of all other groups. */
  void retain(Set<GroupId> groups) {
    counters
        .keySet()
        .removeIf(
            series -> {
              boolean gone = !groups.contains(series.group());
              if (gone) {
                registry.remove(counter(series));
              }
              return gone;
            });
  }

  private static String label(RaftObservation observation) {
    return switch (observation) {
      case RaftObservation.ElectionBegun begun -> "election_begun";
      case RaftObservation.BecameLeader became -> "became_leader";
      case RaftObservation.LeaderFound found -> "leader_found";
      case RaftObservation.SteppedDown stepped -> "stepped_down";
      case RaftObservation.QuorumLost lost -> "quorum_lost";
      case RaftObservation.MembersChanged changed -> "members_changed";
      case RaftObservation.SnapshotBegun begun -> "snapshot_begun";
      case RaftObservation.SnapshotInstalled installed -> "snapshot_installed";
      case RaftObservation.LogCompacted compacted -> "log_compacted";
      case RaftObservation.LogTruncated truncated -> "log_truncated";
    };
  }

  private void add(GroupId group, String name, String label, String value, int amount) {
    counters
        .computeIfAbsent(new Series(group, name, label, value), this::counter)
        .increment(amount);
  }

  private Counter counter(Series series) {
    return Counter.builder(series.name())
        .tag("group", series.group().toString())
        .tag(series.label(), series.value())
        .register(registry);
  }
}
