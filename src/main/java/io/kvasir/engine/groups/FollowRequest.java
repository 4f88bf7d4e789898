package io.kvasir.engine.groups;

import io.kvasir.core.node.GroupId;
import io.kvasir.core.watch.WatchScope;

/**
 * A question for what comes next in a group's history.
 *
 * @param after the revision behind which to go on; {@link #NOW} asks which it is: the answer is
 *     empty, and goes up to a revision that shows all that was answered before the question
 * @param bytes about how many bytes of revisions are wanted; one is always given
 * @param waitMillis how long to wait for the first
 */
public record FollowRequest(
    GroupId group, long after, WatchScope scope, long bytes, long waitMillis) {
  public static final long NOW = -1;

  public FollowRequest {
    if (after < NOW) {
      throw new IllegalArgumentException("no revision: " + after);
    }
  }
}
