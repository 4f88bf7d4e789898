package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.service.Effect;
import io.kvasir.service.problem.Diagnosis;
import io.kvasir.service.problem.ProblemType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One problem document (RFC 9457), with what it did to the data and whether to try again.
 *
 * @param code the {@code error} member; the type's own unless an older client expects another
 * @param detail one sentence about this occurrence
 * @param members further members, by name; strings, integers and longs
 * @param headers of the response, by name
 */
public record Problem(
    ProblemType type,
    String code,
    String detail,
    Effect effect,
    boolean retryable,
    Map<String, Object> members,
    Map<String, String> headers) {

  static Problem of(Diagnosis diagnosis) {
    return new Problem(
        diagnosis.type(),
        diagnosis.type().code(),
        diagnosis.detail(),
        diagnosis.effect(),
        diagnosis.retryable(),
        diagnosis.members(),
        Map.of());
  }

  public static Problem of(ProblemType type, String detail) {
    return of(Diagnosis.of(type, detail));
  }

  /** With the code that older clients expect. */
  public Problem withCode(String other) {
    return new Problem(type, other, detail, effect, retryable, members, headers);
  }

  /** With another outcome for the data. */
  public Problem withEffect(Effect other) {
    return new Problem(type, code, detail, other, retryable, members, headers);
  }

  Problem withRetryable(boolean other) {
    return new Problem(type, code, detail, effect, other, members, headers);
  }

  Problem with(String member, Object value) {
    return new Problem(
        type, code, detail, effect, retryable, added(members, member, value), headers);
  }

  /** With one more header of the response. */
  public Problem withHeader(String name, String value) {
    return new Problem(type, code, detail, effect, retryable, members, added(headers, name, value));
  }

  public int status() {
    return type.status();
  }

  ObjectNode document(String requestId) {
    return document().put("request_id", requestId);
  }

  /** Without the request's id: for a part of an answer. */
  ObjectNode document() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("type", type.uri());
    document.put("title", type.title());
    document.put("status", type.status());
    document.put("detail", detail);
    document.put("error", code);
    document.put("outcome", effect.label());
    document.put("retryable", retryable);
    members.forEach((name, value) -> put(document, name, value));
    return document;
  }

  private static void put(ObjectNode document, String name, Object value) {
    switch (value) {
      case Integer number -> document.put(name, number);
      case Long number -> document.put(name, number);
      default -> document.put(name, value.toString());
    }
  }

  private static <T> Map<String, T> added(Map<String, T> map, String name, T value) {
    LinkedHashMap<String, T> more = new LinkedHashMap<>(map);
    more.put(name, value);
    return more;
  }
}
