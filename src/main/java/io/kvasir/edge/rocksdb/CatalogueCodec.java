package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.BucketCatalogue;
import io.kvasir.core.topology.CatalogueEntry;
import java.util.TreeMap;

/** The bucket catalogue within its row. Numbers stand for names and never change their meaning. */
final class CatalogueCodec {
  private static final int ENTRY_BYTES = 10;

  private CatalogueCodec() {}

  static void write(ByteSink sink, BucketCatalogue catalogue) {
    sink.varint(catalogue.entries().size());
    catalogue.entries().values().forEach(entry -> writeEntry(sink, entry));
  }

  static BucketCatalogue catalogue(ByteSource source) throws DamagedBytes {
    int count = source.count(ENTRY_BYTES);
    TreeMap<BucketName, CatalogueEntry> entries = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      CatalogueEntry entry = entry(source);
      entries.put(entry.id().name(), entry);
    }
    return new BucketCatalogue(entries);
  }

  private static void writeEntry(ByteSink sink, CatalogueEntry entry) {
    CausalCodec.write(sink, entry.id());
    writeSpec(sink, entry.spec());
    CausalCodec.write(sink, entry.stamp());
    sink.text(entry.creator().value()).u8(entry.dropped() ? 1 : 0);
  }

  private static CatalogueEntry entry(ByteSource source) throws DamagedBytes {
    BucketId id = CausalCodec.bucket(source);
    return new CatalogueEntry(
        id, spec(source), CausalCodec.stamp(source), new NodeId(source.text()), flag(source));
  }

  private static void writeSpec(ByteSink sink, BucketSpec spec) {
    sink.u8(
        switch (spec.type()) {
          case LWW_REGISTER -> 1;
          case OR_SWOT -> 2;
          case PN_COUNTER -> 3;
        });
    sink.varint(spec.replicas());
    writeConsistency(sink, spec.consistency());
  }

  private static BucketSpec spec(ByteSource source) throws DamagedBytes {
    int code = source.u8();
    DataType type =
        switch (code) {
          case 1 -> DataType.LWW_REGISTER;
          case 2 -> DataType.OR_SWOT;
          case 3 -> DataType.PN_COUNTER;
          default -> throw new DamagedBytes("a bucket of type " + code);
        };
    int replicas = source.varint32();
    return new BucketSpec(type, consistency(source), replicas);
  }

  private static void writeConsistency(ByteSink sink, Consistency consistency) {
    switch (consistency) {
      case Consistency.Explicit(Quorum write, Quorum read) -> {
        sink.u8(0);
        writeQuorum(sink, write);
        writeQuorum(sink, read);
      }
      case Consistency.Linearizable(int shards) -> sink.u8(5).varint(shards);
      case Consistency.Preset preset ->
          sink.u8(
              switch (preset) {
                case EVENTUAL -> 1;
                case SESSION -> 2;
                case CONSISTENT -> 3;
                case PARANOID -> 4;
              });
    }
  }

  private static Consistency consistency(ByteSource source) throws DamagedBytes {
    int code = source.u8();
    return switch (code) {
      case 0 -> new Consistency.Explicit(quorum(source), quorum(source));
      case 1 -> Consistency.Preset.EVENTUAL;
      case 2 -> Consistency.Preset.SESSION;
      case 3 -> Consistency.Preset.CONSISTENT;
      case 4 -> Consistency.Preset.PARANOID;
      case 5 -> new Consistency.Linearizable(source.varint32());
      default -> throw new DamagedBytes("a consistency of code " + code);
    };
  }

  private static void writeQuorum(ByteSink sink, Quorum quorum) {
    switch (quorum) {
      case Quorum.Exactly(int replicas) -> sink.u8(0).varint(replicas);
      case Quorum.Majority() -> sink.u8(1);
      case Quorum.All() -> sink.u8(2);
    }
  }

  private static Quorum quorum(ByteSource source) throws DamagedBytes {
    int code = source.u8();
    return switch (code) {
      case 0 -> new Quorum.Exactly(source.varint32());
      case 1 -> new Quorum.Majority();
      case 2 -> new Quorum.All();
      default -> throw new DamagedBytes("a quorum of code " + code);
    };
  }

  private static boolean flag(ByteSource source) throws DamagedBytes {
    int code = source.u8();
    if (code > 1) {
      throw new DamagedBytes("a flag of code " + code);
    }
    return code == 1;
  }
}
