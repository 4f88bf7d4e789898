package io.kvasir.edge.tcp;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.keyspace.Action;
import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.service.BatchItem;
import io.kvasir.service.BatchService;
import io.kvasir.service.Batched;
import io.kvasir.service.Content;
import io.kvasir.service.Failure;
import io.kvasir.service.RequestOptions;
import io.kvasir.service.Result;
import io.smallrye.mutiny.Uni;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Many operations in one request. */
final class BatchCalls {
  private static final Set<Option> TAKEN = EnumSet.of(Option.TIMEOUT, Option.IDEMPOTENCY_KEY);

  private final BatchService batches;

  BatchCalls(BatchService batches) {
    this.batches = batches;
  }

  Call run(ClientProto.Request request) {
    ClientProto.BatchRequest body = request.getBatch();
    boolean reading = body.getOperationsList().stream().allMatch(ClientProto.Operation::hasGet);
    return new Call("batch", new Scope.Everything(), reading, () -> run(request, body));
  }

  private Uni<Answer> run(ClientProto.Request request, ClientProto.BatchRequest body) {
    Known.require(body, "body");
    RequestOptions options = Option.read(request, TAKEN);
    List<BatchItem> items = body.getOperationsList().stream().map(Operations::item).toList();
    String bucket =
        body.getBucket().isEmpty()
            ? KeyValueCalls.defaultBucket(DataType.LWW_REGISTER)
            : body.getBucket();
    List<Action> actions = items.stream().map(BatchItem::action).toList();
    return batches.run(bucket, items, options).map(result -> answer(actions, result));
  }

  private static Answer answer(List<Action> actions, Result<Batched> result) {
    return switch (result) {
      case Result.Failed<Batched>(Failure failure) -> Answer.refusal(failure);
      case Result.Ok<Batched>(Batched batched) -> answer(actions, batched);
    };
  }

  private static Answer answer(List<Action> actions, Batched batched) {
    ClientProto.BatchResponse.Builder results = ClientProto.BatchResponse.newBuilder();
    for (int at = 0; at < actions.size(); at++) {
      results.addResults(result(batched.steps().get(at), actions.get(at).key().value()));
    }
    return Answer.ok(
        Receipts.with(
            ClientProto.Response.newBuilder().setBatch(results),
            Receipts.of(batched.position()).setRepeated(batched.repeated())),
        batched.type());
  }

  private static ClientProto.Response result(Batched.Step step, String key) {
    return switch (step) {
      case Batched.Put(var result) -> Receipts.of(result).response();
      case Batched.Deleted(var result) -> Receipts.of(result).response();
      case Batched.Got(Result.Ok<Content>(Content content)) -> Contents.of(content, key);
      case Batched.Got(Result.Failed<Content>(Failure failure)) -> Errors.of(failure);
    };
  }
}
