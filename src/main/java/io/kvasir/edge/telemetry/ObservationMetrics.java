package io.kvasir.edge.telemetry;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.consensus.RaftObservation;
import io.kvasir.core.handoff.HandoffObservation;
import io.kvasir.core.membership.MembershipObservation;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.Refusal;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.replication.ScanOutcome;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.topology.CatalogueObservation;
import io.kvasir.core.topology.FoundingObservation;
import io.kvasir.engine.port.Observer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts observations.
 *
 * <pre>
 * kvasir_writes_total{outcome}             writes coordinated or forwarded here, by how they ended
 * kvasir_writes_restamped_total            writes that met a newer one of a node whose clock is ahead
 * kvasir_reads_total{outcome}              reads coordinated here, by how they ended
 * kvasir_scans_total{outcome}              pages of convergent buckets put together here, likewise
 * kvasir_replica_missed_total{peer}        writes that a replica did not take part in
 * kvasir_replica_repairs_total{peer}       replicas that a read found behind
 * kvasir_deltas_resent_total{peer}         deltas sent again since nobody acknowledged them
 * kvasir_outbox_overflows_total            deltas that are no longer resent
 * kvasir_repair_exchanges_total{outcome}   comparisons with other replicas: same, different, broken_off
 * kvasir_repair_differing_keys_total       keys that were found to differ
 * kvasir_repair_keys_total{peer}           keys of which another replica had what this one lacked
 * kvasir_repair_sent_bytes_total{peer}     states that were offered to replicas and taken
 * kvasir_tombstones_reclaimed_total        deleted keys of which nothing remains here
 * kvasir_messages_stale_total              states refused that might have shown such a key again
 * kvasir_messages_of_strangers_total       messages refused of nodes that are no members
 * kvasir_scrub_keys_total                  keys here that were held against their digests
 * kvasir_scrub_flaws_total                 those whose rows and digest did not fit, each time again
 * kvasir_scrub_mended_total                those that were put right
 * kvasir_replica_refusals_total{reason}    deltas and operations refused here
 * kvasir_storage_faults_total              reads and commits that the disk failed
 * kvasir_catalogue_changes_total{change}   buckets that appeared or vanished here
 * kvasir_catalogue_save_failures_total     catalogues that could not be saved
 * kvasir_swim_probes_total{result}         probes of other members, by how they ended
 * kvasir_swim_turns_total{to}              members that turned alive, suspect, dead or left here
 * kvasir_swim_refutations_total            times that this node was suspected or dead, and spoke up
 * kvasir_swim_stalls_total                 times that this node stood still
 * kvasir_handoff_transfers_total{state}    parts of partitions this node was to take over
 * kvasir_handoff_bytes_total{direction}    of pages taken in and given
 * kvasir_handoff_source_failures_total{peer} requests that a source did not serve
 * kvasir_handoff_copies_deleted_total      parts of partitions deleted since others own them
 * </pre>
 *
 * <p>Those of groups are {@link GroupCounters}'.
 */
public final class ObservationMetrics implements Observer {
  private record Series(String name, String label, String value) {}

  private final MeterRegistry registry;
  private final GroupCounters groups;
  private final Map<Series, Counter> counters = new ConcurrentHashMap<>();

  public ObservationMetrics(MeterRegistry registry, GroupCounters groups) {
    this.registry = registry;
    this.groups = groups;
  }

  @Override
  public void onReplication(ReplicationObservation observation) {
    switch (observation) {
      case ReplicationObservation.WriteEnded(WriteOutcome outcome) ->
          count("kvasir.writes", "outcome", label(outcome));
      case ReplicationObservation.WriteRestamped(HybridTimestamp met) ->
          count("kvasir.writes.restamped");
      case ReplicationObservation.ReadEnded(ReadOutcome outcome) ->
          count("kvasir.reads", "outcome", label(outcome));
      case ReplicationObservation.ScanEnded(ScanOutcome outcome) ->
          count("kvasir.scans", "outcome", label(outcome));
      case ReplicationObservation.ReplicaMissed(NodeId peer) ->
          count("kvasir.replica.missed", "peer", peer.value());
      case ReplicationObservation.ReplicaRepaired(NodeId peer) ->
          count("kvasir.replica.repairs", "peer", peer.value());
      case ReplicationObservation.DeltaResent(NodeId peer) ->
          count("kvasir.deltas.resent", "peer", peer.value());
      case ReplicationObservation.OutboxOverflowed() -> count("kvasir.outbox.overflows");
      case ReplicationObservation.ReplicasCompared(
              NodeId peer,
              boolean finished,
              long differing) -> {
        count("kvasir.repair.exchanges", "outcome", label(finished, differing));
        count("kvasir.repair.differing.keys", (double) differing);
      }
      case ReplicationObservation.StateOffered(NodeId peer, long bytes) ->
          count("kvasir.repair.sent.bytes", "peer", peer.value(), (double) bytes);
      case ReplicationObservation.KeyRepaired(NodeId peer) ->
          count("kvasir.repair.keys", "peer", peer.value());
      case ReplicationObservation.Buried() -> count("kvasir.tombstones.reclaimed");
      case ReplicationObservation.StaleRefused() -> count("kvasir.messages.stale");
      case ReplicationObservation.StrangerRefused(NodeId node) ->
          count("kvasir.messages.of.strangers");
      case ReplicationObservation.Reclaimed() -> count("kvasir.expiry.reclaimed");
      case ReplicationObservation.Swept(long behindMillis, int waiting) -> {
        registry.summary("kvasir.expiry.behind.seconds").record(behindMillis / 1_000.0);
        registry.summary("kvasir.expiry.waiting").record(waiting);
      }
      case ReplicationObservation.KeysChecked(int keys) -> count("kvasir.scrub.keys", keys);
      case ReplicationObservation.FlawFound(EntryKey entry) -> count("kvasir.scrub.flaws");
      case ReplicationObservation.FlawMended(EntryKey entry) -> count("kvasir.scrub.mended");
      case ReplicationObservation.ReplicaRefused(Refusal reason) ->
          count("kvasir.replica.refusals", "reason", reason.name().toLowerCase(Locale.ROOT));
      case ReplicationObservation.StorageFaulted(String reason) -> count("kvasir.storage.faults");
    }
  }

