package io.kvasir.operator.kube;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.kvasir.operator.api.ClusterSpec;
import io.kvasir.operator.api.KvasirCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The settings of nodes, as environment variables. */
final class NodeEnvironment {
  static final String VOLUME_PATH = "/data";

  /** Of the time that the kubelet gives a pod, for what comes before and after the node's own. */
  private static final long RESERVED_SECONDS = 5;

  private static final String GRACE = "kvasir.shutdown.grace";

  private NodeEnvironment() {}

  static List<EnvVar> of(KvasirCluster cluster) {
    List<EnvVar> environment = new ArrayList<>();
    environment.add(field("KVASIR_NODE_ID", "metadata.name"));
    environment.add(field("KVASIR_NODE_ZONE", "metadata.labels['" + PodTemplate.ZONE + "']"));
    environment.add(founding(cluster, "KVASIR_CLUSTER_MEMBERS", FoundingConfig.MEMBERS));
    environment.add(founding(cluster, "KVASIR_CLUSTER_BOOTSTRAP", FoundingConfig.BOOTSTRAP));
    environment.add(value("KVASIR_BUS_HOST", "0.0.0.0"));
    environment.add(value("KVASIR_STORAGE_DIRECTORY", VOLUME_PATH + "/kvasir"));
    settings(cluster.getSpec())
        .forEach((name, text) -> environment.add(value(variable(name), text)));
    return environment;
  }

  private static Map<String, String> settings(ClusterSpec spec) {
    Map<String, String> settings = new TreeMap<>();
    long grace = spec.terminationGracePeriodSeconds() - RESERVED_SECONDS;
    settings.put(GRACE, Math.max(1, grace) + "s");
    settings.putAll(spec.config() == null ? Map.of() : spec.config());
    return settings;
  }

  /** {@code kvasir.cluster.name} is {@code KVASIR_CLUSTER_NAME}. */
  private static String variable(String setting) {
    return setting.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  private static EnvVar value(String name, String text) {
    return new EnvVarBuilder().withName(name).withValue(text).build();
  }

  private static EnvVar field(String name, String path) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewFieldRef()
        .withApiVersion("v1")
        .withFieldPath(path)
        .endFieldRef()
        .endValueFrom()
        .build();
  }

  private static EnvVar founding(KvasirCluster cluster, String name, String key) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewConfigMapKeyRef(key, ObjectNames.founding(cluster), false)
        .endValueFrom()
        .build();
  }
}
