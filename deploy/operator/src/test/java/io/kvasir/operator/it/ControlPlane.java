package io.kvasir.operator.it;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A real etcd, API server and controller manager, on free ports of loopback. */
final class ControlPlane implements AutoCloseable {
  private static final String ADMIN = "admin-token";
  private static final Duration START = Duration.ofMinutes(2);

  private final Path folder;
  private final String url;
  private final Child etcd;
  private final Child apiServer;
  private final Child controllers;
  private final KubernetesClient admin;

  ControlPlane(Path folder, Binaries binaries) throws IOException, GeneralSecurityException {
    this.folder = folder;
    int etcdPort = freePort();
    int peerPort = freePort();
    int port = freePort();
    url = "https://127.0.0.1:" + port;
    Files.writeString(folder.resolve("tokens.csv"), ADMIN + ",admin,admin,system:masters\n");
    writeKey(folder.resolve("accounts.key"));
    etcd = startEtcd(binaries, etcdPort, peerPort);
    apiServer = startApiServer(binaries, etcdPort, port);
    admin = client(ADMIN);
    Await.until(START, () -> "the API server does not start, see " + folder, this::answers);
    kubeconfig(folder.resolve("admin.yaml"), ADMIN);
    controllers = startControllers(binaries);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void writeKey(Path file) throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    String body =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
    Files.writeString(
        file, "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
  }

  private Child startEtcd(Binaries binaries, int port, int peerPort) {
    String clients = "http://127.0.0.1:" + port;
    String peers = "http://127.0.0.1:" + peerPort;
    return Child.start(
        folder.resolve("etcd.log"),
        Map.of(),
        List.of(
            binaries.etcd().toString(),
            "--data-dir=" + folder.resolve("etcd"),
            "--unsafe-no-fsync",
            "--listen-client-urls=" + clients,
            "--advertise-client-urls=" + clients,
            "--listen-peer-urls=" + peers,
            "--initial-advertise-peer-urls=" + peers,
            "--initial-cluster=default=" + peers));
  }

  private Child startApiServer(Binaries binaries, int etcdPort, int port) {
    return Child.start(
        folder.resolve("apiserver.log"),
        Map.of(),
        List.of(
            binaries.apiServer().toString(),
            "--etcd-servers=http://127.0.0.1:" + etcdPort,
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            "--secure-port=" + port,
            "--cert-dir=" + folder.resolve("certs"),
            "--service-cluster-ip-range=10.0.0.0/24",
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-account-signing-key-file=" + folder.resolve("accounts.key"),
            "--service-account-key-file=" + folder.resolve("accounts.key"),
            "--token-auth-file=" + folder.resolve("tokens.csv"),
            "--authorization-mode=RBAC",
            // Nobody makes accounts for namespaces here.
            "--disable-admission-plugins=ServiceAccount"));
  }

  private Child startControllers(Binaries binaries) {
    return Child.start(
        folder.resolve("controllers.log"),
        Map.of(),
        List.of(
            binaries.controllerManager().toString(),
            "--kubeconfig=" + folder.resolve("admin.yaml"),
            "--leader-elect=false",
            "--secure-port=0",
            "--kube-api-qps=100",
            "--kube-api-burst=200",
            "--horizontal-pod-autoscaler-sync-period=2s",
            "--horizontal-pod-autoscaler-downscale-stabilization=1s",
            "--controllers=statefulset-controller,garbage-collector-controller,"
                + "persistentvolumeclaim-protection-controller,disruption-controller,"
                + "horizontal-pod-autoscaler-controller"));
  }

  private boolean answers() {
    if (!apiServer.isAlive()) {
      throw new AssertionError("the API server ended, see " + folder.resolve("apiserver.log"));
    }
    try {
      // All of it: controllers that find it half started end.
      return "ok".equals(admin.raw("/healthz"))
          && admin.namespaces().withName("default").get() != null;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  private KubernetesClient client(String token) {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(url)
            .withOauthToken(token)
            .withTrustCerts(true)
            .withDisableHostnameVerification(true)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  KubernetesClient admin() {
    return admin;
  }

  /** The file of a client that may do what a service account may. */
  Path kubeconfigOf(String namespace, String account) throws IOException {
    if (admin.serviceAccounts().inNamespace(namespace).withName(account).get() == null) {
      admin
          .serviceAccounts()
          .inNamespace(namespace)
          .resource(
              new ServiceAccountBuilder().withNewMetadata().withName(account).endMetadata().build())
          .create();
    }
    String token =
        admin
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(account)
            .tokenRequest()
            .getStatus()
            .getToken();
    return kubeconfig(folder.resolve(account + ".yaml"), token);
  }

  private Path kubeconfig(Path file, String token) throws IOException {
    return Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Config
        current-context: it
        clusters:
        - name: it
          cluster: { server: "%s", insecure-skip-tls-verify: true }
        users:
        - name: it
          user: { token: "%s" }
        contexts:
        - name: it
          context: { cluster: it, user: it, namespace: default }
        """
            .formatted(url, token));
  }

  @Override
  public void close() {
    admin.close();
    controllers.close();
    apiServer.close();
    etcd.close();
  }
}
