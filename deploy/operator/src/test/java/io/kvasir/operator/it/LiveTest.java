package io.kvasir.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.kvasir.operator.api.KvasirBucket;
import io.kvasir.operator.api.KvasirCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/**
 * The operator with the rights of its service account, against a real API server with the real
 * controllers of stateful sets, garbage and protected claims. Pods are real nodes on this machine.
 */
abstract class LiveTest extends ClusterTest {
  static final HttpClient HTTP = HttpClient.newHttpClient();

  static ControlPlane plane;
  static Kubelet kubelet;
  static OperatorProcess operator;

  @BeforeAll
  static void start() throws Exception {
    String missing = Binaries.missing();
    if (!missing.isEmpty()) {
      System.out.println("tests against an API server do not run: " + missing);
    }
    assumeTrue(missing.isEmpty(), missing);
    plane = new ControlPlane(folder, Binaries.find());
    client = plane.admin();
    for (String file : List.of("namespace.yaml", "crd.yaml", "crd-bucket.yaml", "rbac.yaml")) {
      client.load(LiveTest.class.getResourceAsStream("/manifests/" + file)).serverSideApply();
    }
    Await.until(LONG, () -> "the resource is not served", LiveTest::isServed);
    kubelet = new Kubelet(client, folder, Binaries.find().kvasir());
    operator =
        new OperatorProcess(folder, plane.kubeconfigOf("kvasir-operator", "kvasir-operator"));
  }

  static boolean isServed() {
    try {
      return client.resources(KvasirCluster.class).inAnyNamespace().list() != null
          && client.resources(KvasirBucket.class).inAnyNamespace().list() != null;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  /** All of them, whichever of them fails. */
  @AfterAll
  static void stop() {
    IllegalStateException failed = new IllegalStateException("not all processes were ended");
    for (AutoCloseable each : new AutoCloseable[] {operator, kubelet, plane}) {
      if (each != null) {
        try {
          each.close();
        } catch (Exception e) {
          failed.addSuppressed(e);
        }
      }
    }
    if (failed.getSuppressed().length > 0) {
      throw failed;
    }
  }

  @BeforeEach
  void makeNamespace(TestInfo test) {
    namespace =
        test.getTestMethod()
            .orElseThrow()
            .getName()
            .replaceAll("([A-Z])", "-$1")
            .toLowerCase(Locale.ROOT);
    namespace = namespace.substring(0, Math.min(60, namespace.length())).replaceAll("-$", "");
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
  }

  /** Deleted with its pods, so that the next test has the addresses. */
  @AfterEach
  void deleteClusters() {
    client.resources(KvasirBucket.class).inNamespace(namespace).delete();
    Await.until(LONG, () -> "buckets' resources stay", () -> buckets().isEmpty());
    client.resources(KvasirCluster.class).inNamespace(namespace).delete();
    Await.until(LONG, () -> "pods stay after their cluster is deleted", () -> pods().isEmpty());
  }

  List<KvasirBucket> buckets() {
    return client.resources(KvasirBucket.class).inNamespace(namespace).list().getItems();
  }

  void killedAt(String place, Runnable change) {
    operator.restartHaltingAt(place);
    change.run();
    operator.awaitHaltAndRestart();
  }

  /** What some node answers. */
  static HttpResponse<String> call(String method, String path, Optional<String> body)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(kubelet.addresses().getFirst() + path))
            .header("Content-Type", "application/json")
            .method(
                method,
                body.map(HttpRequest.BodyPublishers::ofString)
                    .orElseGet(HttpRequest.BodyPublishers::noBody))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  static void post(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> response = call("POST", path, Optional.of(body));
    assertThat(response.statusCode()).as(response.body()).isLessThan(300);
  }
}
