package io.kvasir.edge.http;

import io.kvasir.service.Failure;
import io.kvasir.service.MembershipService.Operation;
import io.kvasir.service.Result;

/** Answers to clients that know no operations to follow, with the operation in a header. */
public final class Begun {
  private Begun() {}

  /** The answer to what has begun, or why it has not. */
  public static Answer of(Result<Operation> result, Answer done) {
    return switch (result) {
      case Result.Failed<Operation>(Failure failure) -> Answer.refusal(Problems.of(failure));
      case Result.Ok<Operation>(Operation operation) ->
          done.with("Kvasir-Operation", operation.id());
    };
  }
}
