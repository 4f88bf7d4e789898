package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.edge.cli.client.Reply;
import io.kvasir.edge.cli.client.Request;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes keys hold what an export says. */
final class KeyWriter {
  private static final int FIRST_OF_FAILURES = 400;
  private static final int ELEMENTS = 1_000;
  private static final int ELEMENT_CHARS = 1 << 20;
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final Pattern OPERATION = Pattern.compile("\\[(\\d{1,5})]\\.(value\\.)?");
  private static final String CONTEXT = "kvasir-context";

  /** What is put into a set or map, and taken out, so that it is empty and not absent. */
  private static final String PLACEHOLDER = "-";

  private final Session session;

  KeyWriter(Session session) {
    this.session = session;
  }

  /** What stands under a key; nothing when it is absent. */
  Optional<ObjectNode> read(Entry entry) throws Failed {
    try {
      return Optional.of(Entry.content(session.ask(key("GET", entry), Documents.CONTENT)));
    } catch (Failed failed) {
      if (failed.code() == ExitCode.ABSENT) {
        return Optional.empty();
      }
      throw failed;
    }
  }

  void delete(Entry entry) throws Failed {
    session.ask(key("DELETE", entry), "deleted");
  }

  /** Registers with one value each, of one bucket; together where the bucket does that. */
  void put(List<Entry> registers) throws Failed {
    ArrayNode operations = Json.array();
    for (Entry entry : registers) {
      operations.add(put(entry, ValueForm.of(single(entry))));
    }
    batch(registers, operations);
  }

  /** The only value of a register with siblings stands there as that of any other. */
  private static JsonNode single(Entry entry) {
    JsonNode values = entry.content().path("values");
    return values.isMissingNode() ? entry.content() : Json.object().set("value", values.path(0));
  }

  private static ObjectNode put(Entry entry, JsonNode value) {
    ObjectNode put = Json.object().put("op", "put").put("key", entry.key());
    put.set("value", value);
    entry.ttlSeconds(Entry.nowMillis()).ifPresent(ttl -> put.put("ttl", ttl));
    return put;
  }

  private void batch(List<Entry> entries, ArrayNode operations) throws Failed {
    Request request =
        Request.of("POST", "bucket", entries.getFirst().bucket(), "_batch").json(operations);
    JsonNode results = results(entries, request);
    for (int at = 0; at < results.size() && at < entries.size(); at++) {
      int status = results.path(at).path("status").asInt();
      if (status >= FIRST_OF_FAILURES) {
        throw Failed.of(status, results.path(at)).at(entries.get(at).place());
      }
    }
  }

  /** The server names an operation by its place in the batch; the file knows it by its line. */
  private JsonNode results(List<Entry> entries, Request request) throws Failed {
    try {
      return session.askForList(request);
    } catch (Failed failed) {
      Matcher path = OPERATION.matcher(failed.problem().path("field").asText());
      if (!path.lookingAt()) {
        throw failed;
      }
      int at = Math.min(Integer.parseInt(path.group(1)), entries.size() - 1);
      throw failed.without(path.group()).at(entries.get(at).place());
    }
  }

  /** Any key but a register with one value, of its {@link Contents}. What was there is deleted. */
  void write(Entry entry) throws Failed {
    JsonNode content = entry.content();
    switch (entry.type()) {
      case "mv_register" -> siblings(entry);
      case "flag" -> flag(entry, content.path("value").asBoolean());
      case "pn_counter" -> count(entry, content.path("value").bigIntegerValue());
      case "orswot", "gset" -> members(entry);
      case "map" -> fields(entry, List.of(), content.path("fields"));
      default -> throw Entry.bad(entry.line(), "no such type: " + entry.type());
    }
  }

  private void siblings(Entry entry) throws Failed {
    String seen = seen(entry);
    for (JsonNode value : entry.content().path("values")) {
      ArrayNode one = Json.array();
      one.add(put(entry, value).put("context", seen));
      batch(List.of(entry), one);
    }
  }

  /** What stands there now, and the siblings will replace; they do not replace one another. */
  private String seen(Entry entry) throws Failed {
    Request read = key("GET", entry);
    try (Reply reply = session.openAnyway(read)) {
      return reply
          .header(CONTEXT)
          .orElseThrow(() -> Failed.unintelligible(read, "it has no context"));
    } catch (IOException e) {
      throw Session.cutOff(read, e);
    }
  }

  private void flag(Entry entry, boolean enabled) throws Failed {
    ask(ending(entry, key("PUT", entry)).json(Json.object().put("value", enabled)));
  }

