package io.kvasir.edge.wire;

import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.Consistency.Preset;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.edge.wire.proto.PeerProto;

/** Presets and explicit quorums. */
final class ConsistencyCodec {
  private ConsistencyCodec() {}

  static void encode(Consistency consistency, PeerProto.CatalogueEntry.Builder target) {
    switch (consistency) {
      case Preset preset -> target.setPreset(encode(preset));
      case Consistency.Linearizable(int shards) -> target.setLinearizableShards(shards);
      case Consistency.Explicit(Quorum write, Quorum read) ->
          target.getExplicitBuilder().setWrite(encode(write)).setRead(encode(read));
    }
  }

  static Consistency decode(PeerProto.CatalogueEntry source) {
    return switch (source.getConsistencyCase()) {
      case PRESET -> decode(source.getPreset());
      case EXPLICIT ->
          new Consistency.Explicit(
              decode(source.getExplicit().getWrite()), decode(source.getExplicit().getRead()));
      case LINEARIZABLE_SHARDS -> new Consistency.Linearizable(source.getLinearizableShards());
      case CONSISTENCY_NOT_SET -> throw new IllegalArgumentException("unknown consistency");
    };
  }

  private static PeerProto.Preset encode(Preset preset) {
    return switch (preset) {
      case EVENTUAL -> PeerProto.Preset.PRESET_EVENTUAL;
      case SESSION -> PeerProto.Preset.PRESET_SESSION;
      case CONSISTENT -> PeerProto.Preset.PRESET_CONSISTENT;
      case PARANOID -> PeerProto.Preset.PRESET_PARANOID;
    };
  }

  private static Preset decode(PeerProto.Preset source) {
    return switch (source) {
      case PRESET_EVENTUAL -> Preset.EVENTUAL;
      case PRESET_SESSION -> Preset.SESSION;
      case PRESET_CONSISTENT -> Preset.CONSISTENT;
      case PRESET_PARANOID -> Preset.PARANOID;
      case PRESET_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException("unknown preset");
    };
  }

  private static PeerProto.Quorum encode(Quorum quorum) {
    PeerProto.Quorum.Builder target = PeerProto.Quorum.newBuilder();
    switch (quorum) {
      case Quorum.Exactly(int replicas) -> target.setExactly(replicas);
      case Quorum.Majority() -> target.setMajority(PeerProto.Empty.getDefaultInstance());
      case Quorum.All() -> target.setAll(PeerProto.Empty.getDefaultInstance());
    }
    return target.build();
  }

  private static Quorum decode(PeerProto.Quorum source) {
    return switch (source.getQuorumCase()) {
      case EXACTLY -> new Quorum.Exactly(source.getExactly());
      case MAJORITY -> new Quorum.Majority();
      case ALL -> new Quorum.All();
      case QUORUM_NOT_SET -> throw new IllegalArgumentException("unknown quorum");
    };
  }
}
