package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.core.consensus.RaftStatus;

/** A replica in figures: a flat object of texts, in the shape that ConureDB's clients know. */
final class RaftStats {
  private static final String VERSION = "1";

  private RaftStats() {}

  /**
   * @param servers the members, as text
   */
  static ObjectNode of(RaftStatus status, String servers) {
    ObjectNode stats =
        Json.object()
            .put("state", state(status))
            .put("term", text(status.term()))
            .put("last_log_index", text(status.lastIndex()))
            .put("last_log_term", text(status.lastTerm()))
            .put("commit_index", text(status.commit()))
            .put("applied_index", text(status.applied()))
            .put("fsm_pending", text(status.commit() - status.applied()))
            .put("last_snapshot_index", text(status.firstIndex() - 1))
            .put("latest_configuration", servers)
            .put("latest_configuration_index", text(status.membershipIndex()))
            .put("num_peers", text(peers(status)));
    for (String version : new String[] {"protocol_version", "snapshot_version"}) {
      stats.put(version, VERSION).put(version + "_min", VERSION).put(version + "_max", VERSION);
    }
    return stats;
  }

  private static String state(RaftStatus status) {
    return switch (status.role()) {
      case FOLLOWER -> "Follower";
      case PRE_CANDIDATE, CANDIDATE -> "Candidate";
      case LEADER -> "Leader";
    };
  }

  private static long peers(RaftStatus status) {
    return status.membership().voters().stream()
        .filter(voter -> !voter.equals(status.self()))
        .count();
  }

  private static String text(long number) {
    return Long.toString(number);
  }
}
