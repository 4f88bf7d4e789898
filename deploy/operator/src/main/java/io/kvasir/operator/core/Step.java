package io.kvasir.operator.core;

/**
 * What is done next. Each may be repeated, and each names what it was decided on, so that it fails
 * when that is there no more.
 */
public sealed interface Step {
  /** One word for it. */
  default String name() {
    return getClass().getSimpleName();
  }

  /** What it does, for people. */
  default String describe() {
    return switch (this) {
      case CreateSet(int replicas) -> "founds a cluster of %d nodes".formatted(replicas);
      case UpdateTemplate() -> "takes over the new template";
      case CloseFounding() -> "the cluster is founded";
      case SetReplicas(int from, int to) -> "from %d pods to %d".formatted(from, to);
      case Leave(int ordinal) -> "node %d is to leave".formatted(ordinal);
      case Join(int ordinal) -> "node %d is to own its share".formatted(ordinal);
      case MarkRestart(int ordinal, String uid) -> "node %d restarts next".formatted(ordinal);
      case RestartPod(int ordinal, String uid, String version) ->
          "node %d restarts".formatted(ordinal);
      case DeleteClaim(int ordinal, String uid) ->
          "the volume of node %d, which is no member, goes".formatted(ordinal);
      case Wait(Reason reason, String message) -> message;
      case Blocked(Reason reason, String message) -> message;
      case Settled() -> "it is as desired";
    };
  }

  /** Whether it changes anything. */
  default boolean acts() {
    return !(this instanceof Wait || this instanceof Blocked || this instanceof Settled);
  }

  /** The stateful set is made. */
  record CreateSet(int replicas) implements Step {}

  /** The stateful set gets another template; no pod is touched. */
  record UpdateTemplate() implements Step {}

  /** From now on no node founds a cluster. */
  record CloseFounding() implements Step {}

  /**
   * The stateful set is to have another number of pods: the store's members and one more, or one
   * less when the last one is no member.
   */
  record SetReplicas(int from, int to) implements Step {}

  /** A node is asked to leave. */
  record Leave(int ordinal) implements Step {}

  /** A node is asked to own its share of the partitions, and so to stay. */
  record Join(int ordinal) implements Step {}

  /** It is written down which pod is restarted next. */
  record MarkRestart(int ordinal, String uid) implements Step {}

  /** A pod is deleted, so that it comes back from the present template. */
  record RestartPod(int ordinal, String uid, String version) implements Step {}

  /** A claim that no pod mounts, of a node that is no member, is deleted. */
  record DeleteClaim(int ordinal, String uid) implements Step {}

  /** Something is under way. */
  record Wait(Reason reason, String message) implements Step {}

  /** Nothing goes on until somebody acts. */
  record Blocked(Reason reason, String message) implements Step {}

  /** All is as desired. */
  record Settled() implements Step {}
}
