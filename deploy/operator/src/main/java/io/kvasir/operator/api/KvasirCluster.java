package io.kvasir.operator.api;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import java.io.Serial;

/** A cluster of Kvasir. */
@Group(KvasirCluster.GROUP)
@Version(KvasirCluster.VERSION)
@Plural("kvasirclusters")
@ShortNames("kv")
public final class KvasirCluster extends CustomResource<ClusterSpec, ClusterStatus>
    implements Namespaced {
  public static final String GROUP = "kvasir.io";
  public static final String VERSION = "v1alpha1";

  @Serial private static final long serialVersionUID = 1;

  /** The name of the cluster, and of its stateful set. */
  public String name() {
    return getMetadata().getName();
  }

  public String namespace() {
    return getMetadata().getNamespace();
  }
}