  private void count(Entry entry, BigInteger value) throws Failed {
    if (value.signum() == 0) {
      count(entry, "increment", BigInteger.ONE);
      count(entry, "decrement", BigInteger.ONE);
    }
    String direction = value.signum() < 0 ? "decrement" : "increment";
    for (BigInteger left = value.abs(); left.signum() > 0; left = left.subtract(left.min(MOST))) {
      count(entry, direction, left.min(MOST));
    }
  }

  private void count(Entry entry, String direction, BigInteger amount) throws Failed {
    ask(
        ending(entry, key("POST", entry, direction))
            .json(Json.object().put("amount", amount.longValueExact())));
  }

  private void members(Entry entry) throws Failed {
    for (ArrayNode elements : parts(entry.content().path("members"))) {
      change(entry, "add", Json.object().set("elements", elements));
    }
    if (entry.content().path("members").isEmpty()) {
      change(entry, "add", Json.object().put("element", PLACEHOLDER));
      change(entry, "remove", Json.object().put("element", PLACEHOLDER));
    }
  }

  private void change(Entry entry, String verb, JsonNode body) throws Failed {
    Request request = key("POST", entry, verb);
    ask((verb.equals("remove") ? request : ending(entry, request)).json(body));
  }

  /** Elements in the numbers that one request may have. */
  private static List<ArrayNode> parts(JsonNode elements) {
    List<ArrayNode> parts = new ArrayList<>();
    int chars = ELEMENT_CHARS;
    for (JsonNode element : elements) {
      if (chars >= ELEMENT_CHARS || parts.getLast().size() == ELEMENTS) {
        parts.add(Json.array());
        chars = 0;
      }
      parts.getLast().add(element);
      chars += element.asText().length();
    }
    return parts;
  }

  private void fields(Entry entry, List<String> outer, JsonNode fields) throws Failed {
    for (JsonNode field : fields) {
      List<String> path = new ArrayList<>(outer);
      path.add(field.path("field").asText());
      field(entry, path, field);
    }
    if (fields.isEmpty()) {
      List<String> path = new ArrayList<>(outer);
      path.add(PLACEHOLDER);
      update(entry, path, "flag", Json.object().put("do", "enable"));
      update(entry, path, "flag", Json.object().put("do", "delete"));
    }
  }

  private void field(Entry entry, List<String> path, JsonNode field) throws Failed {
    String type = field.path("type").asText();
    JsonNode value = field.path("value");
    switch (type) {
      case "lww" -> update(entry, path, type, doing("put").set("value", value));
      case "mv_register" ->
          update(entry, path, type, doing("put").set("value", field.path("values").path(0)));
      case "flag" -> update(entry, path, type, doing(value.asBoolean() ? "enable" : "disable"));
      case "pn_counter" -> countField(entry, path, value.bigIntegerValue());
      case "orswot", "gset" -> memberFields(entry, path, type, field.path("members"));
      case "map" -> fields(entry, path, field.path("fields"));
      default -> throw Entry.bad(entry.line(), "no such type: " + type);
    }
  }

  private void countField(Entry entry, List<String> path, BigInteger value) throws Failed {
    if (value.signum() == 0) {
      update(entry, path, "pn_counter", doing("increment"));
      update(entry, path, "pn_counter", doing("decrement"));
    }
    String direction = value.signum() < 0 ? "decrement" : "increment";
    for (BigInteger left = value.abs(); left.signum() > 0; left = left.subtract(left.min(MOST))) {
      long amount = left.min(MOST).longValueExact();
      update(entry, path, "pn_counter", doing(direction).put("amount", amount));
    }
  }

  private void memberFields(Entry entry, List<String> path, String type, JsonNode members)
      throws Failed {
    for (ArrayNode elements : parts(members)) {
      update(entry, path, type, doing("add").set("elements", elements));
    }
    if (members.isEmpty()) {
      update(entry, path, type, doing("add").put("element", PLACEHOLDER));
      update(entry, path, type, doing("remove").put("element", PLACEHOLDER));
    }
  }

  private static ObjectNode doing(String verb) {
    return Json.object().put("do", verb);
  }

  private void update(Entry entry, List<String> path, String type, ObjectNode change)
      throws Failed {
    ArrayNode names = change.putArray("field");
    path.forEach(names::add);
    ask(ending(entry, key("POST", entry, "update")).json(change.put("type", type)));
  }

  private void ask(Request request) throws Failed {
    session.ask(request, "ok");
  }

  private static Request ending(Entry entry, Request request) {
    var ttl = entry.ttlSeconds(Entry.nowMillis());
    return ttl.isEmpty() ? request : request.with("ttl", Long.toString(ttl.getAsLong()));
  }

  private static Request key(String method, Entry entry, String... further) {
    return Requests.key(method, new Place(entry.bucket(), entry.key()), further);
  }
}
