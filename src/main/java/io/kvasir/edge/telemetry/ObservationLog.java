package io.kvasir.edge.telemetry;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.RaftObservation;
import io.kvasir.core.handoff.HandoffObservation;
import io.kvasir.core.handoff.TransferId;
import io.kvasir.core.membership.MemberState;
import io.kvasir.core.membership.MembershipObservation;
import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.Incarnation;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.Refusal;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.replication.ScanOutcome;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.topology.CatalogueObservation;
import io.kvasir.core.topology.FoundingObservation;
import io.kvasir.engine.port.Observer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Writes one line of fields per observation: INFO for a change of state, WARN for what somebody
 * should look at today, ERROR for what cannot wait, DEBUG for the course of single requests. What
 * may come by the thousand is written once per ten seconds, with the number left out since.
 */
public final class ObservationLog implements Observer {
  private static final Logger LOG = Logger.getLogger("io.kvasir.events");

  private final Rarely overflows;
  private final Rarely faults;
  private final Rarely stalls;
  private final Rarely strangers;

  public ObservationLog() {
    this(System::nanoTime);
  }

  ObservationLog(LongSupplier nanos) {
    this.overflows = new Rarely(nanos);
    this.faults = new Rarely(nanos);
    this.stalls = new Rarely(nanos);
    this.strangers = new Rarely(nanos);
  }

  @Override
  public void onReplication(ReplicationObservation observation) {
    switch (observation) {
      case ReplicationObservation.WriteEnded(WriteOutcome outcome) ->
          LOG.debugf("event=write_ended outcome=%s", outcome);
      case ReplicationObservation.WriteRestamped(HybridTimestamp met) ->
          LOG.debugf("event=write_restamped met_millis=%d", met.millis());
      case ReplicationObservation.ReadEnded(ReadOutcome outcome) ->
          LOG.debugf("event=read_ended outcome=%s", outcome.getClass().getSimpleName());
      case ReplicationObservation.ScanEnded(ScanOutcome outcome) ->
          LOG.debugf("event=scan_ended outcome=%s", outcome.getClass().getSimpleName());
      case ReplicationObservation.ReplicaMissed(NodeId peer) ->
          LOG.debugf("event=replica_missed peer=%s", peer);
      case ReplicationObservation.ReplicaRepaired(NodeId peer) ->
          LOG.debugf("event=replica_repaired peer=%s", peer);
      case ReplicationObservation.DeltaResent(NodeId peer) ->
          LOG.debugf("event=delta_resent peer=%s", peer);
      case ReplicationObservation.ReplicasCompared(NodeId peer, boolean finished, long differing) ->
          LOG.debugf(
              "event=replicas_compared peer=%s finished=%s differing=%d",
              peer, finished, differing);
      case ReplicationObservation.StateOffered(NodeId peer, long bytes) ->
          LOG.debugf("event=state_offered peer=%s bytes=%d", peer, bytes);
      case ReplicationObservation.KeyRepaired(NodeId peer) ->
          LOG.debugf("event=key_repaired peer=%s", peer);
      case ReplicationObservation.Buried() -> LOG.debug("event=buried");
      case ReplicationObservation.StaleRefused() -> LOG.debug("event=stale_refused");
      case ReplicationObservation.StrangerRefused(NodeId node) ->
          strangers.run(
              left -> LOG.warnf("event=stranger_refused node=%s left_out=%d", node, left));
      case ReplicationObservation.Reclaimed() -> LOG.debug("event=reclaimed");
      case ReplicationObservation.Swept(long behindMillis, int waiting) ->
          LOG.debugf("event=swept behind_millis=%d waiting=%d", behindMillis, waiting);
      case ReplicationObservation.KeysChecked(int keys) ->
          LOG.debugf("event=keys_checked keys=%d", keys);
      case ReplicationObservation.FlawFound(EntryKey entry) ->
          faults.run(
              left ->
                  LOG.errorf(
                      "event=flaw_found bucket=%s left_out=%d", entry.bucket().name(), left));
      case ReplicationObservation.FlawMended(EntryKey entry) ->
          LOG.infof("event=flaw_mended bucket=%s", entry.bucket().name());
      case ReplicationObservation.ReplicaRefused(Refusal reason) ->
          LOG.debugf("event=replica_refused reason=%s", reason);
      case ReplicationObservation.OutboxOverflowed() ->
          overflows.run(left -> LOG.warnf("event=outbox_overflowed left_out=%d", left));
      case ReplicationObservation.StorageFaulted(String reason) ->
          faults.run(
              left -> LOG.errorf("event=storage_faulted reason=\"%s\" left_out=%d", reason, left));
    }
  }

  @Override
  public void onCatalogue(CatalogueObservation observation) {
    switch (observation) {
      case CatalogueObservation.BucketAppeared(BucketId bucket) ->
          LOG.infof(
              "event=bucket_appeared bucket=%s generation=%d", bucket.name(), bucket.generation());
      case CatalogueObservation.BucketVanished(BucketId bucket) ->
          LOG.infof(
              "event=bucket_vanished bucket=%s generation=%d", bucket.name(), bucket.generation());
    }
  }

