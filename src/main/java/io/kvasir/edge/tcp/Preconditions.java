package io.kvasir.edge.tcp;

import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.service.Freshness;
import io.kvasir.service.Precondition;
import io.kvasir.service.Tags;
import io.kvasir.service.problem.Diagnoses;
import java.util.Optional;
import java.util.TreeSet;

/** What must stand under a key, and how fresh a read must be, as clients write it. */
final class Preconditions {
  private Preconditions() {}

  static Precondition read(ClientProto.Options options) {
    return new Precondition(
        options.hasIfMatch()
            ? Optional.of(tags("if_match", options.getIfMatch()))
            : Optional.empty(),
        options.hasIfNoneMatch()
            ? Optional.of(tags("if_none_match", options.getIfNoneMatch()))
            : Optional.empty());
  }

  private static Tags tags(String field, ClientProto.Revisions source) {
    Known.require(source, field);
    if (source.getAny() && source.getRevisionsCount() > 0) {
      throw new Rejected(Diagnoses.invalid(field, "must name no revisions beside any"));
    }
    if (source.getRevisionsList().contains(0L)) {
      throw new Rejected(Diagnoses.invalid(field, "must name revisions, which begin with 1"));
    }
    return source.getAny() ? new Tags.Any() : new Tags.Of(new TreeSet<>(source.getRevisionsList()));
  }

  static Freshness freshness(ClientProto.Freshness source) {
    return switch (source) {
      case FRESHNESS_LINEARIZABLE -> Freshness.LINEARIZABLE;
      case FRESHNESS_STALE -> Freshness.STALE;
      case UNRECOGNIZED ->
          throw new Rejected(Diagnoses.invalid("freshness", "must be linearizable or stale"));
    };
  }
}
