package io.kvasir.edge.rocksdb;

import io.kvasir.core.burial.Burials;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.HybridTimestamp;

/** What is kept of burials, as a row; partition and number of replicas are in its key. */
final class BurialsCodec {
  private BurialsCodec() {}

  static byte[] encode(Burials burials) {
    return new ByteSink()
        .varint(burials.number())
        .varint(burials.fence())
        .varint(burials.floor().millis())
        .varint(burials.floor().logical())
        .toArray();
  }

  static Burials decode(PartitionId partition, byte[] key, byte[] row) throws DamagedBytes {
    int replicas = RowKeys.replicasOf(key);
    return CheckedRow.read(key, row, source -> decode(partition, replicas, source));
  }

  private static Burials decode(PartitionId partition, int replicas, ByteSource source)
      throws DamagedBytes {
    return new Burials(
        partition,
        replicas,
        source.varint(),
        source.varint(),
        new HybridTimestamp(source.varint(), Math.toIntExact(source.varint())));
  }
}
