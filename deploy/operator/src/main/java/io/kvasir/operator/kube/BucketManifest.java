package io.kvasir.operator.kube;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.kvasir.operator.api.BucketResourceSpec;
import io.kvasir.operator.api.BucketResourceStatus;
import io.kvasir.operator.api.KvasirBucket;
import io.kvasir.operator.core.bucket.BucketSettings;
import io.kvasir.operator.core.bucket.Consistency;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the resource of a bucket asks for, and what is told of it. */
public final class BucketManifest {
  private static final String LINEARIZABLE = "linearizable";
  private static final String DEFAULT = "consistent";
  private static final String READY = "Ready";

  private BucketManifest() {}

  /** What is told of a bucket. */
  public record Statement(Standing standing, String reason, String message) {}

  /** Whether a bucket is as desired. */
  public enum Standing {
    True,
    False,
    Unknown
  }

  /** What is asked for; numbers that only the store can judge are not judged. */
  public static BucketSettings settings(BucketResourceSpec spec) {
    return new BucketSettings(
        spec.type(),
        spec.replication(),
        consistency(spec),
        spec.demandPrecondition(),
        spec.ttlSeconds());
  }

  private static Consistency consistency(BucketResourceSpec spec) {
    if (LINEARIZABLE.equals(spec.consistency())) {
      return new Consistency.Linearizable(Objects.requireNonNullElse(spec.shards(), 1));
    }
    if (spec.writeQuorum() != null || spec.readQuorum() != null) {
      return new Consistency.Quorums(
          replicas(spec.writeQuorum(), spec.replication()),
          replicas(spec.readQuorum(), spec.replication()));
    }
    return new Consistency.Preset(Objects.requireNonNullElse(spec.consistency(), DEFAULT));
  }

  /** A majority where nothing is said. */
  private static int replicas(@Nullable IntOrString quorum, int replication) {
    if (quorum != null && quorum.getIntVal() != null) {
      return quorum.getIntVal();
    }
    boolean all = quorum != null && quorum.getStrVal().equals("all");
    return all ? replication : replication / 2 + 1;
  }

  /** The status, with the time of a condition that did not change as it was. */
  public static BucketResourceStatus status(KvasirBucket bucket, Statement statement, Instant now) {
    BucketResourceStatus before = bucket.getStatus();
    long generation = bucket.getMetadata().getGeneration();
    Conditions conditions =
        new Conditions(before == null ? null : before.conditions(), generation, now);
    return new BucketResourceStatus(
        generation,
        bucket.bucket(),
        List.of(
            conditions.of(
                READY, statement.standing().name(), statement.reason(), statement.message())));
  }
}
