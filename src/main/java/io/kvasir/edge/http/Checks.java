package io.kvasir.edge.http;

import io.kvasir.core.bucket.Value;
import io.kvasir.service.problem.ProblemType;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a request must be, whatever its route does with it. Nothing that was asked is ignored. */
final class Checks {
  /** What some calls heed, and why the others refuse it. */
  static final SortedMap<String, String> OPTIONAL_HEADERS =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(
              Map.of(
                  "If-Match", "conditional requests are for keys of linearizable buckets",
                  "If-None-Match", "conditional requests are for keys of linearizable buckets",
                  "Idempotency-Key", "idempotency keys are for writes to linearizable buckets",
                  "Last-Event-ID", "only a watch can be resumed",
                  "Kvasir-Context", "causal contexts are for what replaces or removes")));

  private static final Map<String, String> LATER_HEADERS =
      new TreeMap<>(
          Map.of(
              "If-Unmodified-Since", "conditions on time are not in this version of Kvasir",
              "Kvasir-Session", "answers have it; a request has its token as ?at="));
  private static final Map<String, String> LATER_PARAMETERS =
      new TreeMap<>(
          Map.of(
              "at", "sessions are of keys and transactions",
              "consistency", "consistency per request is for reads of linearizable buckets"));

  private Checks() {}

  static void parameters(Route route, Query query) {
    for (String name : query.parameters().keySet()) {
      if (!route.parameters().contains(name)) {
        throw new Rejected(
            Optional.ofNullable(LATER_PARAMETERS.get(name))
                .map(reason -> Problems.unsupported(name, reason))
                .orElseGet(() -> Problems.invalid(name, "is not a parameter of this call")));
      }
    }
  }

  static void headers(Route route, MultiMap headers) {
    LATER_HEADERS.forEach((name, reason) -> refuse(headers, name, reason));
    OPTIONAL_HEADERS.forEach(
        (name, reason) -> {
          if (!route.headers().contains(name)) {
            refuse(headers, name, reason);
          }
        });
  }

  private static void refuse(MultiMap headers, String name, String reason) {
    if (headers.contains(name)) {
      throw new Rejected(Problems.unsupported(name, reason));
    }
  }

  /** Values are negotiated when they are known; everything else is JSON. */
  static void accept(Route route, Accept accept) {
    if (route.operation().equals("watch")) {
      if (accept.choose(List.of(MediaTypes.EVENTS)).isEmpty()) {
        throw new Rejected(Problems.unacceptable(MediaTypes.EVENTS));
      }
      return;
    }
    if (route.has(Route.Trait.ANY_MEDIA)) {
      return;
    }
    boolean value = route.method().equals("GET") && route.operation().equals("get");
    List<String> offered =
        route.body() == Route.Body.LINES
                || route.operation().equals("scan")
                || route.operation().equals("backup")
            ? List.of(MediaTypes.JSON, MediaTypes.LINES, MediaTypes.PROBLEM)
            : List.of(MediaTypes.JSON, MediaTypes.PROBLEM);
    if (!value && accept.choose(offered).isEmpty()) {
      throw new Rejected(Problems.unacceptable(MediaTypes.JSON));
    }
  }

  static void content(Route route, MultiMap headers, String contentType) {
    if (route.body() == Route.Body.NONE) {
      return;
    }
    String encoding = headers.get("Content-Encoding");
    if (encoding != null && !encoding.strip().equalsIgnoreCase("identity")) {
      throw new Rejected(
          Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Bodies must not be encoded: " + encoding)
              .withHeader("Accept-Encoding", "identity"));
    }
    if (headers.getAll("Content-Type").size() > 1) {
      throw new Rejected(Problems.invalid("Content-Type", "must not be given twice"));
    }
    if (!route.has(Route.Trait.ANY_MEDIA) && !route.has(Route.Trait.MAYBE_BARE)) {
      mediaType(route, contentType);
    }
  }

  /** What is not there has no type, whatever is said of it. */
  static void content(Route route, String contentType, Buffer body) {
    if (route.has(Route.Trait.MAYBE_BARE) && body.length() > 0) {
      mediaType(route, contentType);
    }
  }

  private static void mediaType(Route route, String contentType) {
    if (!contentType.isEmpty() && !Value.isMediaType(contentType)) {
      throw media("The Content-Type is not a media type.");
    }
    boolean lines = route.body() == Route.Body.LINES && MediaTypes.isLines(contentType);
    if (MediaTypes.isJson(contentType) || lines) {
      if (!MediaTypes.isUtf8(contentType)) {
        throw media("JSON is read as UTF-8 only.");
      }
    } else if (route.body() != Route.Body.VALUE) {
      throw media("This call takes JSON only.");
    }
  }

  private static Rejected media(String detail) {
    return new Rejected(Problems.unsupportedMedia(detail, MediaTypes.JSON));
  }
}
