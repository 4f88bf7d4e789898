package io.kvasir.cluster;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A collector of traces. Reads what it gets by the numbers of OTLP's specification, and not by
 * Kvasir's own description of it.
 */
final class SpanCollector implements AutoCloseable {
  private static final int OK = 200;
  private static final HexFormat HEX = HexFormat.of();

  /** What it knows of a span; ids in hex, "" for none. */
  record Collected(
      String node,
      String trace,
      String id,
      String parent,
      String name,
      long kind,
      Map<String, Long> numbers) {
    static final long SERVER = 2;
    static final long CLIENT = 3;
  }

  private final HttpServer server;
  private final Queue<Collected> spans = new ConcurrentLinkedQueue<>();

  SpanCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
  }

  List<Collected> spans() {
    return List.copyOf(spans);
  }

  List<Collected> of(String trace) {
    return spans.stream().filter(span -> span.trace().equals(trace)).toList();
  }

  private void take(HttpExchange exchange) throws IOException {
    UnknownFieldSet request = UnknownFieldSet.parseFrom(exchange.getRequestBody().readAllBytes());
    for (UnknownFieldSet ofNode : messages(request, 1)) {
      String node = node(messages(ofNode, 1).getFirst());
      for (UnknownFieldSet scope : messages(ofNode, 2)) {
        messages(scope, 2).forEach(span -> spans.add(collected(node, span)));
      }
    }
    exchange.sendResponseHeaders(OK, -1);
    exchange.close();
  }

  private static String node(UnknownFieldSet resource) {
    return messages(resource, 1).stream()
        .filter(attribute -> text(attribute, 1).equals("service.instance.id"))
        .map(attribute -> text(messages(attribute, 2).getFirst(), 1))
        .findFirst()
        .orElseThrow();
  }

  private static Collected collected(String node, UnknownFieldSet span) {
    return new Collected(
        node,
        hex(span, 1),
        hex(span, 2),
        hex(span, 4),
        text(span, 5),
        span.getField(6).getVarintList().getFirst(),
        numbers(span));
  }

  /** The attributes that are whole numbers. */
  private static Map<String, Long> numbers(UnknownFieldSet span) {
    Map<String, Long> numbers = new TreeMap<>();
    for (UnknownFieldSet attribute : messages(span, 9)) {
      List<Long> value = messages(attribute, 2).getFirst().getField(3).getVarintList();
      value.forEach(number -> numbers.put(text(attribute, 1), number));
    }
    return numbers;
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet of, int number) {
    return of.getField(number).getLengthDelimitedList().stream().map(SpanCollector::parse).toList();
  }

  private static UnknownFieldSet parse(ByteString bytes) {
    try {
      return UnknownFieldSet.parseFrom(bytes);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String text(UnknownFieldSet of, int number) {
    return of.getField(number).getLengthDelimitedList().getFirst().toStringUtf8();
  }

  private static String hex(UnknownFieldSet of, int number) {
    return of.getField(number).getLengthDelimitedList().stream()
        .map(bytes -> HEX.formatHex(bytes.toByteArray()))
        .findFirst()
        .orElse("");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
