package io.kvasir.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.kvasir.operator.api.BucketResourceSpec;
import io.kvasir.operator.api.BucketResourceStatus;
import io.kvasir.operator.api.KvasirBucket;
import io.kvasir.operator.core.bucket.Consistency;
import io.kvasir.operator.kube.BucketManifest.Standing;
import io.kvasir.operator.kube.BucketManifest.Statement;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a bucket's resource means. */
class BucketManifestTest {
  private static BucketResourceSpec spec(String consistency, Object write, Object read, int n) {
    return new BucketResourceSpec(
        "kv",
        null,
        "lww",
        consistency,
        write == null ? null : new IntOrString(write),
        read == null ? null : new IntOrString(read),
        n,
        null,
        false,
        0,
        "Retain");
  }

  private static Consistency consistency(String name, Object write, Object read, int n) {
    return BucketManifest.settings(spec(name, write, read, n)).consistency();
  }

  @Test
  void consistencyIsByNameOrByQuorums() {
    assertThat(consistency(null, null, null, 3)).isEqualTo(new Consistency.Preset("consistent"));
    assertThat(consistency("eventual", null, null, 3))
        .isEqualTo(new Consistency.Preset("eventual"));
    assertThat(consistency("linearizable", null, null, 3))
        .isEqualTo(new Consistency.Linearizable(1));
    assertThat(consistency(null, "all", null, 5)).isEqualTo(new Consistency.Quorums(5, 3));
    assertThat(consistency(null, 1, "majority", 4)).isEqualTo(new Consistency.Quorums(1, 3));
  }

  @Test
  void theBucketHasTheNameOfTheResourceUnlessItSaysOne() {
    KvasirBucket bucket = new KvasirBucket();
    bucket.setMetadata(new ObjectMetaBuilder().withName("carts").withGeneration(4L).build());
    bucket.setSpec(spec(null, null, null, 3));

    assertThat(bucket.bucket()).isEqualTo("carts");
    assertThat(bucket.getSpec().dropsBucket()).isFalse();
  }

  /** Copies are made all the time: a method that looks like a property breaks them. */
  @Test
  void theResourceIsReadAsItIsWritten() {
    KvasirBucket bucket = new KvasirBucket();
    bucket.setMetadata(new ObjectMetaBuilder().withName("carts").withGeneration(4L).build());
    bucket.setSpec(spec(null, "all", 1, 3));
    Statement ready = new Statement(Standing.True, "AsDesired", "text");
    bucket.setStatus(BucketManifest.status(bucket, ready, Instant.EPOCH));
    KvasirBucket copy = new KubernetesSerialization().clone(bucket);

    assertThat(copy.getSpec()).isEqualTo(bucket.getSpec());
    assertThat(copy.getStatus()).isEqualTo(bucket.getStatus());
  }

  @Test
  void aConditionTellsSinceWhen() {
    KvasirBucket bucket = new KvasirBucket();
    bucket.setMetadata(new ObjectMetaBuilder().withName("carts").withGeneration(4L).build());
    bucket.setSpec(spec(null, null, null, 3));
    Instant early = Instant.parse("2026-01-01T00:00:00Z");
    Statement ready = new Statement(Standing.True, "AsDesired", "text");
    bucket.setStatus(BucketManifest.status(bucket, ready, early));
    BucketResourceStatus same = BucketManifest.status(bucket, ready, early.plusSeconds(9));
    Statement blocked = new Statement(Standing.False, "CannotChange", "text");
    BucketResourceStatus other = BucketManifest.status(bucket, blocked, early.plusSeconds(9));

    assertThat(same).isEqualTo(bucket.getStatus());
    assertThat(same.observedGeneration()).isEqualTo(4);
    assertThat(other.conditions().getFirst().getLastTransitionTime())
        .isEqualTo("2026-01-01T00:00:09Z");
    assertThat(other.conditions().getFirst().getStatus()).isEqualTo("False");
  }
}
