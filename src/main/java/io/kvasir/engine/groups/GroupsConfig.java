package io.kvasir.engine.groups;

import io.kvasir.core.consensus.RaftConfig;
import io.kvasir.core.node.NodeId;

/**
 * What the groups of a node are told at their start.
 *
 * @param tickMillis the length of a tick of {@code raft}
 * @param requestsPerLoop how many commands and reads one loop has under way at most
 * @param bytesPerLoop how many bytes of them, counted until they are answered
 */
public record GroupsConfig(
    NodeId self, RaftConfig raft, long tickMillis, int requestsPerLoop, long bytesPerLoop) {
  /** Every tick costs each group something, used or not. */
  private static final long DEFAULT_TICK_MILLIS = 100;

  public GroupsConfig {
    if (tickMillis < 1) {
      throw new IllegalArgumentException("a tick of " + tickMillis + " ms");
    }
  }

  /**
   * With the default measures of a replica: heartbeats each 200 ms, elections after 600 to 1200.
   */
  public static GroupsConfig of(NodeId self, int requestsPerLoop, long bytesPerLoop) {
    return new GroupsConfig(
        self, RaftConfig.DEFAULT.ticking(2, 6), DEFAULT_TICK_MILLIS, requestsPerLoop, bytesPerLoop);
  }
}
