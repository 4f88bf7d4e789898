package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.MvRegister;
import io.kvasir.service.Content;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** How what is stored under a key looks to who reads it. */
final class Representation {
  private Representation() {}

  static Answer of(Content content, String key, Accept accept) {
    return switch (content) {
      case Content.Absent absent -> absent(key, absent.type());
      case Content.Siblings siblings -> siblings(siblings, key, accept);
      case Content.Flag flag ->
          json(Json.object().put("key", key).put("value", flag.enabled()), flag.type(), accept);
      case Content.Register register -> value(register.value(), key, accept);
      case Content.Entry entry -> value(entry.versioned().value(), key, accept);
      case Content.Members members -> json(members(members, key), content.type(), accept);
      case Content.Mapping map ->
          json(Json.object().put("key", key).setAll(MapJson.of(map)), content.type(), accept);
      case Content.Count count ->
          json(Json.object().put("key", key).put("value", count.value()), content.type(), accept);
    };
  }

  private static Answer absent(String key, DataType type) {
    return new Answer.Refusal(Problems.notFound(key), Optional.of(type));
  }

  private static Answer json(ObjectNode body, DataType type, Accept accept) {
    return accept.choose(List.of(MediaTypes.JSON)).isPresent()
        ? Answer.ok(body, type)
        : Answer.refusal(Problems.unacceptable(MediaTypes.JSON));
  }

  static ObjectNode members(Content.Members members, String key) {
    ObjectNode body = Json.object().put("key", key);
    ArrayNode array = body.putArray("members");
    members.elements().stream().map(Element::value).forEach(array::add);
    if (!members.contexts().isEmpty()) {
      ObjectNode contexts = body.putObject("contexts");
      members.contexts().forEach((element, context) -> contexts.put(element.value(), context));
    }
    return body;
  }

  /**
   * All values in JSON. One that stands alone can be had as it was sent; of several, who asks for
   * that is given the choice (RFC 9110, section 15.4.1).
   */
  private static Answer siblings(Content.Siblings siblings, String key, Accept accept) {
    List<Value> values = siblings.siblings().stream().map(MvRegister.Sibling::value).toList();
    List<String> offered = new ArrayList<>(List.of(MediaTypes.JSON));
    values.forEach(value -> offered.add(value.mediaType()));
    offered.add(MediaTypes.BYTES);
    Optional<String> chosen = accept.choose(offered);
    if (chosen.isEmpty()) {
      return Answer.refusal(Problems.unacceptable(String.join(", ", offered)));
    }
    boolean raw = !chosen.get().equals(MediaTypes.JSON);
    return raw && values.size() == 1
        ? new Answer.Raw(values.getFirst(), siblings.type())
        : new Answer.Document(raw ? 300 : 200, siblings(values, key), Optional.of(siblings.type()));
  }

  static ObjectNode siblings(Content.Siblings siblings, String key) {
    return siblings(siblings.siblings().stream().map(MvRegister.Sibling::value).toList(), key);
  }

  private static ObjectNode siblings(List<Value> values, String key) {
    ObjectNode body = Json.object().put("key", key);
    ArrayNode array = body.putArray("values");
    values.stream().map(ValueJson::of).forEach(array::add);
    return body;
  }

  private static Answer value(Value value, String key, Accept accept) {
    String stored = value.mediaType();
    Optional<String> chosen = accept.choose(List.of(MediaTypes.JSON, stored, MediaTypes.BYTES));
    if (chosen.isEmpty()) {
      return Answer.refusal(Problems.unacceptable(MediaTypes.JSON + ", " + stored));
    }
    return chosen.get().equals(MediaTypes.JSON)
        ? Answer.ok(document(value, key), DataType.LWW_REGISTER)
        : new Answer.Raw(value, DataType.LWW_REGISTER);
  }

  private static ObjectNode document(Value value, String key) {
    ObjectNode body = Json.object().put("key", key);
    if (value.isText()) {
      return body.put("value", value.payload().asUtf8());
    }
    Optional<JsonNode> document = ValueJson.document(value);
    if (document.isPresent()) {
      return body.set("value", document.get());
    }
    Optional<String> text = textOf(value);
    if (text.isPresent()) {
      body.put("value", text.get());
    } else {
      body.put("value", Base64.getEncoder().encodeToString(value.payload().toArray()))
          .put("encoding", "base64");
    }
    return body.put("content_type", value.mediaType());
  }

  /** What there is under a key, among other things in a document. */
  static ObjectNode document(Content content, String key) {
    ObjectNode body = Json.object().put("key", key);
    return switch (content) {
      case Content.Absent absent -> body;
      case Content.Siblings siblings -> siblings(siblings, key);
      case Content.Flag flag -> body.put("value", flag.enabled());
      case Content.Register register -> document(register.value(), key);
      case Content.Entry entry ->
          document(entry.versioned().value(), key)
              .put("mod_revision", entry.versioned().modified());
      case Content.Members members -> members(members, key);
      case Content.Mapping map -> body.setAll(MapJson.of(map));
      case Content.Count count -> body.put("value", count.value());
    };
  }

  /** The value as text, when its type says that it is and its bytes are. */
  private static Optional<String> textOf(Value value) {
    return MediaTypes.isText(value.mediaType()) ? Texts.of(value.payload()) : Optional.empty();
  }
}
