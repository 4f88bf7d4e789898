package io.kvasir.edge.rocksdb;

import io.kvasir.core.node.NodeId;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A data directory cannot be used, or not as it was asked to. Nothing that is stored in it was
 * changed.
 */
public final class DataDirectoryRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why, and what the operator can do about it. */
  public sealed interface Reason {
    /** There is a file of that name. */
    record NotADirectory() implements Reason {}

    /** Files cannot be made or changed there. */
    record Unwritable(String detail) implements Reason {}

    /** Another store has it open. */
    record Locked(String holder) implements Reason {}

    /** It holds a database that no Kvasir node made. */
    record Unrecognised() implements Reason {}

    /** It was written by a later release. */
    record NewerFormat(long found, long supported) implements Reason {}

    record OtherCluster(String found, String expected) implements Reason {}

    record OtherNode(String found, NodeId expected) implements Reason {}

    record OtherPartitions(String found, int expected) implements Reason {}

    /** What is stored cannot be read, or only in part. */
    record Damaged(String detail) implements Reason {}
  }

  private final transient Reason reason;

  DataDirectoryRefused(Path directory, Reason reason) {
    this(directory, reason, null);
  }

  DataDirectoryRefused(Path directory, Reason reason, @Nullable Throwable cause) {
    super("data directory " + directory.toAbsolutePath() + ' ' + text(reason), cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  private static String text(Reason reason) {
    return switch (reason) {
      case Reason.NotADirectory() -> "is a file, not a directory";
      case Reason.Unwritable(String detail) -> "is not writable: " + detail;
      case Reason.Locked(String holder) -> "is in use by " + holder;
      case Reason.Unrecognised() ->
          "holds a database but no " + DataDirectory.IDENTITY + "; it is not a Kvasir node's";
      case Reason.NewerFormat(long found, long supported) ->
          "has format %d; this release knows formats up to %d, use a later one"
              .formatted(found, supported);
      case Reason.OtherCluster(String found, String expected) ->
          "belongs to cluster \"%s\", not to \"%s\"".formatted(found, expected);
      case Reason.OtherNode(String found, NodeId expected) ->
          "belongs to node %s, not to %s".formatted(found, expected);
      case Reason.OtherPartitions(String found, int expected) ->
          "was made with %s partitions, not %d; their number is fixed when a cluster is created"
              .formatted(found, expected);
      case Reason.Damaged(String detail) ->
          "is damaged: %s; restore it, or remove it and let the node get its data from the replicas"
              .formatted(detail);
    };
  }
}
