package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.keyspace.Action;
import io.kvasir.core.keyspace.Transaction;
import io.kvasir.core.keyspace.TransactionResult;
import io.kvasir.core.keyspace.TransactionResult.Step;
import io.kvasir.core.keyspace.Versioned;
import io.kvasir.service.Failure;
import io.kvasir.service.Result;
import io.kvasir.service.Transacted;
import io.kvasir.service.TransactionService;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** Transactions, in etcd's shape with plain texts for keys and values. */
final class TransactionResource {
  private final TransactionService transactions;
  private final Provenance provenance;

  TransactionResource(TransactionService transactions, Provenance provenance) {
    this.transactions = transactions;
    this.provenance = provenance;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST", "/bucket/{bucket}/_txn", "txn", Route.Body.JSON, this::transact)
            .taking("timeout", "consistency", "at")
            .heeding("Idempotency-Key"));
  }

  private Uni<Answer> transact(Call call) {
    Transaction transaction = TransactionReader.read(call.fields());
    return transactions
        .transact(call.segment("bucket"), transaction, call.options())
        .map(result -> answer(transaction, result));
  }

  private Answer answer(Transaction transaction, Result<Transacted> result) {
    return switch (result) {
      case Result.Failed<Transacted>(Failure failure) -> provenance.refusal(failure);
      case Result.Ok<Transacted>(Transacted transacted) ->
          Provenance.in(transacted.session(), answer(transaction, transacted));
    };
  }

  private Answer answer(Transaction transaction, Transacted transacted) {
    return provenance.of(
        Optional.of(transacted.position()),
        Provenance.repeated(
            transacted.done().repeated(),
            Answer.ok(document(transaction, transacted.done()), DataType.LWW_REGISTER)));
  }

  private static ObjectNode document(Transaction transaction, TransactionResult.Done done) {
    List<Action> branch = done.succeeded() ? transaction.success() : transaction.failure();
    ObjectNode document =
        Json.object().put("succeeded", done.succeeded()).put("revision", done.revision());
    ArrayNode responses = document.putArray("responses");
    for (int at = 0; at < branch.size(); at++) {
      responses.add(response(branch.get(at).key(), done.steps().get(at)));
    }
    return document;
  }

  private static ObjectNode response(Key key, Step step) {
    return switch (step) {
      case Step.Put() -> Json.object().set("response_put", Json.object());
      case Step.Incremented(long value) ->
          Json.object().set("response_increment", Json.object().put("value", value));
      case Step.Deleted(boolean existed) ->
          Json.object().set("response_delete_range", Json.object().put("deleted", existed ? 1 : 0));
      case Step.Got(Optional<Versioned> found) ->
          Json.object().set("response_range", range(found.map(versioned -> entry(key, versioned))));
      case Step.FoundBefore(long created, long modified, long version, long writtenMillis) -> {
        ObjectNode entry = Json.object().put("key", key.value());
        yield Json.object()
            .set("response_range", range(Optional.of(counted(entry, created, modified, version))));
      }
    };
  }

  private static ObjectNode range(Optional<ObjectNode> entry) {
    ObjectNode range = Json.object();
    ArrayNode kvs = range.putArray("kvs");
    entry.ifPresent(kvs::add);
    return range.put("count", kvs.size());
  }

  private static ObjectNode entry(Key key, Versioned found) {
    ObjectNode entry = Json.object().put("key", key.value());
    entry.set("value", ValueJson.of(found.value()));
    return counted(entry, found.created(), found.modified(), found.version());
  }

  private static ObjectNode counted(ObjectNode entry, long created, long modified, long version) {
    return entry
        .put("create_revision", created)
        .put("mod_revision", modified)
        .put("version", version);
  }
}
