package io.kvasir.core.replication;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PreferenceList;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SortedSet;

/**
 * Hands one write to a replica of its key, from a node that is none. It tries the next replica only
 * while the last one certainly did not get the write: an operation sent twice would count twice.
 *
 * <pre>
 * state      event             next       effects
 * (start)    –                 SENT       SendForward(first reachable), or Complete(QuorumUnavailable)
 * SENT       NotSent           SENT       SendForward(next reachable), or Complete(QuorumUnavailable)
 * SENT       Answered          DONE       Complete(as answered)
 * SENT       ReplicaLost       DONE       Complete(Indeterminate)
 * SENT       DeadlineExpired   DONE       Complete(Indeterminate)
 * </pre>
 */
public final class WriteForwarder {
  /** What the forwarder learns. */
  public sealed interface Event {
    /** The message to {@code replica} certainly did not leave this node. */
    record NotSent(NodeId replica) implements Event {}

    record Answered(WriteOutcome outcome) implements Event {}

    /** {@code replica} became unreachable. */
    record ReplicaLost(NodeId replica) implements Event {}

    record DeadlineExpired() implements Event {}
  }

  /** What the forwarder wants done. */
  public sealed interface Effect {
    record SendForward(NodeId to) implements Effect {}

    record Complete(WriteOutcome outcome) implements Effect {}
  }

  private final ArrayDeque<NodeId> candidates = new ArrayDeque<>();
  private final int needed;
  private boolean done;

  public WriteForwarder(PreferenceList replicas, int needed) {
    this.candidates.addAll(replicas.nodes());
    this.needed = needed;
  }

  /** Begins with the first replica that is not known to be out of reach. */
  public List<Effect> start(SortedSet<NodeId> unreachable) {
    candidates.removeAll(unreachable);
    return current();
  }

  /** W. */
  public int needed() {
    return needed;
  }

  public boolean isDone() {
    return done;
  }

  public List<Effect> on(Event event) {
    if (done) {
      return List.of();
    }
    return switch (event) {
      case Event.NotSent(NodeId replica) -> next(replica);
      case Event.Answered(WriteOutcome outcome) -> complete(outcome);
      case Event.ReplicaLost(NodeId replica) ->
          replica.equals(candidates.peek())
              ? complete(new WriteOutcome.Indeterminate(0, needed))
              : List.of();
      case Event.DeadlineExpired() -> complete(new WriteOutcome.Indeterminate(0, needed));
    };
  }

  private List<Effect> next(NodeId replica) {
    if (!replica.equals(candidates.peek())) {
      return List.of();
    }
    candidates.remove();
    return current();
  }

  private List<Effect> current() {
    NodeId candidate = candidates.peek();
    return candidate == null
        ? complete(new WriteOutcome.QuorumUnavailable(0, needed, false))
        : List.of(new Effect.SendForward(candidate));
  }

  private List<Effect> complete(WriteOutcome outcome) {
    done = true;
    return List.of(new Effect.Complete(outcome));
  }
}
