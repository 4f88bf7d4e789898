package io.kvasir.engine.groups;

import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.node.GroupId;
import java.util.Optional;

/**
 * What this node has of a group, as of a moment ago.
 *
 * @param raft of a replica that runs, or as it was when it stopped
 * @param fault why it is damaged or stopped, for the log; else empty
 */
public record GroupStatus(
    GroupId group, Condition condition, Optional<RaftStatus> raft, String fault) {
  /** How a replica is. */
  public enum Condition {
    /** Stored and whole, but nobody has asked to host it yet. */
    KEPT,
    /** Its storage is being prepared. */
    BEGINNING,
    RUNNING,
    /**
     * What was stored of it is not whole: it takes no part until it is begun anew. With a status
     * when that showed after it had run.
     */
    DAMAGED,
    /** The disk failed it: it takes no part until the process starts anew. */
    STOPPED
  }

  static GroupStatus of(GroupId group, Condition condition, String fault) {
    return new GroupStatus(group, condition, Optional.empty(), fault);
  }

  static GroupStatus running(GroupId group, RaftStatus raft) {
    return new GroupStatus(group, Condition.RUNNING, Optional.of(raft), "");
  }
}
