package io.kvasir.service;

import io.kvasir.engine.groups.FollowRequest;
import io.kvasir.engine.port.HistoryOutcome;
import java.util.function.Consumer;

/** The histories of shards, wherever their replicas are. From any thread; never blocks. */
@FunctionalInterface
public interface Histories {
  /**
   * Tells what comes next; {@code done} is called once, on any thread.
   *
   * @return lets go of the question
   */
  Runnable follow(FollowRequest request, Consumer<HistoryOutcome> done);
}
