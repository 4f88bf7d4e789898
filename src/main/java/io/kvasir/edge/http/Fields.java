package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.bucket.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object of a request; what is of another type than expected is refused.
 *
 * @param path where the object is in the body, ending in a dot; "" for the body itself
 */
public record Fields(String path, ObjectNode object) {
  /** Why fields that later versions will know are refused today. */
  private static final Map<String, String> LATER =
      Map.of(
          "range_end", "ranges are not supported in transactions yet",
          "request_txn", "transactions within transactions are not in this version of Kvasir");

  /** Those of a whole body. */
  public static Fields of(ObjectNode object) {
    return new Fields("", object);
  }

  /** A member's name in problems. */
  private String at(String name) {
    return path + name;
  }

  /** Refuses an object with any other field than {@code known}. */
  public Fields only(String... known) {
    List<String> names = List.of(known);
    for (String name : (Iterable<String>) object::fieldNames) {
      String later = LATER.get(name);
      if (!names.contains(name)) {
        throw new Rejected(
            later == null
                ? Problems.invalid(at(name), "is not a field here; there are " + names)
                : Problems.unsupported(at(name), later));
      }
    }
    return this;
  }

  /** Whether there is one of that name. */
  public boolean has(String name) {
    return object.has(name);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(object.get(name)).map(node -> text(at(name), node));
  }

  /** A text that must be there; older clients know its absence by a code of its own. */
  public String requiredText(String name) {
    JsonNode node = object.get(name);
    if (node == null || !node.isTextual()) {
      throw new Rejected(missing(name));
    }
    return text(at(name), node);
  }

  private Problem missing(String name) {
    Problem problem = Problems.invalid(at(name), "must be a string");
    return path.isEmpty() ? problem.withCode("missing " + name) : problem;
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

  /** An object of strings; empty when it is not there. */
  public SortedMap<String, String> textsByName(String name) {
    JsonNode node = object.get(name);
    TreeMap<String, String> texts = new TreeMap<>();
    if (node == null) {
      return texts;
    }
    if (!node.isObject()) {
      throw new Rejected(Problems.invalid(at(name), "must be an object of strings"));
    }
    node.properties().forEach(e -> texts.put(e.getKey(), text(at(name), e.getValue())));
    return texts;
  }

  /** True or false. */
  Optional<Boolean> truth(String name) {
    JsonNode node = object.get(name);
    if (node != null && !node.isBoolean()) {
      throw new Rejected(Problems.invalid(at(name), "must be true or false"));
    }
    return Optional.ofNullable(node).map(JsonNode::booleanValue);
  }

  /** All members, each of which must be a text; their names are texts, too. */
  public SortedMap<String, String> texts() {
    TreeMap<String, String> texts = new TreeMap<>();
    for (String name : (Iterable<String>) object::fieldNames) {
      if (hasLoneSurrogate(name)) {
        throw new Rejected(
            Problems.invalid("key", "must be Unicode: it has an unpaired surrogate"));
      }
      texts.put(name, text(at(name), object.get(name)));
    }
    return texts;
  }

  boolean isArray(String name) {
    return object.path(name).isArray();
  }

  /** An array of strings. */
  public List<String> texts(String name) {
    JsonNode node = object.get(name);
    if (node == null || !node.isArray()) {
      throw new Rejected(Problems.invalid(at(name), "must be an array of strings"));
    }
    List<String> texts = new ArrayList<>();
    node.forEach(item -> texts.add(text(at(name), item)));
    return texts;
  }

  /** A text of at least one character, that must be there. */
  Key key(String name) {
    String text = requiredText(name);
    if (text.isEmpty()) {
      throw new Rejected(Problems.invalid(at(name), "must have at least one character"));
    }
    return new Key(text);
  }

  /** One of a few texts, that must be there. */
  <T> T oneOf(String name, Map<String, T> choices) {
    T chosen = choices.get(requiredText(name));
    if (chosen == null) {
      throw new Rejected(
          Problems.invalid(at(name), "must be one of " + new TreeSet<>(choices.keySet())));
    }
    return chosen;
  }

  /** A count or revision, 0 and up, that must be there. */
  public long count(String name) {
    long number = integer(name).orElse(-1L);
    if (number < 0) {
      throw new Rejected(Problems.invalid(at(name), "must be an integer of at least 0"));
    }
    return number;
  }

  /** A register's value, that must be there: bytes when they are said to be, else a document. */
  Value value(String name) {
    JsonNode node = object.get(name);
    return node instanceof ObjectNode encoded && ValueJson.isBytes(encoded)
        ? ValueJson.read(new Fields(at(name) + '.', encoded))
        : document(name);
  }

  /** A register's value that must be there: a text, or any other JSON document. */
  Value document(String name) {
    JsonNode node = object.get(name);
    if (node == null || node.isTextual()) {
      return Value.text(requiredText(name));
    }
    String text = Json.text(node);
    if (hasLoneSurrogate(text)) {
      throw new Rejected(
          Problems.invalid(at(name), "must be Unicode: it has an unpaired surrogate"));
    }
    return Value.json(text);
  }

  /** The name of the one member that the object has. */
  String onlyOne() {
    if (object.size() != 1) {
      throw new Rejected(
          Problems.invalid(path.substring(0, path.length() - 1), "must have exactly one member"));
    }
    return object.fieldNames().next();
  }

  /** An object that must be there. */
  Fields object(String name) {
    return object(at(name), object.get(name));
  }

  private static Fields object(String at, @Nullable JsonNode node) {
    if (node instanceof ObjectNode object) {
      return new Fields(at + '.', object);
    }
    throw new Rejected(Problems.invalid(at, "must be an object"));
  }

  /** An array of objects; none when it is not there. */
  List<Fields> objects(String name) {
    JsonNode node = object.path(name);
    if (!node.isMissingNode() && !node.isArray()) {
      throw new Rejected(Problems.invalid(at(name), "must be an array of objects"));
    }
    return objects(at(name), node);
  }

  /** The objects that an array consists of. */
  static List<Fields> objects(String at, JsonNode array) {
    List<Fields> objects = new ArrayList<>();
    for (JsonNode item : array) {
      objects.add(object(at + '[' + objects.size() + ']', item));
    }
    return objects;
  }

  /** An integer of 64 bits; 1.0 and 1e3 are none. */
  public Optional<Long> integer(String name) {
    JsonNode node = object.get(name);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw new Rejected(Problems.invalid(at(name), "must be an integer of 64 bits"));
    }
    return Optional.of(node.longValue());
  }

  /** A time to live. */
  Optional<Long> seconds(String name) {
    Optional<Long> seconds = integer(name);
    if (seconds.isPresent() && (seconds.get() < 1 || seconds.get() > BucketSpec.MAX_TTL_SECONDS)) {
      throw new Rejected(
          Problems.invalid(at(name), "must be 1 to " + BucketSpec.MAX_TTL_SECONDS + " seconds"));
    }
    return seconds;
  }

  /** A number of replicas, {@code "majority"} or {@code "all"}. */
  Optional<Quorum> quorum(String name) {
    JsonNode node = object.get(name);
    if (node == null) {
      return Optional.empty();
    }
    String text = node.isTextual() || node.isIntegralNumber() ? node.asText() : "";
    return Optional.of(Quorums.parse(at(name), text));
  }
}
