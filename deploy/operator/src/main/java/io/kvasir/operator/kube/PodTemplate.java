package io.kvasir.operator.kube;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.kvasir.operator.api.ClusterSpec;
import io.kvasir.operator.api.KvasirCluster;
import java.util.List;

/** The pods of a cluster. Nothing in it depends on who is a member. */
final class PodTemplate {
  static final String CONTAINER = "kvasir";
  static final String ZONE = "topology.kubernetes.io/zone";
  private static final String HOST = "kubernetes.io/hostname";
  private static final long USER = 10001;

  private PodTemplate() {}

  static PodTemplateSpec of(KvasirCluster cluster) {
    ClusterSpec spec = cluster.getSpec();
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(Labels.of(cluster))
        .endMetadata()
        .withNewSpec()
        .withTerminationGracePeriodSeconds(spec.terminationGracePeriodSeconds())
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withImagePullSecrets(spec.imagePullSecrets())
        .withNodeSelector(spec.nodeSelector())
        .withTolerations(spec.tolerations())
        .withAffinity(affinity(spec))
        .withTopologySpreadConstraints(spread(cluster, ZONE), spread(cluster, HOST))
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(USER)
        .withRunAsGroup(USER)
        .withFsGroup(USER)
        .withFsGroupChangePolicy("OnRootMismatch")
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withContainers(container(cluster))
        .addNewVolume()
        .withName("tmp")
        .withEmptyDir(new EmptyDirVolumeSource())
        .endVolume()
        .endSpec()
        .build();
  }

  private static TopologySpreadConstraint spread(KvasirCluster cluster, String topology) {
    return new TopologySpreadConstraintBuilder()
        .withMaxSkew(1)
        .withTopologyKey(topology)
        .withWhenUnsatisfiable("ScheduleAnyway")
        .withNewLabelSelector()
        .withMatchLabels(Labels.of(cluster))
        .endLabelSelector()
        .build();
  }

  private static Affinity affinity(ClusterSpec spec) {
    AffinityBuilder affinity = new AffinityBuilder();
    List<String> zones = spec.zones();
    if (zones != null && !zones.isEmpty()) {
      affinity
          .withNewNodeAffinity()
          .withNewRequiredDuringSchedulingIgnoredDuringExecution()
          .addNewNodeSelectorTerm()
          .addNewMatchExpression()
          .withKey(ZONE)
          .withOperator("In")
          .withValues(zones)
          .endMatchExpression()
          .endNodeSelectorTerm()
          .endRequiredDuringSchedulingIgnoredDuringExecution()
          .endNodeAffinity();
    }
    return affinity.build();
  }

  private static Container container(KvasirCluster cluster) {
    ClusterSpec spec = cluster.getSpec();
    return new ContainerBuilder()
        .withName(CONTAINER)
        .withImage(spec.image())
        .withImagePullPolicy(spec.imagePullPolicy())
        .withEnv(NodeEnvironment.of(cluster))
        .withPorts(
            port("http", Ports.HTTP, "TCP"),
            port("tcp", Ports.TCP, "TCP"),
            port("bus", Ports.BUS, "TCP"),
            port("swim", Ports.BUS, "UDP"))
        .withResources(resources(spec))
        .withStartupProbe(probe("/q/health/started", 2, 150))
        .withLivenessProbe(probe("/livez", 10, 3))
        .withReadinessProbe(probe("/readyz", 2, 2))
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .addNewVolumeMount()
        .withName(ObjectNames.VOLUME)
        .withMountPath(NodeEnvironment.VOLUME_PATH)
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("tmp")
        .withMountPath("/tmp")
        .endVolumeMount()
        .build();
  }

  private static ContainerPort port(String name, int number, String protocol) {
    return new ContainerPortBuilder()
        .withName(name)
        .withContainerPort(number)
        .withProtocol(protocol)
        .build();
  }

  private static Probe probe(String path, int periodSeconds, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withPort(new IntOrString("http"))
        .endHttpGet()
        .withPeriodSeconds(periodSeconds)
        .withTimeoutSeconds(5)
        .withFailureThreshold(failures)
        .build();
  }

  private static ResourceRequirements resources(ClusterSpec spec) {
    ClusterSpec.Resources resources = spec.resources();
    return resources == null
        ? new ResourceRequirements()
        : new ResourceRequirementsBuilder()
            .withRequests(resources.requests())
            .withLimits(resources.limits())
            .build();
  }
}
