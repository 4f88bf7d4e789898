package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.edge.cli.client.Reply;
import io.kvasir.edge.cli.client.Request;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes a register of a bucket that demands to be told what is expected there. */
final class GuardedPut {
  private final Session session;

  GuardedPut(Session session) {
    this.session = session;
  }

  /** Replaces what stands there now, and nothing that another writes meanwhile. */
  void put(Entry entry) throws Failed {
    Place place = new Place(entry.bucket(), entry.key());
    Optional<String> tag = tag(Requests.key("GET", place));
    Request put = Requests.key("PUT", place);
    OptionalLong ttl = entry.ttlSeconds(Entry.nowMillis());
    Request ending = ttl.isEmpty() ? put : put.with("ttl", Long.toString(ttl.getAsLong()));
    Request guarded =
        tag.isPresent()
            ? ending.header("If-Match", tag.get())
            : ending.header("If-None-Match", "*");
    session.ask(with(entry.content(), guarded), "ok");
  }

  private Optional<String> tag(Request read) throws Failed {
    try (Reply reply = session.openAnyway(read)) {
      return reply.header("etag");
    } catch (IOException e) {
      throw Session.cutOff(read, e);
    }
  }

  private static Request with(JsonNode content, Request put) {
    JsonNode value = ValueForm.of(content);
    return content.has("content_type")
        ? put.body(
            value.path("content_type").asText(),
            Base64.getDecoder().decode(value.path("base64").asText()))
        : put.json(Json.object().set("value", content.path("value")));
  }
}
