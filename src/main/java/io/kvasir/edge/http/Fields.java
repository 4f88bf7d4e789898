package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.core.bucket.Quorum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The members of a request's JSON object; what is of another type than expected is refused. */
record Fields(ObjectNode object) {
  /** Why fields that later versions will know are refused today. */
  private static final Map<String, String> LATER =
      Map.of(
          "context", "causal contexts are not in this version of Kvasir",
          "ttl", "expiry is not in this version of Kvasir",
          "shards", "linearizable buckets are not in this version of Kvasir");

  /** Refuses an object with any other field than {@code known}. */
  Fields only(String... known) {
    List<String> names = List.of(known);
    for (String name : (Iterable<String>) object::fieldNames) {
      String later = LATER.get(name);
      if (!names.contains(name)) {
        throw new Rejected(
            later == null
                ? Problems.invalid(name, "is not a field of this call, which knows " + names)
                : Problems.unsupported(name, later));
      }
    }
    return this;
  }

  boolean has(String name) {
    return object.has(name);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(object.get(name)).map(node -> text(name, node));
  }

  /** A text that must be there; older clients know its absence by a code of its own. */
  String requiredText(String name) {
    JsonNode node = object.get(name);
    if (node == null || !node.isTextual()) {
      throw new Rejected(Problems.invalid(name, "must be a string").withCode("missing " + name));
    }
    return text(name, node);
  }

  private static String text(String name, JsonNode node) {
    if (!node.isTextual()) {
      throw new Rejected(Problems.invalid(name, "must be a string"));
    }
    if (hasLoneSurrogate(node.textValue())) {
      throw new Rejected(Problems.invalid(name, "must be Unicode: it has an unpaired surrogate"));
    }
    return node.textValue();
  }

  /** Such text has no UTF-8, so it would not come back as it was sent. */
  private static boolean hasLoneSurrogate(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (Character.isSurrogate(text.charAt(at)) && !isPair(text, at++)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPair(String text, int at) {
    return at + 1 < text.length()
        && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
  }

  /** An array of strings. */
  List<String> texts(String name) {
    JsonNode node = object.get(name);
    if (node == null || !node.isArray()) {
      throw new Rejected(Problems.invalid(name, "must be an array of strings"));
    }
    List<String> texts = new ArrayList<>();
    node.forEach(item -> texts.add(text(name, item)));
    return texts;
  }

  /** An integer of 64 bits; 1.0 and 1e3 are none. */
  Optional<Long> integer(String name) {
    JsonNode node = object.get(name);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw new Rejected(Problems.invalid(name, "must be an integer of 64 bits"));
    }
    return Optional.of(node.longValue());
  }

  /** A number of replicas, {@code "majority"} or {@code "all"}. */
  Optional<Quorum> quorum(String name) {
    JsonNode node = object.get(name);
    if (node == null) {
      return Optional.empty();
    }
    String text = node.isTextual() || node.isIntegralNumber() ? node.asText() : "";
    return Optional.of(Quorums.parse(name, text));
  }
}
