package io.kvasir.edge.tcp;

import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.service.Effect;
import io.kvasir.service.Failure;
import io.kvasir.service.problem.Diagnoses;
import io.kvasir.service.problem.Diagnosis;
import io.kvasir.service.problem.ProblemType;

/** Problems as responses. */
final class Errors {
  static final int NOT_FOUND = 404;

  private static final int FIRST_OF_SERVER = 500;

  private Errors() {}

  /** A service's failure, with where it stands in the history of its key. */
  static ClientProto.Response of(Failure failure) {
    ClientProto.Response.Builder response =
        ClientProto.Response.newBuilder().setError(of(Diagnoses.of(failure)));
    ClientProto.Provenance.Builder provenance = ClientProto.Provenance.newBuilder();
    failure.leader().ifPresent(leader -> provenance.setLeader(leader.value()));
    if (failure.alone() instanceof Failure.PreconditionFailed failed) {
      provenance.setRevision(failed.position().revision());
    }
    failure.session().ifPresent(provenance::setSession);
    return Receipts.with(response, provenance).build();
  }

  static ClientProto.ErrorResponse of(Diagnosis diagnosis) {
    ClientProto.ErrorResponse.Builder error =
        ClientProto.ErrorResponse.newBuilder()
            .setMessage(diagnosis.type().code())
            .setCode(vordbClass(diagnosis.type()))
            .setDetail(diagnosis.detail())
            .setOutcome(outcome(diagnosis.effect()))
            .setRetryable(diagnosis.retryable())
            .setStatus(diagnosis.type().status());
    diagnosis
        .members()
        .forEach(
            (name, value) ->
                error.addFacts(
                    ClientProto.Fact.newBuilder().setName(name).setValue(value.toString())));
    return error.build();
  }

  /** What VorDB calls a problem of that kind. */
  private static String vordbClass(ProblemType type) {
    if (type == ProblemType.MALFORMED_FRAME) {
      return "INVALID_REQUEST";
    }
    if (type.status() == NOT_FOUND) {
      return "NOT_FOUND";
    }
    return type.status() < FIRST_OF_SERVER ? "BAD_REQUEST" : "INTERNAL";
  }

  private static ClientProto.Outcome outcome(Effect effect) {
    return switch (effect) {
      case APPLIED -> ClientProto.Outcome.OUTCOME_APPLIED;
      case NOT_APPLIED -> ClientProto.Outcome.OUTCOME_NOT_APPLIED;
      case UNKNOWN -> ClientProto.Outcome.OUTCOME_UNKNOWN;
    };
  }
}
