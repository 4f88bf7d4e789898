package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.service.LoneNode;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client is told whose connection ends with its answer, since the node stops. */
class FrontDoorTest {
  private static final int MILLIS = 20_000;

  private final LoneNode node = LoneNode.whole();
  private TestServer server;

  @BeforeEach
  void listen() throws Exception {
    server = TestServer.overGroupsOf(node);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    node.close();
  }

  private static void send(Socket socket, String text) throws Exception {
    socket.getOutputStream().write(RawClient.utf8(text));
    socket.getOutputStream().flush();
  }

  private static String rest(Socket socket) throws Exception {
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  private Socket connect() throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(MILLIS);
    return socket;
  }

  @Test
  void whoComesLateIsToldThatNothingFollowsOnTheConnection() throws Exception {
    try (Socket socket = connect()) {
      server.closeDoor();
      send(socket, "GET /buckets HTTP/1.1\r\nHost: x\r\n\r\n");

      assertThat(rest(socket)).contains("HTTP/1.1 503").containsIgnoringCase("connection: close");
    }
  }

  @Test
  void soIsWhoseRequestWasUnderWay() throws Exception {
    try (Socket socket = connect()) {
      send(
          socket,
          """
          POST /buckets HTTP/1.1\r
          Host: x\r
          Content-Type: application/json\r
          Content-Length: 12\r
          Expect: 100-continue\r
          \r
          """);
      byte[] goOn = socket.getInputStream().readNBytes(25);
      assertThat(new String(goOn, StandardCharsets.UTF_8)).startsWith("HTTP/1.1 100");
      server.closeDoor();
      send(socket, "{\"name\":\"b\"}");

      assertThat(rest(socket)).startsWith("HTTP/1.1 201").containsIgnoringCase("connection: close");
    }
  }

  @Test
  void othersMayGoOn() throws Exception {
    try (Socket socket = connect()) {
      send(
          socket,
          """
          GET /buckets HTTP/1.1\r
          Host: x\r
          \r
          GET /nothing HTTP/1.1\r
          Host: x\r
          Connection: close\r
          \r
          """);

      assertThat(rest(socket)).startsWith("HTTP/1.1 200").contains("HTTP/1.1 404");
    }
  }
}
