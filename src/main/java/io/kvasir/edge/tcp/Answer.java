package io.kvasir.edge.tcp;

import io.kvasir.core.bucket.DataType;
import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.service.Failure;
import io.kvasir.service.problem.Diagnoses;
import io.kvasir.service.problem.Diagnosis;
import java.util.Optional;

/**
 * What a request is answered.
 *
 * @param response without the request's id
 * @param type of the bucket it is about, as far as it is about one
 * @param status HTTP's for the same
 * @param sequel what follows once the answer is on its way, on the connection's event loop
 */
record Answer(ClientProto.Response response, Optional<DataType> type, int status, Runnable sequel) {
  private static final int OK = 200;

  private Answer(ClientProto.Response response, Optional<DataType> type, int status) {
    this(response, type, status, () -> {});
  }

  /** The same, and what follows it. */
  Answer then(Runnable next) {
    return new Answer(response, type, status, next);
  }

  static Answer ok(ClientProto.Response.Builder response) {
    return new Answer(response.build(), Optional.empty(), OK);
  }

  static Answer ok(ClientProto.Response.Builder response, DataType type) {
    return new Answer(response.build(), Optional.of(type), OK);
  }

  /** An answer whose status its response implies. */
  static Answer of(ClientProto.Response response, DataType type) {
    int status =
        switch (response.getBodyCase()) {
          case ERROR -> response.getError().getStatus();
          case NOT_FOUND -> Errors.NOT_FOUND;
          default -> OK;
        };
    return new Answer(response, Optional.of(type), status);
  }

  static Answer refusal(Diagnosis diagnosis) {
    ClientProto.Response response =
        ClientProto.Response.newBuilder().setError(Errors.of(diagnosis)).build();
    return new Answer(response, Optional.empty(), diagnosis.type().status());
  }

  static Answer refusal(Failure failure) {
    return new Answer(Errors.of(failure), Optional.empty(), Diagnoses.of(failure).type().status());
  }
}
