package io.kvasir.edge.tcp;

import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.service.Position;
import io.kvasir.service.Result;
import io.kvasir.service.Written;
import java.util.Optional;

/** What a client gets for a write, and where answers stand in the history of their keys. */
final class Receipts {
  private Receipts() {}

  static Answer of(Result<Written> result) {
    return switch (result) {
      case Result.Ok<Written>(Written written) -> Answer.ok(of(written), written.type());
      case Result.Failed<Written>(var failure) -> Answer.refusal(failure);
    };
  }

  static ClientProto.Response.Builder of(Written written) {
    ClientProto.OkResponse.Builder ok =
        ClientProto.OkResponse.newBuilder().setTimestamp(written.millis());
    written.tag().ifPresent(ok::setModRevision);
    written.sum().ifPresent(ok::setValue);
    ClientProto.Provenance.Builder provenance = of(written.position());
    written.context().ifPresent(provenance::setContext);
    written.session().ifPresent(provenance::setSession);
    return with(
        ClientProto.Response.newBuilder().setOk(ok), provenance.setRepeated(written.repeated()));
  }

  static ClientProto.Provenance.Builder of(Optional<Position> position) {
    ClientProto.Provenance.Builder provenance = ClientProto.Provenance.newBuilder();
    position.ifPresent(
        known -> {
          provenance.setRevision(known.revision());
          known.leader().ifPresent(leader -> provenance.setLeader(leader.value()));
        });
    return provenance;
  }

  /** With a provenance that says anything. */
  static ClientProto.Response.Builder with(
      ClientProto.Response.Builder response, ClientProto.Provenance.Builder provenance) {
    ClientProto.Provenance built = provenance.build();
    return built.getSerializedSize() == 0 ? response : response.setProvenance(built);
  }
}
