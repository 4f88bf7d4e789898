package io.kvasir.service;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.node.NodeId;
import java.util.Optional;

/** Why a request was not carried out, or not certainly. */
public sealed interface Failure {
  /** What it did to the data. */
  default Effect effect() {
    return Effect.NOT_APPLIED;
  }

  /** Whether the same request, sent again, does no harm and may succeed. */
  default boolean isRetryable() {
    return false;
  }

  /** Who leads the shard that it is about, as far as known. */
  default Optional<NodeId> leader() {
    return Optional.empty();
  }

  /** The token of the session that it is part of, when it showed something to one. */
  default Optional<String> session() {
    return Optional.empty();
  }

  /** The same without its session. */
  default Failure alone() {
    return this;
  }

  /**
   * A failure that showed something to the session that it is part of.
   *
   * @param token the session's from now on
   */
  record InSession(Failure failure, String token) implements Failure {
    @Override
    public Effect effect() {
      return failure.effect();
    }

    @Override
    public boolean isRetryable() {
      return failure.isRetryable();
    }

    @Override
    public Optional<NodeId> leader() {
      return failure.leader();
    }

    @Override
    public Optional<String> session() {
      return Optional.of(token);
    }

    @Override
    public Failure alone() {
      return failure;
    }
  }

  /**
   * A field has a value it cannot have.
   *
   * @param field the name of the field or parameter
   * @param reason what it may be, as a sentence's end: "must be …"
   */
  record Invalid(String field, String reason) implements Failure {}

  /**
   * A bucket cannot be as described.
   *
   * @param field the name of the field that says so
   * @param reason what it may be, as a sentence's end: "must be …"
   */
  record InvalidBucket(String field, String reason) implements Failure {}

  /**
   * This version of Kvasir cannot do it, though it knows what is meant.
   *
   * @param feature the name of the field, parameter or header that asks for it
   */
  record Unsupported(String feature, String reason) implements Failure {}

  /**
   * Something is larger than this node accepts.
   *
   * @param what "key", "value", "element", "elements" or "body"; "siblings" and "field" with what
   *     is there already
   * @param limit the most it may be, in {@code unit}
   * @param unit "bytes" or "elements"
   */
  record TooLarge(String what, long limit, String unit) implements Failure {}

  record BucketNotFound(String bucket) implements Failure {}

  record BucketExists(String bucket) implements Failure {}

  /** The bucket is the system's: it cannot be changed or dropped. */
  record BucketReserved(String bucket) implements Failure {}

  /**
   * The operation is not for values of this type.
   *
   * @param expected the bucket's type
   * @param got the operation, or what was found instead
   */
  record TypeMismatch(DataType expected, String got) implements Failure {}

  /**
   * What stands under a key is of another kind than what it is compared with, or added to.
   *
   * @param expected that could be
   * @param found what stands there
   */
  record KindMismatch(Key key, Value.Kind expected, Value.Kind found) implements Failure {}

  /**
   * The causal context is not one that this cluster gave out for what it came with.
   *
   * @param reason what is wrong with it, as a sentence's end: "is …"
   */
  record BadContext(String reason) implements Failure {}

  /**
   * The cursor is not one that this cluster gave out for what it came with.
   *
   * @param reason what is wrong with it, as a sentence's end: "is …"
   */
  record BadCursor(String reason) implements Failure {}

  /** The changes behind the cursor are not all kept any more. */
  record Compacted() implements Failure {}

  /** The client has seen of the key what the node that was to change it has not seen yet. */
  record NotYetSeen() implements Failure {
    @Override
    public boolean isRetryable() {
      return true;
    }
  }

  /**
   * The register has as many siblings as it may, and the write replaces none of them.
   *
   * @param limit that many
   */
  record TooManySiblings(int limit) implements Failure {}

  /** The counter would leave the range of 64 bits. */
  record CounterOverflow() implements Failure {}

  /** Too few replicas can be reached. */
  record QuorumUnavailable(int acked, int needed, Effect effect, boolean isRetryable)
      implements Failure {}

  /** The deadline passed before enough replicas had answered. */
  record DeadlineExceeded(int acked, int needed, Effect effect, boolean isRetryable)
      implements Failure {}

  /**
   * What stands under the key is not what the client said it must be.
   *
   * @param current the revision that wrote it; empty when there is nothing
   */
  record PreconditionFailed(Optional<Long> current, Position position) implements Failure {
    @Override
    public Optional<NodeId> leader() {
      return position.leader();
    }
  }

  /** The bucket demands a precondition of every write, and the request has none. */
  record PreconditionRequired() implements Failure {}

  /**
   * The retry key came with another request before.
   *
   * @param leader who leads the shard, as far as known
   */
  record RetryKeyReused(Optional<NodeId> leader) implements Failure {}

  /**
   * The keys of what must be carried out as one lie in several shards.
   *
   * @param shards how many
   */
  record CrossShard(int shards) implements Failure {}

  /** What only linearizable buckets can do was asked of a convergent one. */
  record NotLinearizable(String bucket) implements Failure {}

  /** This node is in no cluster yet. */
  record NotJoined() implements Failure {
    @Override
    public boolean isRetryable() {
      return true;
    }
  }

  /** This node was removed from its cluster; others serve what was asked for. */
  record Removed() implements Failure {
    @Override
    public boolean isRetryable() {
      return true;
    }
  }

  /**
   * The shard has no leader, or not the one that was asked.
   *
   * @param leader who may lead now
   */
  record NoLeader(Optional<NodeId> leader) implements Failure {
    @Override
    public boolean isRetryable() {
      return true;
    }
  }

  /**
   * Too few of the shard's voters can be reached for anything to be decided.
   *
   * @param reachable of them, the one who says so included
   * @param needed a majority
   */
  record NoQuorum(int reachable, int needed) implements Failure {
    @Override
    public boolean isRetryable() {
      return true;
    }
  }

  /** No replica of the shard that is whole could be asked. */
  record NoReplica() implements Failure {
    @Override
    public boolean isRetryable() {
      return true;
    }
  }

  /** The deadline passed before it was known how the request ends. */
  record Undecided(Effect effect, boolean isRetryable) implements Failure {}

  /** There is no such group, or this node has no replica of it. */
  record GroupNotFound() implements Failure {}

  /** There is no such member of the cluster. */
  record MemberNotFound(String id) implements Failure {}

  /** Nothing of that id was asked for. */
  record OperationNotFound(String id) implements Failure {}

  /** The cluster cannot be changed like that now. */
  record MembershipConflict(String reason) implements Failure {}

  /** The node has too much to do. */
  record Overloaded() implements Failure {
    @Override
    public boolean isRetryable() {
      return true;
    }
  }

  /** The node is about to stop. */
  record Stopping() implements Failure {
    @Override
    public boolean isRetryable() {
      return true;
    }
  }
}
