package io.kvasir.operator.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetPersistentVolumeClaimRetentionPolicy;
import io.kvasir.operator.api.KvasirCluster;
import io.kvasir.operator.api.StorageSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The stateful set of a cluster. Its controller makes pods and claims, and never replaces or
 * deletes one by itself: updates are {@code OnDelete}, claims stay when it is scaled. All founders
 * must be up at once, so pods come in parallel.
 */
final class SetManifest {
  /** Names the template that the set has. */
  static final String TEMPLATE = KvasirCluster.GROUP + "/template";

  /** The uid of the pod that is restarted next. */
  static final String RESTARTING = KvasirCluster.GROUP + "/restarting";

  private static final ObjectMapper SORTED =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
  private static final int HASH_BYTES = 12;

  private SetManifest() {}

  static StatefulSet of(KvasirCluster cluster, int replicas) {
    return new StatefulSetBuilder()
        .withMetadata(Owned.meta(cluster, ObjectNames.set(cluster)))
        .editMetadata()
        .addToAnnotations(TEMPLATE, template(cluster))
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withServiceName(ObjectNames.nodes(cluster))
        .withPodManagementPolicy("Parallel")
        .withNewUpdateStrategy()
        .withType("OnDelete")
        .endUpdateStrategy()
        .withPersistentVolumeClaimRetentionPolicy(retention(cluster))
        .withNewSelector()
        .withMatchLabels(Labels.of(cluster))
        .endSelector()
        .withTemplate(PodTemplate.of(cluster))
        .withVolumeClaimTemplates(claim(cluster))
        .endSpec()
        .build();
  }

  /** What may be changed of a set that exists, but for its number of pods. */
  static StatefulSet retemplated(KvasirCluster cluster, StatefulSet present) {
    return new StatefulSetBuilder(present)
        .editMetadata()
        .addToAnnotations(TEMPLATE, template(cluster))
        .endMetadata()
        .editSpec()
        .withTemplate(PodTemplate.of(cluster))
        .withPersistentVolumeClaimRetentionPolicy(retention(cluster))
        .endSpec()
        .build();
  }

  /** The same for the same pods, whichever operator makes it; another one for others. */
  static String template(KvasirCluster cluster) {
    try {
      String text =
          SORTED.writeValueAsString(PodTemplate.of(cluster))
              + SORTED.writeValueAsString(retention(cluster));
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    } catch (JsonProcessingException | NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static StatefulSetPersistentVolumeClaimRetentionPolicy retention(KvasirCluster cluster) {
    return new StatefulSetPersistentVolumeClaimRetentionPolicy(
        cluster.getSpec().storage().whenDeleted(), "Retain");
  }

  private static PersistentVolumeClaim claim(KvasirCluster cluster) {
    StorageSpec storage = cluster.getSpec().storage();
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName(ObjectNames.VOLUME)
        .withLabels(Labels.of(cluster))
        .endMetadata()
        .withNewSpec()
        .withAccessModes("ReadWriteOnce")
        .withStorageClassName(storage.className())
        .withNewResources()
        .addToRequests("storage", storage.size())
        .endResources()
        .endSpec()
        .build();
  }
}
