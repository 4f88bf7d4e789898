package io.kvasir.edge.tcp;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.keyspace.Action;
import io.kvasir.core.keyspace.Compare;
import io.kvasir.core.keyspace.Compare.Relation;
import io.kvasir.core.keyspace.Transaction;
import io.kvasir.core.keyspace.TransactionResult;
import io.kvasir.core.keyspace.TransactionResult.Step;
import io.kvasir.core.keyspace.Versioned;
import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.service.Failure;
import io.kvasir.service.RequestOptions;
import io.kvasir.service.Result;
import io.kvasir.service.Transacted;
import io.kvasir.service.TransactionService;
import io.kvasir.service.problem.Diagnoses;
import io.smallrye.mutiny.Uni;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Transactions. */
final class TransactionCalls {
  private static final Set<Option> TAKEN =
      EnumSet.of(Option.TIMEOUT, Option.IDEMPOTENCY_KEY, Option.SESSION);

  private final TransactionService transactions;

  TransactionCalls(TransactionService transactions) {
    this.transactions = transactions;
  }

  Call run(ClientProto.Request request) {
    ClientProto.TransactionRequest body = request.getTransaction();
    boolean reading =
        Stream.concat(body.getSuccessList().stream(), body.getFailureList().stream())
            .allMatch(ClientProto.Operation::hasGet);
    return new Call("txn", new Scope.Everything(), reading, () -> run(request, body));
  }

  private Uni<Answer> run(ClientProto.Request request, ClientProto.TransactionRequest body) {
    Known.require(body, "body");
    RequestOptions options = Option.read(request, TAKEN);
    Transaction transaction =
        new Transaction(
            body.getCompareList().stream().map(TransactionCalls::compare).toList(),
            body.getSuccessList().stream().map(Operations::action).toList(),
            body.getFailureList().stream().map(Operations::action).toList());
    return transactions
        .transact(body.getBucket(), transaction, options)
        .map(result -> answer(transaction, result));
  }

  private static Compare compare(ClientProto.Compare source) {
    Known.require(source, "compare");
    Known.require(source.getTyped(), "typed");
    Key key = Values.key(source.getKey());
    Relation relation = relation(source.getRelation());
    return switch (source.getTargetCase()) {
      case VALUE ->
          new Compare.OfValue(
              key, relation, new Value(Value.BYTES, Values.bytes(source.getValue())));
      case TYPED -> new Compare.OfValue(key, relation, Values.read(source.getTyped()));
      case VERSION ->
          new Compare.OfVersion(key, relation, Values.count("version", source.getVersion()));
      case CREATE_REVISION ->
          new Compare.OfCreated(
              key, relation, Values.count("create_revision", source.getCreateRevision()));
      case MOD_REVISION ->
          new Compare.OfModified(
              key, relation, Values.count("mod_revision", source.getModRevision()));
      case TARGET_NOT_SET -> throw new Rejected(Diagnoses.invalid("target", "must be given"));
    };
  }

  private static Relation relation(ClientProto.Relation source) {
    return switch (source) {
      case RELATION_EQUAL -> Relation.EQUAL;
      case RELATION_NOT_EQUAL -> Relation.NOT_EQUAL;
      case RELATION_GREATER -> Relation.GREATER;
      case RELATION_LESS -> Relation.LESS;
      case RELATION_UNSPECIFIED, UNRECOGNIZED ->
          throw new Rejected(Diagnoses.invalid("relation", "must be given"));
    };
  }

  private static Answer answer(Transaction transaction, Result<Transacted> result) {
    return switch (result) {
      case Result.Failed<Transacted>(Failure failure) -> Answer.refusal(failure);
      case Result.Ok<Transacted>(Transacted transacted) -> answer(transaction, transacted);
    };
  }

  private static Answer answer(Transaction transaction, Transacted transacted) {
    TransactionResult.Done done = transacted.done();
    List<Action> branch = done.succeeded() ? transaction.success() : transaction.failure();
    ClientProto.TransactionResponse.Builder response =
        ClientProto.TransactionResponse.newBuilder()
            .setSucceeded(done.succeeded())
            .setRevision(done.revision());
    for (int at = 0; at < branch.size(); at++) {
      response.addResults(result(done, done.steps().get(at), branch.get(at).key()));
    }
    ClientProto.Provenance.Builder provenance =
        Receipts.of(Optional.of(transacted.position())).setRepeated(done.repeated());
    transacted.session().ifPresent(provenance::setSession);
    return Answer.ok(
        Receipts.with(ClientProto.Response.newBuilder().setTransaction(response), provenance),
        DataType.LWW_REGISTER);
  }

  private static ClientProto.Response.Builder result(
      TransactionResult.Done done, Step step, Key key) {
    ClientProto.Response.Builder response = ClientProto.Response.newBuilder();
    ClientProto.OkResponse.Builder ok =
        ClientProto.OkResponse.newBuilder().setTimestamp(done.writtenMillis());
    return switch (step) {
      case Step.Put() -> response.setOk(ok.setModRevision(done.revision()));
      case Step.Incremented(long value) ->
          response.setOk(ok.setModRevision(done.revision()).setValue(value));
      case Step.Deleted(boolean existed) -> response.setOk(ok.setDeleted(existed));
      case Step.Got(Optional<Versioned> found) -> found(response, found, key);
      case Step.FoundBefore(long created, long modified, long version, long writtenMillis) ->
          response.setValue(
              ClientProto.ValueResponse.newBuilder()
                  .setKey(key.value())
                  .setTimestamp(writtenMillis)
                  .setCreateRevision(created)
                  .setModRevision(modified)
                  .setVersion(version)
                  .setValueOmitted(true));
    };
  }

  private static ClientProto.Response.Builder found(
      ClientProto.Response.Builder response, Optional<Versioned> found, Key key) {
    return found.isPresent()
        ? response.setValue(Contents.value(found.get(), key.value()))
        : response.setNotFound(ClientProto.NotFoundResponse.newBuilder().setKey(key.value()));
  }
}
