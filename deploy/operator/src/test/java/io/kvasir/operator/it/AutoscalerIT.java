package io.kvasir.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.kvasir.operator.api.KvasirCluster;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Kubernetes' own autoscaler drives a cluster, by a metric. */
class AutoscalerIT extends LiveTest {
  private static void apply(String yaml) {
    client
        .resource(
            client.getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class))
        .fieldManager("test")
        .serverSideApply();
  }

  @Test
  void nodesComeAndLeaveByAMetric() throws Exception {
    try (MetricsServer metrics = new MetricsServer(folder, 10)) {
      metrics.manifests().values().forEach(AutoscalerIT::apply);
      create(1, "image: kvasir:1", "whenScaled: Delete");
      awaitSettled(1);
      applyAutoscaler();
      await("it is not read", () -> conditions().contains("AbleToScale=True"));

      metrics.requests = 20;
      awaitSettled(2);
      metrics.requests = 5;
      awaitSettled(1);

      assertThat(conditions()).contains("AbleToScale=True", "ScalingActive=True");
      assertThat(desired()).isEqualTo(1);
      printEvents();
    }
  }

  private void applyAutoscaler() {
    apply(
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: { name: kv, namespace: %s }
        spec:
          scaleTargetRef: { apiVersion: kvasir.io/v1alpha1, kind: KvasirCluster, name: kv }
          minReplicas: 1
          maxReplicas: 3
          metrics:
          - type: External
            external:
              metric: { name: requests }
              target: { type: AverageValue, averageValue: "10" }
          behavior:
            scaleDown: { stabilizationWindowSeconds: 0 }
        """
            .formatted(namespace));
  }

  private List<String> conditions() {
    HorizontalPodAutoscaler autoscaler =
        client
            .autoscaling()
            .v2()
            .horizontalPodAutoscalers()
            .inNamespace(namespace)
            .withName(NAME)
            .get();
    return autoscaler.getStatus() == null
        ? List.of()
        : autoscaler.getStatus().getConditions().stream()
            .map(each -> each.getType() + "=" + each.getStatus())
            .toList();
  }

  private int desired() {
    return client
        .resources(KvasirCluster.class)
        .inNamespace(namespace)
        .withName(NAME)
        .get()
        .getSpec()
        .replicas();
  }
}
