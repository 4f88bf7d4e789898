package io.kvasir.edge.wire;

import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.Consistency.Preset;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.edge.wire.proto.TopologyProto;

/** How buckets are typed and replicated. */
final class SpecCodec {
  private SpecCodec() {}

  static TopologyProto.Spec encode(BucketSpec spec) {
    TopologyProto.Spec.Builder target =
        TopologyProto.Spec.newBuilder()
            .setType(encode(spec.type()))
            .setReplicas(spec.replicas())
            .setTtlSeconds(spec.ttlSeconds())
            .setDemandsPrecondition(spec.demandsPrecondition());
    switch (spec.consistency()) {
      case Preset preset -> target.setPreset(encode(preset));
      case Consistency.Linearizable(int shards) -> target.setLinearizableShards(shards);
      case Consistency.Explicit(Quorum write, Quorum read) ->
          target.getExplicitBuilder().setWrite(encode(write)).setRead(encode(read));
    }
    return target.build();
  }

  static BucketSpec decode(TopologyProto.Spec source) {
    Consistency consistency =
        switch (source.getConsistencyCase()) {
          case PRESET -> decode(source.getPreset());
          case EXPLICIT ->
              new Consistency.Explicit(
                  decode(source.getExplicit().getWrite()), decode(source.getExplicit().getRead()));
          case LINEARIZABLE_SHARDS -> new Consistency.Linearizable(source.getLinearizableShards());
          case CONSISTENCY_NOT_SET -> throw new IllegalArgumentException("unknown consistency");
        };
    return new BucketSpec(
        decode(source.getType()),
        consistency,
        source.getReplicas(),
        source.getTtlSeconds(),
        source.getDemandsPrecondition());
  }

  private static TopologyProto.DataType encode(DataType type) {
    return switch (type) {
      case LWW_REGISTER -> TopologyProto.DataType.DATA_TYPE_LWW_REGISTER;
      case OR_SWOT -> TopologyProto.DataType.DATA_TYPE_OR_SWOT;
      case PN_COUNTER -> TopologyProto.DataType.DATA_TYPE_PN_COUNTER;
      case MV_REGISTER -> TopologyProto.DataType.DATA_TYPE_MV_REGISTER;
      case EW_FLAG -> TopologyProto.DataType.DATA_TYPE_EW_FLAG;
      case G_SET -> TopologyProto.DataType.DATA_TYPE_G_SET;
      case OR_MAP -> TopologyProto.DataType.DATA_TYPE_OR_MAP;
    };
  }

  private static DataType decode(TopologyProto.DataType source) {
    return switch (source) {
      case DATA_TYPE_LWW_REGISTER -> DataType.LWW_REGISTER;
      case DATA_TYPE_OR_SWOT -> DataType.OR_SWOT;
      case DATA_TYPE_PN_COUNTER -> DataType.PN_COUNTER;
      case DATA_TYPE_MV_REGISTER -> DataType.MV_REGISTER;
      case DATA_TYPE_EW_FLAG -> DataType.EW_FLAG;
      case DATA_TYPE_G_SET -> DataType.G_SET;
      case DATA_TYPE_OR_MAP -> DataType.OR_MAP;
      case DATA_TYPE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("unknown data type");
    };
  }

  private static TopologyProto.Preset encode(Preset preset) {
    return switch (preset) {
      case EVENTUAL -> TopologyProto.Preset.PRESET_EVENTUAL;
      case SESSION -> TopologyProto.Preset.PRESET_SESSION;
      case CONSISTENT -> TopologyProto.Preset.PRESET_CONSISTENT;
      case PARANOID -> TopologyProto.Preset.PRESET_PARANOID;
    };
  }

  private static Preset decode(TopologyProto.Preset source) {
    return switch (source) {
      case PRESET_EVENTUAL -> Preset.EVENTUAL;
      case PRESET_SESSION -> Preset.SESSION;
      case PRESET_CONSISTENT -> Preset.CONSISTENT;
      case PRESET_PARANOID -> Preset.PARANOID;
      case PRESET_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException("unknown preset");
    };
  }

  static TopologyProto.Quorum encode(Quorum quorum) {
    TopologyProto.Quorum.Builder target = TopologyProto.Quorum.newBuilder();
    switch (quorum) {
      case Quorum.Exactly(int replicas) -> target.setExactly(replicas);
      case Quorum.Majority() -> target.setMajority(TopologyProto.Empty.getDefaultInstance());
      case Quorum.All() -> target.setAll(TopologyProto.Empty.getDefaultInstance());
    }
    return target.build();
  }

  static Quorum decode(TopologyProto.Quorum source) {
    return switch (source.getQuorumCase()) {
      case EXACTLY -> new Quorum.Exactly(source.getExactly());
      case MAJORITY -> new Quorum.Majority();
      case ALL -> new Quorum.All();
      case QUORUM_NOT_SET -> throw new IllegalArgumentException("unknown quorum");
    };
  }
}