  @Override
  public void onCatalogue(CatalogueObservation observation) {
    switch (observation) {
      case CatalogueObservation.BucketAppeared(BucketId bucket) ->
          count("kvasir.catalogue.changes", "change", "appeared");
      case CatalogueObservation.BucketVanished(BucketId bucket) ->
          count("kvasir.catalogue.changes", "change", "vanished");
    }
  }

  @Override
  public void onGroup(GroupId group, RaftObservation observation) {
    groups.onGroup(group, observation);
  }

  @Override
  public void onMembership(MembershipObservation observation) {
    switch (observation) {
      case MembershipObservation.Appeared appeared -> turned("alive");
      case MembershipObservation.Cleared cleared -> turned("alive");
      case MembershipObservation.Suspected suspected -> turned("suspect");
      case MembershipObservation.Died died -> turned("dead");
      case MembershipObservation.Departed departed -> turned("left");
      case MembershipObservation.Moved moved -> {}
      case MembershipObservation.Forgotten forgotten -> {}
      case MembershipObservation.Probed(NodeId member, MembershipObservation.ProbeEnd end) ->
          count("kvasir.swim.probes", "result", end.name().toLowerCase(Locale.ROOT));
      case MembershipObservation.Refuted refuted -> count("kvasir.swim.refutations");
      case MembershipObservation.StoodStill stood -> count("kvasir.swim.stalls");
    }
  }

  private void turned(String state) {
    count("kvasir.swim.turns", "to", state);
  }

  private static String label(WriteOutcome outcome) {
    return switch (outcome) {
      case WriteOutcome.Stored stored -> "stored";
      case WriteOutcome.QuorumUnavailable unavailable -> "quorum_unavailable";
      case WriteOutcome.Indeterminate indeterminate -> "indeterminate";
      case WriteOutcome.Refused refused -> "refused";
      case WriteOutcome.Overloaded overloaded -> "overloaded";
    };
  }

  private static String label(ReadOutcome outcome) {
    return switch (outcome) {
      case ReadOutcome.Answered answered -> "answered";
      case ReadOutcome.QuorumUnavailable unavailable -> "quorum_unavailable";
      case ReadOutcome.TimedOut timedOut -> "timed_out";
      case ReadOutcome.Conflicting conflicting -> "conflicting";
      case ReadOutcome.Overloaded overloaded -> "overloaded";
    };
  }

  private static String label(ScanOutcome outcome) {
    return switch (outcome) {
      case ScanOutcome.Scanned scanned -> "answered";
      case ScanOutcome.QuorumUnavailable unavailable -> "quorum_unavailable";
      case ScanOutcome.TimedOut timedOut -> "timed_out";
      case ScanOutcome.Overloaded overloaded -> "overloaded";
    };
  }

  private static String label(boolean finished, long differing) {
    if (!finished) {
      return "broken_off";
    }
    return differing == 0 ? "same" : "different";
  }

  private void count(String name, double amount) {
    count(name, "", "", amount);
  }

  private void count(String name) {
    count(name, "", "");
  }

  private void count(String name, String label, String value) {
    count(name, label, value, 1);
  }

  private void count(String name, String label, String value, double amount) {
    counters.computeIfAbsent(new Series(name, label, value), this::register).increment(amount);
  }

  private Counter register(Series series) {
    Counter.Builder counter = Counter.builder(series.name());
    return (series.label().isEmpty() ? counter : counter.tag(series.label(), series.value()))
        .register(registry);
  }

  @Override
  public void onHandoff(HandoffObservation observation) {
    switch (observation) {
      case HandoffObservation.TransferBegan began ->
          count("kvasir.handoff.transfers", "state", "began");
      case HandoffObservation.TransferCompleted completed ->
          count("kvasir.handoff.transfers", "state", "completed");
      case HandoffObservation.TransferAborted aborted ->
          count("kvasir.handoff.transfers", "state", "aborted");
      case HandoffObservation.PageTaken page ->
          counter("kvasir.handoff.bytes", "direction", "in").increment((double) page.bytes());
      case HandoffObservation.PageServed page ->
          counter("kvasir.handoff.bytes", "direction", "out").increment((double) page.bytes());
      case HandoffObservation.SourceFailed failed ->
          count("kvasir.handoff.source.failures", "peer", failed.source().value());
      case HandoffObservation.CopyDeleted deleted -> count("kvasir.handoff.copies.deleted");
      case HandoffObservation.CopiesDeleted all -> {} // each of them was counted
    }
  }

  private Counter counter(String name, String label, String value) {
    return counters.computeIfAbsent(new Series(name, label, value), this::register);
  }

  /** Rare, and told by the log. */
  @Override
  public void onFounding(FoundingObservation observation) {}
}
