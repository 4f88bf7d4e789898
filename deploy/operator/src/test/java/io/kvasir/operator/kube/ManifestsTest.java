package io.kvasir.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.kvasir.operator.api.ClusterStatus;
import io.kvasir.operator.api.KvasirCluster;
import io.kvasir.operator.core.FoundingState;
import io.kvasir.operator.core.Health;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is made for a cluster. */
class ManifestsTest {
  private static final String BUS = ".kv-nodes.ns.svc:7101";
  private final KvasirCluster cluster = Clusters.of(3, "kvasir:1", Map.of());

  /** Else every change of scale would restart all pods. */
  @Test
  void theTemplateDoesNotDependOnTheNumberOfNodes() {
    assertThat(SetManifest.template(Clusters.of(7, "kvasir:1", Map.of())))
        .isEqualTo(SetManifest.template(cluster));
    assertThat(SetManifest.template(Clusters.of(3, "kvasir:2", Map.of())))
        .isNotEqualTo(SetManifest.template(cluster));
  }

  /**
   * Two operators that name one template differently would take turns in replacing it. And who
   * upgrades the operator has all pods restarted where this value has changed: say so.
   */
  @Test
  void theTemplateIsNamedAlikeByAllOperators() {
    assertThat(SetManifest.template(cluster)).isEqualTo("5b704ae32799ad066829ab35");
  }

  @Test
  void theSetReplacesAndDeletesNothingByItself() {
    StatefulSet set = SetManifest.of(cluster, 3);

    assertThat(set.getSpec().getUpdateStrategy().getType()).isEqualTo("OnDelete");
    assertThat(set.getSpec().getPersistentVolumeClaimRetentionPolicy().getWhenScaled())
        .isEqualTo("Retain");
    assertThat(set.getSpec().getPodManagementPolicy()).isEqualTo("Parallel");
    assertThat(set.getSpec().getReplicas()).isEqualTo(3);
  }

  @Test
  void aChangeOfTheTemplateLeavesTheNumberOfPods() {
    StatefulSet set = SetManifest.of(cluster, 5);
    StatefulSet changed = SetManifest.retemplated(Clusters.of(3, "kvasir:2", Map.of()), set);

    assertThat(changed.getSpec().getReplicas()).isEqualTo(5);
    assertThat(changed.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage())
        .isEqualTo("kvasir:2");
    assertThat(changed.getSpec().getSelector()).isEqualTo(set.getSpec().getSelector());
  }

  @Test
  void podsNeedNoRights() {
    PodSpec pod = PodTemplate.of(cluster).getSpec();

    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getContainers().getFirst().getSecurityContext().getReadOnlyRootFilesystem())
        .isTrue();
    assertThat(pod.getContainers().getFirst().getSecurityContext().getCapabilities().getDrop())
        .containsExactly("ALL");
  }

  @Test
  void settingsBecomeVariables() {
    KvasirCluster set = Clusters.of(3, "i", Map.of("kvasir.anti-entropy.bytes-per-second", "1M"));

    assertThat(NodeEnvironment.of(set))
        .filteredOn(EnvVar::getName, "KVASIR_ANTI_ENTROPY_BYTES_PER_SECOND")
        .extracting(EnvVar::getValue)
        .containsExactly("1M");
  }

  @Test
  void foundersStayWhileTheClusterIsNotFounded() {
    ConfigMap founding = FoundingConfig.of(cluster, new FoundingState(3, false));

    assertThat(founding.getData().get("members"))
        .isEqualTo("kv-0@kv-0" + BUS + ",kv-1@kv-1" + BUS + ",kv-2@kv-2" + BUS);
    assertThat(founding.getData().get("bootstrap")).isEqualTo("true");
    assertThat(FoundingConfig.listing(cluster, founding, 5)).isEmpty();
    assertThat(FoundingConfig.state(founding)).isEqualTo(new FoundingState(3, false));
  }

  @Test
  void nobodyFoundsOnceTheClusterIsFounded() {
    ConfigMap founding = FoundingConfig.of(cluster, new FoundingState(3, false));
    ConfigMap closed = FoundingConfig.closed(cluster, founding);
    Optional<ConfigMap> listing = FoundingConfig.listing(cluster, closed, 4);

    assertThat(closed.getData().get("bootstrap")).isEqualTo("false");
    assertThat(FoundingConfig.listing(cluster, closed, 3)).isEmpty();
    assertThat(listing.orElseThrow().getData().get("members")).endsWith(",kv-3@kv-3" + BUS);
    assertThat(FoundingConfig.state(listing.get())).isEqualTo(new FoundingState(3, true));
  }

  /** A node that may found nothing and knows nobody else does not start. */
  @Test
  void aSingleNodeHasSomebodyToAsk() {
    ConfigMap one = FoundingConfig.of(cluster, new FoundingState(1, false));

    assertThat(FoundingConfig.closed(cluster, one).getData().get("members")).contains("kv-1@");
  }

  @Test
  void aMangledConfigurationIsRefused() {
    ConfigMap founding = FoundingConfig.of(cluster, new FoundingState(3, false));
    ConfigMap mangled = new ConfigMapBuilder(founding).withData(Map.of()).build();

    assertThatThrownBy(() -> FoundingConfig.state(mangled)).hasMessageContaining("founders");
  }

  @Test
  void allObjectsGoWithTheirCluster() {
    for (HasMetadata each : ServiceManifests.of(cluster)) {
      assertThat(each.getMetadata().getOwnerReferences()).hasSize(1);
    }
  }

  @Test
  void conditionsTellWhenTheyChanged() {
    Instant early = Instant.parse("2026-01-01T00:00:00Z");
    cluster.setStatus(StatusManifest.of(cluster, health(true), 3, early));
    ClusterStatus same = StatusManifest.of(cluster, health(true), 3, early.plusSeconds(60));
    ClusterStatus other = StatusManifest.of(cluster, health(false), 3, early.plusSeconds(60));

    assertThat(same).isEqualTo(cluster.getStatus());
    assertThat(same.observedGeneration()).isEqualTo(3);
    assertThat(other.conditions().getFirst().getLastTransitionTime())
        .isEqualTo("2026-01-01T00:01:00Z");
  }

  private static Health health(boolean ready) {
    Health.Statement statement = new Health.Statement(Health.Kind.Ready, ready, "Reason", "text");
    return new Health(Health.Phase.Running, 3, 3, List.of(), List.of(statement));
  }
}
