package io.kvasir.operator.it;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The API {@code external.metrics.k8s.io} with one metric, {@code requests}, of which a test says
 * the value.
 */
final class MetricsServer implements AutoCloseable {
  static final String GROUP = "external.metrics.k8s.io";
  private static final String ROOT = "/apis/" + GROUP + "/v1beta1";
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final HttpsServer server;
  volatile int requests;

  MetricsServer(Path folder, int requests)
      throws IOException, GeneralSecurityException, InterruptedException {
    this.requests = requests;
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls(folder.resolve("metrics.p12"))));
    server.createContext(
        "/",
        exchange -> {
          String body = answer(exchange.getRequestURI().getPath());
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(body.equals("{}") ? 404 : 200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  private static SSLContext tls(Path file)
      throws IOException, GeneralSecurityException, InterruptedException {
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "metrics",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=localhost",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    new String(PASSWORD),
                    "-keystore",
                    file.toString()))
            .inheritIO()
            .start();
    if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
      throw new IOException("keytool made no key");
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream stream = Files.newInputStream(file)) {
      keys.load(stream, PASSWORD);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private String answer(String path) {
    if (path.equals(ROOT)) {
      return """
      {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"%s/v1beta1","resources":[
       {"name":"requests","singularName":"","namespaced":true,"kind":"ExternalMetricValueList",
        "verbs":["get"]}]}
      """
          .formatted(GROUP);
    }
    if (path.startsWith(ROOT) && path.endsWith("/requests")) {
      return """
      {"kind":"ExternalMetricValueList","apiVersion":"%s/v1beta1","metadata":{},"items":[
       {"metricName":"requests","metricLabels":{},"timestamp":"%s","value":"%d"}]}
      """
          .formatted(GROUP, Instant.now(), requests);
    }
    return "{}";
  }

  /** The objects by which the API server passes questions on to it. */
  Map<String, String> manifests() {
    return Map.of(
        "service",
        """
        apiVersion: v1
        kind: Service
        metadata: { name: metrics, namespace: default }
        spec: { type: ExternalName, externalName: localhost }
        """,
        "api",
        """
        apiVersion: apiregistration.k8s.io/v1
        kind: APIService
        metadata: { name: v1beta1.%s }
        spec:
          group: %s
          version: v1beta1
          groupPriorityMinimum: 100
          versionPriority: 100
          insecureSkipTLSVerify: true
          service: { name: metrics, namespace: default, port: %d }
        """
            .formatted(GROUP, GROUP, server.getAddress().getPort()));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
