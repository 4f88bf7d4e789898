package io.kvasir.edge.cli.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Where a node serves HTTP: {@code http://host:port} or {@code https://host:port}. */
public record Server(boolean secure, String host, int port) {
  private static final int DEFAULT_PORT = 4001;
  private static final int CONNECT_MILLIS = 3_000;

  /**
   * Reads a URL without a path, or {@code host}, or {@code host:port}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Server parse(String text) {
    URI url = url(text.contains("://") ? text : "http://" + text, text);
    boolean secure = "https".equalsIgnoreCase(url.getScheme());
    boolean plain = "http".equalsIgnoreCase(url.getScheme());
    String path = url.getRawPath();
    boolean bare = path == null || path.isEmpty() || path.equals("/");
    boolean more = url.getRawQuery() != null || url.getRawUserInfo() != null;
    if ((!secure && !plain) || url.getHost() == null || !bare || more) {
      throw noServer(text);
    }
    return new Server(secure, url.getHost(), url.getPort() < 0 ? DEFAULT_PORT : url.getPort());
  }

  private static URI url(String url, String text) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException e) {
      throw noServer(text);
    }
  }

  private static IllegalArgumentException noServer(String text) {
    return new IllegalArgumentException(
        "not a server: '%s'; expected http://host:port".formatted(text));
  }

  /** Tries one address after the other that the host's name stands for. */
  Socket connect() throws IOException {
    IOException refused = new UnknownHostException("unknown host");
    for (InetAddress address : InetAddress.getAllByName(bareHost())) {
      try {
        return connected(address);
      } catch (IOException e) {
        refused = e;
      }
    }
    throw refused;
  }

  private Socket connected(InetAddress address) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
      return secure ? secured(socket) : socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private Socket secured(Socket plain) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, bareHost(), port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(CONNECT_MILLIS);
    socket.startHandshake();
    return socket;
  }

  /** An IPv6 address without its brackets. */
  private String bareHost() {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** What the Host header says. */
  String authority() {
    return host + ':' + port;
  }

  @Override
  public String toString() {
    return (secure ? "https://" : "http://") + authority();
  }
}
