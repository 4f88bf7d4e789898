package io.kvasir.edge.tcp;

import io.kvasir.core.bucket.Quorum;
import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.service.problem.Diagnoses;

/** Quorums as clients write them. */
final class Quorums {
  private Quorums() {}

  /**
   * @param field the name of the field in problems
   */
  static Quorum read(String field, ClientProto.Quorum source) {
    Known.require(source, field);
    return switch (source.getSizeCase()) {
      case REPLICAS -> exactly(field, source.getReplicas());
      case SHARE -> share(field, source.getShare());
      case SIZE_NOT_SET -> throw invalid(field);
    };
  }

  private static Quorum exactly(String field, int replicas) {
    if (replicas < 1) {
      throw invalid(field);
    }
    return new Quorum.Exactly(replicas);
  }

  private static Quorum share(String field, ClientProto.Share share) {
    return switch (share) {
      case SHARE_MAJORITY -> new Quorum.Majority();
      case SHARE_ALL -> new Quorum.All();
      case SHARE_UNSPECIFIED, UNRECOGNIZED -> throw invalid(field);
    };
  }

  private static Rejected invalid(String field) {
    return new Rejected(
        Diagnoses.invalid(field, "must be a number of replicas from 1 up, or a share"));
  }
}
