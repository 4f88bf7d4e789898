package io.kvasir.operator.it;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Scheduler and kubelet of one machine: pods are bound, run as processes, are probed, restarted
 * when they end by themselves, and stopped in order when they are deleted. An image whose name ends
 * in {@code broken} cannot be pulled.
 */
final class Kubelet implements AutoCloseable {
  private static final long STEP_NANOS = 150_000_000;

  private final KubernetesClient client;
  private final Path folder;
  private final Path binary;
  private final Map<String, NodePod> running = new ConcurrentHashMap<>();
  private final Set<String> ready = ConcurrentHashMap.newKeySet();
  private final Map<String, String> told = new HashMap<>();
  private final Thread thread = new Thread(this::run, "kubelet");
  private volatile boolean closed;

  Kubelet(KubernetesClient client, Path folder, Path binary) {
    this.client = client;
    this.folder = folder;
    this.binary = binary;
    thread.start();
  }

  private void run() {
    while (!closed) {
      try {
        client.pods().inAnyNamespace().list().getItems().forEach(this::serve);
      } catch (KubernetesClientException | NullPointerException e) {
        // Something went while it was looked at; it is looked at again.
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  private void serve(Pod pod) {
    String name = pod.getMetadata().getName();
    NodePod process = running.get(name);
    if (pod.isMarkedForDeletion()) {
      ready.remove(name);
      stop(pod, process);
      return;
    }
    if (pod.getSpec().getNodeName() == null || pod.getSpec().getNodeName().isEmpty()) {
      bind(pod);
      return;
    }
    if (pod.getSpec().getContainers().getFirst().getImage().endsWith("broken")) {
      return;
    }
    if (process == null || !process.isAlive()) {
      running.put(name, NodePod.start(client, pod, folder, binary));
      told.remove(name);
      return;
    }
    tell(pod, process);
  }

  private void bind(Pod pod) {
    client
        .bindings()
        .inNamespace(pod.getMetadata().getNamespace())
        .resource(
            new BindingBuilder()
                .withNewMetadata()
                .withName(pod.getMetadata().getName())
                .withNamespace(pod.getMetadata().getNamespace())
                .endMetadata()
                .withNewTarget()
                .withKind("Node")
                .withName("machine")
                .endTarget()
                .build())
        .create();
  }

  private void stop(Pod pod, NodePod process) {
    if (process != null && process.isAlive()) {
      process.terminate();
      return;
    }
    running.remove(pod.getMetadata().getName());
    told.remove(pod.getMetadata().getName());
    client.resource(pod).withGracePeriod(0).delete();
  }

  private void tell(Pod pod, NodePod process) {
    String state = process.isReady() ? "True" : "False";
    String name = pod.getMetadata().getName();
    if (state.equals("True")) {
      ready.add(name);
    } else {
      ready.remove(name);
    }
    String news = pod.getMetadata().getUid() + state;
    if (Objects.equals(told.put(name, news), news)) {
      return;
    }
    client
        .pods()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(name)
        .editStatus(
            now ->
                new PodBuilder(now)
                    .withNewStatus()
                    .withPhase("Running")
                    .withPodIP(process.ip)
                    .withHostIP("127.0.0.1")
                    .addNewCondition()
                    .withType("Ready")
                    .withStatus(state)
                    .withLastTransitionTime(Instant.now().toString())
                    .endCondition()
                    .endStatus()
                    .build());
  }

  /** Kills the process of a pod, as a crash does. */
  void crash(String pod) {
    running.get(pod).kill();
  }

  /** HTTP addresses of pods that are ready, as a service has them. */
  List<String> addresses() {
    return running.entrySet().stream()
        .filter(entry -> ready.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .map(node -> "http://" + node.ip + ":4001")
        .toList();
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    running.values().forEach(NodePod::kill);
  }
}
