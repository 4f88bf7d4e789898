package io.kvasir.operator.it;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A pod as a process on this machine: its container's environment, its volume, its probe. */
final class NodePod {
  private static final Pattern HOST = Pattern.compile("([a-z0-9-]+)-([0-9]+)\\.[a-z0-9.-]+\\.svc");
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(PROBE_TIMEOUT)
          .build();

  final String uid;
  final String ip;
  private final Child process;

  private NodePod(String uid, String ip, Child process) {
    this.uid = uid;
    this.ip = ip;
    this.process = process;
  }

  static NodePod start(KubernetesClient client, Pod pod, Path folder, Path binary) {
    String name = pod.getMetadata().getName();
    String claim =
        pod.getSpec().getVolumes().stream()
            .filter(volume -> volume.getPersistentVolumeClaim() != null)
            .map(volume -> volume.getPersistentVolumeClaim().getClaimName())
            .findFirst()
            .orElseThrow();
    String disk =
        client
            .persistentVolumeClaims()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(claim)
            .get()
            .getMetadata()
            .getUid();
    Path volume = folder.resolve("disk-" + disk);
    try {
      Files.createDirectories(volume);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String ip = ip(Integer.parseInt(name.substring(name.lastIndexOf('-') + 1)));
    Map<String, String> environment = new TreeMap<>();
    for (EnvVar variable : pod.getSpec().getContainers().getFirst().getEnv()) {
      environment.put(variable.getName(), value(client, pod, variable));
    }
    environment.replaceAll((key, text) -> addressed(text).replaceFirst("^/data/", volume + "/"));
    for (String listener : List.of("KVASIR_HTTP_HOST", "KVASIR_TCP_HOST", "KVASIR_BUS_HOST")) {
      environment.put(listener, ip);
    }
    Child process =
        Child.start(
            folder.resolve(name + ".log"), environment, List.of(binary.toString(), "server"));
    return new NodePod(pod.getMetadata().getUid(), ip, process);
  }

  /** Each name has an address of its own on loopback. */
  static String ip(int ordinal) {
    return "127.10.0." + (ordinal + 1);
  }

  private static String addressed(String text) {
    Matcher hosts = HOST.matcher(text);
    return hosts.replaceAll(host -> ip(Integer.parseInt(host.group(2))));
  }

  private static String value(KubernetesClient client, Pod pod, EnvVar variable) {
    if (variable.getValueFrom() == null) {
      return variable.getValue();
    }
    if (variable.getValueFrom().getConfigMapKeyRef() != null) {
      var reference = variable.getValueFrom().getConfigMapKeyRef();
      return client
          .configMaps()
          .inNamespace(pod.getMetadata().getNamespace())
          .withName(reference.getName())
          .get()
          .getData()
          .get(reference.getKey());
    }
    return variable.getValueFrom().getFieldRef().getFieldPath().equals("metadata.name")
        ? pod.getMetadata().getName()
        : "";
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void terminate() {
    process.terminate();
  }

  void kill() {
    process.kill();
  }

  boolean isReady() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + ip + ":4001/readyz"))
            .timeout(PROBE_TIMEOUT)
            .build();
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
