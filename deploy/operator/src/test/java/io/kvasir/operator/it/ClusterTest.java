package io.kvasir.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.kvasir.operator.api.ClusterStatus;
import io.kvasir.operator.api.KvasirCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A cluster in a namespace of its own: what tests do with it, and see of it. */
abstract class ClusterTest {
  static final Duration LONG = Duration.ofMinutes(5);
  static final String NAME = "kv";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  static KubernetesClient client;
  String namespace;

  // What tests do

  static final class KvasirRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    KvasirRefused(Throwable cause) {
      super(cause);
    }
  }

  private final Map<String, String> lines = new TreeMap<>();

  void create(int replicas, String... settings) {
    lines.clear();
    apply(replicas, settings);
  }

  void edit(String setting) {
    apply(-1, setting);
  }

  /** Settings are lines of the spec; {@code when…} are of its storage. */
  void apply(int replicas, String... settings) {
    lines.putIfAbsent("image", "image: kvasir:1");
    for (String setting : settings) {
      lines.put(setting.substring(0, setting.indexOf(':')), setting);
    }
    if (replicas >= 0) {
      lines.putIfAbsent("replicas", "replicas: " + replicas);
    }
    String storage =
        lines.values().stream()
            .filter(line -> line.startsWith("when"))
            .collect(Collectors.joining(", "));
    String spec =
        lines.values().stream()
            .filter(line -> !line.startsWith("when") && !line.startsWith("storage"))
            .map(line -> "  " + line + "\n")
            .collect(Collectors.joining());
    String yaml =
        """
        apiVersion: kvasir.io/v1alpha1
        kind: KvasirCluster
        metadata: { name: kv, namespace: %s }
        spec:
        %s  %s
        """
            .formatted(
                namespace, spec, lines.getOrDefault("storage", "storage: { " + storage + " }"));
    try {
      client
          .resource(
              client
                  .getKubernetesSerialization()
                  .unmarshal(yaml, io.fabric8.kubernetes.api.model.GenericKubernetesResource.class))
          .fieldManager("test")
          .forceConflicts()
          .serverSideApply();
    } catch (KubernetesClientException e) {
      throw new KvasirRefused(e);
    } finally {
      if (lines.containsKey("storage")) {
        lines.remove("storage");
      }
    }
  }

  /** By the scale subresource, as {@code kubectl scale} and autoscalers do. */
  void scale(int replicas) {
    lines.put("replicas", "replicas: " + replicas);
    client.resources(KvasirCluster.class).inNamespace(namespace).withName(NAME).scale(replicas);
  }

  // What tests see

  void await(String otherwise, java.util.function.BooleanSupplier holds) {
    Await.until(LONG, () -> otherwise + "; " + describe(), holds);
  }

  void awaitSettled(int nodes) {
    await(
        "it does not come to " + nodes + " nodes",
        () -> {
          ClusterStatus status = status();
          return status != null
              && status.observedGeneration() == generation()
              && replicas() == nodes
              && pods().size() == nodes
              && isFalse("Progressing", "AsDesired")
              && status.members().size() == nodes
              && status.members().stream().allMatch(member -> member.ready());
        });
    Set<String> members = new TreeSet<>();
    status().members().forEach(member -> members.add(member.name()));
    assertThat(members).hasSize(nodes);
  }

  void awaitRolled(String image) {
    await(
        "it is not rolled to " + image,
        () ->
            pods().stream()
                    .allMatch(
                        pod -> pod.getSpec().getContainers().getFirst().getImage().equals(image))
                && status().observedGeneration() == generation()
                && isFalse("Progressing", "AsDesired"));
  }

  static boolean isBroken(Pod pod) {
    return pod.getSpec().getContainers().getFirst().getImage().endsWith("broken");
  }

  KvasirCluster cluster() {
    return client.resources(KvasirCluster.class).inNamespace(namespace).withName(NAME).get();
  }

  ClusterStatus status() {
    return cluster().getStatus();
  }

  long generation() {
    return cluster().getMetadata().getGeneration();
  }

  int replicas() {
    var set = client.apps().statefulSets().inNamespace(namespace).withName(NAME).get();
    return set == null ? 0 : set.getSpec().getReplicas();
  }

  List<Pod> pods() {
    return client.pods().inNamespace(namespace).list().getItems();
  }

  Map<String, String> uids() {
    return pods().stream()
        .collect(
            Collectors.toMap(
                pod -> pod.getMetadata().getName(), pod -> pod.getMetadata().getUid()));
  }

  Set<String> claims() {
    return client.persistentVolumeClaims().inNamespace(namespace).list().getItems().stream()
        .map(claim -> claim.getMetadata().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  String claimUid(String name) {
    PersistentVolumeClaim claim =
        client.persistentVolumeClaims().inNamespace(namespace).withName(name).get();
    return claim.getMetadata().getUid();
  }

  Condition condition(String type) {
    return status().conditions().stream()
        .filter(each -> each.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }

  boolean isTrue(String type, String reason) {
    Condition condition = condition(type);
    return condition.getStatus().equals("True") && condition.getReason().equals(reason);
  }

  boolean isFalse(String type, String reason) {
    Condition condition = condition(type);
    return condition.getStatus().equals("False") && condition.getReason().equals(reason);
  }

  long events(String reason) {
    return client.v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> event.getReason().equals(reason))
        .count();
  }

  void printEvents() {
    List<Event> all =
        new ArrayList<>(client.v1().events().inNamespace(namespace).list().getItems());
    all.sort(
        Comparator.comparingLong(
            event -> Long.parseLong(event.getMetadata().getResourceVersion())));
    for (Event event : all) {
      if (event.getInvolvedObject().getKind().equals("KvasirCluster")) {
        System.out.printf(
            "%s %s %s%n", event.getLastTimestamp(), event.getReason(), event.getMessage());
      }
    }
  }

  String describe() {
    return "see " + folder + ": " + client.getKubernetesSerialization().asYaml(status());
  }
}
