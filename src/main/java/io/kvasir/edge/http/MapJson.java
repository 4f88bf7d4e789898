package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.Field;
import io.kvasir.core.crdt.MvRegister;
import io.kvasir.service.Content;
import io.kvasir.service.FieldChange;
import io.kvasir.service.FieldChange.Action;
import io.kvasir.service.Verb;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Maps in JSON: a list of fields, since one name can stand for values of several types; and what
 * clients ask to be done to a field.
 */
final class MapJson {
  private static final Map<String, Function<Fields, Action>> ACTIONS =
      Map.of(
          "put", fields -> new Action.Put(with(fields, "value").value("value")),
          "add", fields -> new Action.Add(elements(fields)),
          "remove", fields -> new Action.Remove(elements(fields)),
          "increment", fields -> new Action.Count(Verb.COUNTER_INCREMENT, amount(fields)),
          "decrement", fields -> new Action.Count(Verb.COUNTER_DECREMENT, amount(fields)),
          "enable", fields -> only(fields, new Action.Enable()),
          "disable", fields -> only(fields, new Action.Disable()),
          "delete", fields -> only(fields, new Action.Delete()));

  private MapJson() {}

  static ObjectNode of(Content.Mapping map) {
    ObjectNode body = Json.object();
    ArrayNode array = body.putArray("fields");
    map.fields().forEach((field, content) -> array.add(of(field, content)));
    return body;
  }

  private static ObjectNode of(Field field, Content content) {
    ObjectNode node = Json.object().put("field", field.name()).put("type", field.type().label());
    switch (content) {
      case Content.Register register -> node.set("value", ValueJson.of(register.value()));
      case Content.Entry entry -> node.set("value", ValueJson.of(entry.versioned().value()));
      case Content.Members members -> {
        ArrayNode array = node.putArray("members");
        members.elements().stream().map(Element::value).forEach(array::add);
      }
      case Content.Siblings siblings -> {
        ArrayNode array = node.putArray("values");
        siblings.siblings().stream()
            .map(MvRegister.Sibling::value)
            .map((Value value) -> ValueJson.of(value))
            .forEach(array::add);
      }
      case Content.Flag flag -> node.put("value", flag.enabled());
      case Content.Count count -> node.put("value", count.value());
      case Content.Mapping map -> node.setAll(of(map));
      case Content.Absent absent -> node.putNull("value");
    }
    content.context().ifPresent(context -> node.put("context", context));
    return node;
  }

  /** Reads what is to be done to a field. */
  static FieldChange change(Fields fields) {
    List<String> path =
        fields.isArray("field") ? fields.texts("field") : List.of(fields.requiredText("field"));
    DataType type =
        DataType.ofLabel(fields.requiredText("type"))
            .orElseThrow(() -> new Rejected(Problems.invalid("type", "must be a type of values")));
    return new FieldChange(path, type, fields.oneOf("do", ACTIONS).apply(fields));
  }

  private static Fields with(Fields fields, String... own) {
    String[] known = new String[own.length + 4];
    System.arraycopy(new String[] {"field", "type", "do", "context"}, 0, known, 0, 4);
    System.arraycopy(own, 0, known, 4, own.length);
    return fields.only(known);
  }

  private static Action only(Fields fields, Action action) {
    with(fields);
    return action;
  }

  private static List<String> elements(Fields fields) {
    return KeyValueResource.elements(with(fields, "element", "elements"));
  }

  private static long amount(Fields fields) {
    return with(fields, "amount").integer("amount").orElse(1L);
  }
}
