package io.kvasir.edge.http;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One call of the API.
 *
 * @param template segments of the path; one in braces stands for any text
 * @param operation its name in metrics
 * @param body what it takes
 * @param parameters the names its query may have
 * @param headers those that change what it does, of {@link Checks#OPTIONAL_HEADERS}
 * @param traits in what it differs from other calls
 */
public record Route(
    String method,
    List<String> template,
    String operation,
    Body body,
    List<String> parameters,
    List<String> headers,
    List<Trait> traits,
    Endpoint endpoint) {

  /** What a call takes as its body. */
  public enum Body {
    NONE,
    JSON,
    /** JSON, or a value of any other type. */
    VALUE,
    /** JSON: one document, or one per line. */
    LINES,
    /** A value, as it comes. */
    RAW
  }

  /** In what a call may differ from others. */
  public enum Trait {
    /** Neither Accept nor Content-Type say anything: its clients never did. */
    ANY_MEDIA,
    /** Its body may be missing. */
    MAYBE_BARE,
    /** Its query is one text, not parameters. */
    VERBATIM_QUERY,
    /** A GET that changes something; no HEAD stands for it. */
    CHANGES
  }

  /** Carries a call out. May throw {@link Rejected}. */
  @FunctionalInterface
  public interface Endpoint {
    Uni<Answer> handle(Call call);
  }

  public Route {
    template = List.copyOf(template);
    parameters = List.copyOf(parameters);
    headers = List.copyOf(headers);
    traits = List.copyOf(traits);
  }

  /** A route without body and parameters. */
  public static Route get(String path, String operation, Endpoint endpoint) {
    return of("GET", path, operation, Body.NONE, endpoint);
  }

  public static Route of(
      String method, String path, String operation, Body body, Endpoint endpoint) {
    return new Route(
        method, split(path), operation, body, List.of(), List.of(), List.of(), endpoint);
  }

  /** With parameters in its query. */
  public Route taking(String... names) {
    return new Route(method, template, operation, body, List.of(names), headers, traits, endpoint);
  }

  /** With headers that change what it does. */
  public Route heeding(String... names) {
    return new Route(
        method, template, operation, body, parameters, List.of(names), traits, endpoint);
  }

  /** With more traits. */
  public Route with(Trait... more) {
    List<Trait> all = Stream.concat(traits.stream(), Stream.of(more)).toList();
    return new Route(method, template, operation, body, parameters, headers, all, endpoint);
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }

  /** Whether it answers requests of that method; HEAD is answered as GET is. */
  boolean answers(String wanted) {
    return method.equals(wanted)
        || (wanted.equals("HEAD") && method.equals("GET") && !has(Trait.CHANGES));
  }

  private static List<String> split(String path) {
    return List.of(path.substring(1).split("/", -1));
  }

  /** Its path as documents write it. */
  public String path() {
    return "/" + String.join("/", template);
  }

  /** What the placeholders stand for in {@code segments}; empty when the path is another. */
  Optional<SortedMap<String, String>> match(List<String> segments) {
    if (segments.size() != template.size()) {
      return Optional.empty();
    }
    TreeMap<String, String> bound = new TreeMap<>();
    for (int at = 0; at < segments.size(); at++) {
      String part = template.get(at);
      if (part.startsWith("{")) {
        bound.put(part.substring(1, part.length() - 1), segments.get(at));
      } else if (!part.equals(segments.get(at))) {
        return Optional.empty();
      }
    }
    return Optional.of(bound);
  }
}