  @Override
  public void onGroup(GroupId group, RaftObservation observation) {
    switch (observation) {
      case RaftObservation.ElectionBegun(long term) ->
          LOG.debugf("event=election_begun group=%s term=%d", group, term);
      case RaftObservation.BecameLeader(long term) ->
          LOG.infof("event=became_leader group=%s term=%d", group, term);
      case RaftObservation.LeaderFound(long term, ReplicaId leader) ->
          LOG.infof("event=leader_found group=%s term=%d leader=%s", group, term, leader);
      case RaftObservation.SteppedDown(long term) ->
          LOG.infof("event=stepped_down group=%s term=%d", group, term);
      case RaftObservation.QuorumLost(long term) ->
          LOG.warnf("event=quorum_lost group=%s term=%d", group, term);
      case RaftObservation.MembersChanged(long index, Membership membership) ->
          LOG.infof(
              "event=members_changed group=%s index=%d voters=%s learners=%s",
              group, index, membership.voters(), membership.learners());
      case RaftObservation.SnapshotBegun(ReplicaId to, long index) ->
          LOG.infof("event=snapshot_begun group=%s to=%s index=%d", group, to, index);
      case RaftObservation.SnapshotInstalled(long index) ->
          LOG.infof("event=snapshot_installed group=%s index=%d", group, index);
      case RaftObservation.LogCompacted(long index) ->
          LOG.debugf("event=log_compacted group=%s index=%d", group, index);
      case RaftObservation.LogTruncated(long from) ->
          LOG.debugf("event=log_truncated group=%s from=%d", group, from);
    }
  }

  @Override
  public void onHandoff(HandoffObservation observation) {
    switch (observation) {
      case HandoffObservation.TransferBegan(TransferId transfer) ->
          LOG.debugf("event=transfer_began %s", fields(transfer));
      case HandoffObservation.TransferCompleted(TransferId transfer, long entries, long bytes) ->
          LOG.infof(
              "event=transfer_completed %s entries=%d bytes=%d", fields(transfer), entries, bytes);
      case HandoffObservation.TransferAborted(TransferId transfer) ->
          LOG.infof("event=transfer_aborted %s", fields(transfer));
      case HandoffObservation.PageTaken page -> LOG.debugf("event=%s", page);
      case HandoffObservation.PageServed page -> LOG.debugf("event=%s", page);
      case HandoffObservation.SourceFailed(TransferId transfer, NodeId source, String reason) ->
          LOG.debugf(
              "event=source_failed %s source=%s reason=\"%s\"", fields(transfer), source, reason);
      case HandoffObservation.CopyDeleted(int partition, int buckets) ->
          LOG.debugf("event=copy_deleted partition=%d buckets=%d", partition, buckets);
      case HandoffObservation.CopiesDeleted(int copies) ->
          LOG.infof("event=copies_deleted copies=%d", copies);
    }
  }

  private static String fields(TransferId transfer) {
    return "partition=%d replicas=%d epoch=%d"
        .formatted(transfer.partition().number(), transfer.replicas(), transfer.epoch());
  }

  @Override
  public void onFounding(FoundingObservation observation) {
    switch (observation) {
      case FoundingObservation.Waiting waiting -> LOG.infof("event=%s", waiting);
      case FoundingObservation.ListsDiffer differ -> LOG.errorf("event=%s", differ);
      case FoundingObservation.ForeignCluster foreign -> LOG.errorf("event=%s", foreign);
      case FoundingObservation.PartitionsDiffer differ ->
          LOG.errorf("event=%s setting=kvasir.cluster.partitions", differ);
      case FoundingObservation.Pledged pledged -> LOG.infof("event=%s", pledged);
      case FoundingObservation.Abandoned abandoned -> LOG.warnf("event=%s", abandoned);
      case FoundingObservation.Settled settled -> LOG.infof("event=%s", settled);
      case FoundingObservation.Removed removed -> LOG.errorf("event=%s", removed);
    }
  }

  @Override
  public void onMembership(MembershipObservation observation) {
    switch (observation) {
      case MembershipObservation.Appeared(
              NodeId member,
              Incarnation incarnation,
              Endpoint address) ->
          LOG.infof(
              "event=member_appeared member=%s incarnation=%s address=%s",
              member, incarnation, address);
      case MembershipObservation.Suspected(NodeId member, NodeId by) ->
          LOG.infof("event=member_suspected member=%s by=%s", member, by);
      case MembershipObservation.Cleared(NodeId member, Incarnation incarnation) ->
          LOG.infof("event=member_cleared member=%s incarnation=%s", member, incarnation);
      case MembershipObservation.Died(NodeId member, NodeId by) ->
          LOG.warnf("event=member_died member=%s by=%s", member, by);
      case MembershipObservation.Departed(NodeId member) ->
          LOG.infof("event=member_left member=%s", member);
      case MembershipObservation.Moved(NodeId member, Endpoint address) ->
          LOG.infof("event=member_moved member=%s address=%s", member, address);
      case MembershipObservation.Forgotten(NodeId member) ->
          LOG.infof("event=member_forgotten member=%s", member);
      case MembershipObservation.Probed(NodeId member, MembershipObservation.ProbeEnd end) ->
          LOG.debugf("event=member_probed member=%s result=%s", member, end);
      case MembershipObservation.Refuted(MemberState claimed, Incarnation incarnation) ->
          LOG.infof("event=refuted claimed=%s incarnation=%s", claimed, incarnation);
      case MembershipObservation.StoodStill(long millis) ->
          stalls.run(left -> LOG.warnf("event=stood_still millis=%d left_out=%d", millis, left));
    }
  }
}
