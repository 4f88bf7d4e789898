package io.kvasir.edge.wire;

import static io.kvasir.edge.wire.ValueCodec.atLeast;

import io.kvasir.core.crdt.Seen;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.edge.wire.proto.PeerProto;
import java.util.Optional;

/** How forwarded writes end. */
final class WriteOutcomeCodec {
  private WriteOutcomeCodec() {}

  static PeerProto.WriteAnswered.Builder encode(WriteOutcome outcome) {
    PeerProto.WriteAnswered.Builder target = PeerProto.WriteAnswered.newBuilder();
    switch (outcome) {
      case WriteOutcome.Stored stored -> target.setStored(encode(stored));
      case WriteOutcome.QuorumUnavailable(int acked, int needed, boolean maybeApplied) ->
          target
              .getQuorumUnavailableBuilder()
              .setAcked(acked)
              .setNeeded(needed)
              .setMaybeApplied(maybeApplied);
      case WriteOutcome.Indeterminate(int acked, int needed) ->
          target.getIndeterminateBuilder().setAcked(acked).setNeeded(needed);
      case WriteOutcome.Refused(var reason) ->
          target.setRefused(ReplicaMessageCodec.encode(reason));
      case WriteOutcome.Overloaded() -> target.setOverloaded(PeerProto.Empty.getDefaultInstance());
    }
    return target;
  }

  static WriteOutcome decode(PeerProto.WriteAnswered source) {
    return switch (source.getOutcomeCase()) {
      case STORED -> decode(source.getStored());
      case QUORUM_UNAVAILABLE -> decode(source.getQuorumUnavailable());
      case INDETERMINATE ->
          new WriteOutcome.Indeterminate(
              atLeast(0, source.getIndeterminate().getAcked()),
              atLeast(0, source.getIndeterminate().getNeeded()));
      case REFUSED -> refused(source.getRefused());
      case OVERLOADED -> new WriteOutcome.Overloaded();
      case OUTCOME_NOT_SET -> throw new IllegalArgumentException("unknown write outcome");
    };
  }

  private static PeerProto.Stored encode(WriteOutcome.Stored stored) {
    PeerProto.Stored.Builder target =
        PeerProto.Stored.newBuilder()
            .setStamp(ValueCodec.encode(stored.stamp()))
            .setAcked(stored.acked());
    stored.seen().ifPresent(seen -> target.setSeen(ContextCodec.encode(seen.context())));
    return target.build();
  }

  private static WriteOutcome decode(PeerProto.Stored source) {
    return new WriteOutcome.Stored(
        ValueCodec.decode(source.getStamp()),
        atLeast(0, source.getAcked()),
        source.hasSeen()
            ? Optional.of(new Seen.OfKey(ContextCodec.decode(source.getSeen())))
            : Optional.empty());
  }

  private static WriteOutcome decode(PeerProto.QuorumUnavailable source) {
    return new WriteOutcome.QuorumUnavailable(
        atLeast(0, source.getAcked()), atLeast(0, source.getNeeded()), source.getMaybeApplied());
  }

  private static WriteOutcome refused(PeerProto.Refusal reason) {
    return ReplicaMessageCodec.decode(reason)
        .map(WriteOutcome.Refused::new)
        .orElseThrow(() -> new IllegalArgumentException("a refusal without reason"));
  }
}
