package io.kvasir.edge.wire;

import static io.kvasir.edge.wire.ValueCodec.atLeast;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.keyspace.Ledger;
import io.kvasir.core.keyspace.Revision;
import io.kvasir.edge.wire.proto.KeyspaceProto;
import java.util.List;
import java.util.Optional;

/** The history of a shard. */
final class HistoryCodec {
  private HistoryCodec() {}

  static KeyspaceProto.Revision encode(Revision revision) {
    KeyspaceProto.Revision.Builder target =
        KeyspaceProto.Revision.newBuilder().setMillis(revision.millis());
    for (Revision.Change change : revision.changes()) {
      KeyspaceProto.Change.Builder next = target.addChangesBuilder().setKey(change.key().value());
      change.found().ifPresent(found -> next.setFound(TransactionResultCodec.encode(found)));
    }
    return target.build();
  }

  static Revision decode(long number, KeyspaceProto.Revision source) {
    List<Revision.Change> changes =
        source.getChangesList().stream().map(HistoryCodec::decode).toList();
    return new Revision(number, atLeast(0, source.getMillis()), changes);
  }

  private static Revision.Change decode(KeyspaceProto.Change source) {
    return new Revision.Change(
        new Key(source.getKey()),
        source.hasFound()
            ? Optional.of(TransactionResultCodec.decode(source.getFound()))
            : Optional.empty());
  }

  static KeyspaceProto.Ledger encode(Ledger ledger) {
    KeyspaceProto.Ledger.Builder target =
        KeyspaceProto.Ledger.newBuilder().setFirst(ledger.first()).setSwept(ledger.swept());
    ledger
        .steps()
        .forEach(step -> target.addStepsBuilder().setLast(step.last()).setBytes(step.bytes()));
    return target.build();
  }

  static Ledger decode(KeyspaceProto.Ledger source) {
    List<Ledger.Step> steps =
        source.getStepsList().stream()
            .map(step -> new Ledger.Step(step.getLast(), step.getBytes()))
            .toList();
    return new Ledger(source.getFirst(), source.getSwept(), steps);
  }
}
