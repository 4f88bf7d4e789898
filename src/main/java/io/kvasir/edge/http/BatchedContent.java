package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.core.bucket.Value;
import io.kvasir.service.Content;

/** What a read in a batch found. */
final class BatchedContent {
  private BatchedContent() {}

  static ObjectNode of(Content content, String key) {
    return switch (content) {
      case Content.Absent absent -> Problems.notFound(key).document();
      case Content.Register register -> value(register.value(), key);
      case Content.Entry entry ->
          value(entry.versioned().value(), key).put("mod_revision", entry.versioned().modified());
      case Content.Members members -> found().setAll(Representation.members(members, key));
      case Content.Siblings siblings -> found().setAll(Representation.siblings(siblings, key));
      case Content.Mapping map -> found().put("key", key).setAll(MapJson.of(map));
      case Content.Flag flag -> found().put("key", key).put("value", flag.enabled());
      case Content.Count count -> found().put("key", key).put("value", count.value());
    };
  }

  private static ObjectNode value(Value value, String key) {
    return found().put("key", key).set("value", ValueJson.of(value));
  }

  private static ObjectNode found() {
    return Json.object().put("status", 200);
  }
}
