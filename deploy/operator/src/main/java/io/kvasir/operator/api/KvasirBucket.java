package io.kvasir.operator.api;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import java.io.Serial;
import java.util.Objects;

/** A bucket of a cluster in the same namespace. */
@Group(KvasirCluster.GROUP)
@Version(KvasirCluster.VERSION)
@Plural("kvasirbuckets")
@ShortNames("kvb")
public final class KvasirBucket extends CustomResource<BucketResourceSpec, BucketResourceStatus>
    implements Namespaced {
  @Serial private static final long serialVersionUID = 1;

  /** The name of the resource. */
  public String name() {
    return getMetadata().getName();
  }

  public String namespace() {
    return getMetadata().getNamespace();
  }

  /** What the store calls it. */
  public String bucket() {
    return Objects.requireNonNullElse(getSpec().name(), name());
  }

  /** Whether it is about what another one is about too. */
  public boolean isSameBucket(KvasirBucket other) {
    return bucket().equals(other.bucket()) && getSpec().cluster().equals(other.getSpec().cluster());
  }
}
