package io.kvasir.engine.groups;

import io.kvasir.core.keyspace.Revision;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.time.Deadline;
import io.kvasir.engine.port.HistoryOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One {@link FollowRequest}, until it is answered. */
final class Follow {
  private final FollowRequest request;
  private final Deadline deadline;
  private final Consumer<HistoryOutcome> done;
  private long after;
  private boolean isUnderWay;
  private boolean isOver;

  Follow(FollowRequest request, Deadline deadline, Consumer<HistoryOutcome> done) {
    this.request = request;
    this.deadline = deadline;
    this.done = done;
    this.after = request.after();
  }

  GroupId group() {
    return request.group();
  }

  long bytes() {
    return request.bytes();
  }

  Deadline deadline() {
    return deadline;
  }

  /** All up to this revision was looked at, and nothing of it is wanted. */
  long after() {
    return after;
  }

  boolean isOfNow() {
    return after == FollowRequest.NOW;
  }

  boolean isOver() {
    return isOver;
  }

  /** Whether something is done for it that will come back. */
  boolean isUnderWay() {
    return isUnderWay;
  }

  void underWay(boolean is) {
    isUnderWay = is;
  }

  /** Answers with what is wanted of the revisions that come next, if any is. */
  void see(Iterable<Revision> next) {
    List<Revision> wanted = new ArrayList<>();
    long weight = 0;
    for (Revision revision : next) {
      if (isWanted(revision)) {
        weight += revision.weight();
        if (!wanted.isEmpty() && weight > bytes()) {
          break;
        }
        wanted.add(revision);
      }
      after = revision.number();
    }
    if (!wanted.isEmpty()) {
      end(new HistoryOutcome.Page(wanted, after));
    }
  }

  private boolean isWanted(Revision revision) {
    return revision.changes().stream().anyMatch(change -> request.scope().includes(change.key()));
  }

  /** Nothing is wanted of what there is up to {@code revision}. */
  void endEmpty(long revision) {
    end(new HistoryOutcome.Page(List.of(), revision));
  }

  void end(HistoryOutcome outcome) {
    if (!isOver) {
      isOver = true;
      done.accept(outcome);
    }
  }

  /** Nobody waits any more. */
  void cancel() {
    isOver = true;
  }
}
