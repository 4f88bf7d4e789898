package io.kvasir.operator;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.kvasir.operator.kube.BucketReader;
import io.kvasir.operator.kube.ClusterReader;
import io.kvasir.operator.kube.EventRecorder;
import io.kvasir.operator.kube.StepRunner;
import io.kvasir.operator.store.BucketStore;
import io.kvasir.operator.store.NodeClient;
import io.kvasir.operator.store.StoreReader;
import io.kvasir.operator.store.StoreWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Starts the operator. Environment variables: {@code KVASIR_OPERATOR_NAMESPACE}, its own; {@code
 * KVASIR_WATCH_NAMESPACES}, separated by commas, or none for all; {@code KVASIR_HEALTH_PORT}, 8080.
 */
public final class Main {
  private static final Logger LOG = Logger.getLogger(Main.class.getName());
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(4);
  private static final int RETRY_FIRST_MILLIS = 1_000;
  private static final int RETRY_LAST_MILLIS = 30_000;
  private static final String LEASE = "kvasir-operator";
  private static final Duration LEASE_TIME = Duration.ofSeconds(15);

  private Main() {}

  public static void main(String[] arguments) throws IOException {
    start(System.getenv(), Failpoint.NONE, ClusterReconciler.Pace.DEFAULT, LEASE_TIME);
  }

  /**
   * Starts it.
   *
   * @param lease how long one that was killed keeps others from acting
   */
  static void start(
      Map<String, String> environment,
      Failpoint failpoint,
      ClusterReconciler.Pace pace,
      Duration lease)
      throws IOException {
    KubernetesClient client = new KubernetesClientBuilder().build();
    NodeClient nodes = new NodeClient(CALL_TIMEOUT);
    ClusterReconciler reconciler =
        new ClusterReconciler(
            new ClusterReader(client, new StoreReader(nodes)),
            new StepRunner(client, new StoreWriter(nodes)),
            new EventRecorder(client),
            pace,
            failpoint);
    BucketReconciler buckets =
        new BucketReconciler(
            new BucketReader(client),
            new BucketStore(nodes),
            new EventRecorder(client),
            pace,
            failpoint);
    Operator operator = operator(client, environment, lease);
    for (Reconciler<?> each : List.of(reconciler, buckets)) {
      operator.register(
          each,
          override -> override.settingNamespaces(namespaces(environment)).withRetry(forEver()));
    }
    serveHealth(operator, environment);
    operator.start();
    LOG.info("the operator runs");
  }

  private static Operator operator(
      KubernetesClient client, Map<String, String> environment, Duration lease) {
    String own = environment.getOrDefault("KVASIR_OPERATOR_NAMESPACE", client.getNamespace());
    return new Operator(
        override ->
            override
                .withKubernetesClient(client)
                .withUseSSAToPatchPrimaryResource(false)
                .withLeaderElectionConfiguration(
                    new LeaderElectionConfiguration(
                        LEASE,
                        own,
                        lease,
                        lease.multipliedBy(2).dividedBy(3),
                        lease.dividedBy(8))));
  }

  private static GenericRetry forEver() {
    return new GenericRetry()
        .withoutMaxAttempts()
        .setInitialInterval(RETRY_FIRST_MILLIS)
        .setMaxInterval(RETRY_LAST_MILLIS);
  }

  private static Set<String> namespaces(Map<String, String> environment) {
    Set<String> named =
        Arrays.stream(environment.getOrDefault("KVASIR_WATCH_NAMESPACES", "").split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toSet());
    return named.isEmpty() ? Set.of("JOSDK_ALL_NAMESPACES") : named;
  }

  private static void serveHealth(Operator operator, Map<String, String> environment)
      throws IOException {
    int port = Integer.parseInt(environment.getOrDefault("KVASIR_HEALTH_PORT", "8080"));
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    server.createContext(
        "/healthz",
        exchange -> {
          exchange.sendResponseHeaders(operator.getRuntimeInfo().isStarted() ? 200 : 503, -1);
          exchange.close();
        });
    server.setExecutor(Runnable::run);
    server.start();
  }
}
