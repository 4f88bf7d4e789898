package io.kvasir.edge.tcp;

import io.kvasir.core.keyspace.Action;
import io.kvasir.core.keyspace.TimeToLive;
import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.service.BatchItem;
import io.kvasir.service.problem.Diagnoses;
import java.util.Optional;

/** Operations of batches and transactions. */
final class Operations {
  private static final long MILLIS = 1_000;

  private Operations() {}

  static BatchItem item(ClientProto.Operation operation) {
    check(operation);
    return new BatchItem(
        action(operation, Optional.empty()),
        operation.hasContext() ? Optional.of(operation.getContext()) : Optional.empty(),
        ttlSeconds(operation));
  }

  /** A step of a transaction, where nothing has a context. */
  static Action action(ClientProto.Operation operation) {
    check(operation);
    if (operation.hasContext()) {
      throw new Rejected(Diagnoses.unsupported("context", "contexts are for convergent buckets"));
    }
    return action(
        operation, ttlSeconds(operation).map(seconds -> new TimeToLive(seconds * MILLIS, true)));
  }

  private static Action action(ClientProto.Operation operation, Optional<TimeToLive> ttl) {
    return switch (operation.getKindCase()) {
      case PUT ->
          new Action.Put(Values.key(operation.getKey()), Values.read(operation.getPut()), ttl);
      case INCREMENT ->
          new Action.Increment(
              Values.key(operation.getKey()), Values.amount(operation.getIncrement()), ttl);
      case GET -> new Action.Get(Values.key(operation.getKey()));
      case DELETE -> new Action.Delete(Values.key(operation.getKey()));
      case KIND_NOT_SET -> throw new Rejected(Diagnoses.invalid("operation", "must be given"));
    };
  }

  private static Optional<Long> ttlSeconds(ClientProto.Operation operation) {
    return operation.hasTtlSeconds()
        ? Optional.of(Values.ttlSeconds(operation.getTtlSeconds()))
        : Optional.empty();
  }

  /** Nothing that is said of an operation may be without effect. */
  private static void check(ClientProto.Operation operation) {
    Known.require(operation, "operation");
    Known.require(operation.getGet(), "operation");
    Known.require(operation.getDelete(), "operation");
    if (operation.hasTtlSeconds() && !operation.hasPut() && !operation.hasIncrement()) {
      throw new Rejected(
          Diagnoses.invalid("ttl_seconds", "must come with a put or increment only"));
    }
    if (operation.hasContext() && !operation.hasPut() && !operation.hasDelete()) {
      throw new Rejected(Diagnoses.invalid("context", "must come with a put or delete only"));
    }
  }
}
