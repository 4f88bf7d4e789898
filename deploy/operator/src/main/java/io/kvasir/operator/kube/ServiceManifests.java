package io.kvasir.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.kvasir.operator.api.KvasirCluster;
import java.util.List;

/** What a cluster has beside its pods: services, and a budget of disruptions. */
final class ServiceManifests {
  private ServiceManifests() {}

  static List<HasMetadata> of(KvasirCluster cluster) {
    return List.of(nodes(cluster), clients(cluster), budget(cluster));
  }

  /** Nodes must find each other before they are ready. */
  private static Service nodes(KvasirCluster cluster) {
    return new ServiceBuilder()
        .withMetadata(Owned.meta(cluster, ObjectNames.nodes(cluster)))
        .withNewSpec()
        .withClusterIP("None")
        .withPublishNotReadyAddresses(true)
        .withSelector(Labels.of(cluster))
        .withPorts(
            port("http", Ports.HTTP, "TCP"),
            port("tcp", Ports.TCP, "TCP"),
            port("bus", Ports.BUS, "TCP"),
            port("swim", Ports.BUS, "UDP"))
        .endSpec()
        .build();
  }

  private static Service clients(KvasirCluster cluster) {
    return new ServiceBuilder()
        .withMetadata(Owned.meta(cluster, ObjectNames.service(cluster)))
        .withNewSpec()
        .withSelector(Labels.of(cluster))
        .withPorts(port("http", Ports.HTTP, "TCP"), port("tcp", Ports.TCP, "TCP"))
        .endSpec()
        .build();
  }

  private static ServicePort port(String name, int number, String protocol) {
    return new ServicePortBuilder()
        .withName(name)
        .withPort(number)
        .withTargetPort(new IntOrString(name))
        .withProtocol(protocol)
        .build();
  }

  private static PodDisruptionBudget budget(KvasirCluster cluster) {
    return new PodDisruptionBudgetBuilder()
        .withMetadata(Owned.meta(cluster, cluster.name()))
        .withNewSpec()
        .withMaxUnavailable(new IntOrString(1))
        .withNewSelector()
        .withMatchLabels(Labels.of(cluster))
        .endSelector()
        .endSpec()
        .build();
  }
}
