package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.edge.cli.client.Reply;
import io.kvasir.edge.cli.client.Request;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Commands about one key: values, sets, counters, flags and maps. */
final class KeyCommands {
  static final String OK = "OK";
  private static final String BYTES = "application/octet-stream";
  private static final String KEY = "<key>";
  private static final String WHICH = "The key, as <bucket>/<key>.";
  private static final String TTL = "Ends after so long.";

  private KeyCommands() {}

  static List<Spec> all() {
    return List.of(
        get("get", Place.REGISTERS, "Shows what a key holds."),
        get("members", Place.SETS, "Shows the members of a set."),
        get("count", Place.COUNTERS, "Shows a counter."),
        put(),
        Spec.of("del", "Deletes keys.", KeyCommands::delete)
            .alias("delete")
            .words(KEY, WHICH, true)
            .writing()
            .conditions(),
        count("incr", "increment", "Adds to a counter."),
        count("decr", "decrement", "Takes from a counter."),
        Spec.of("add", "Adds to a set.", (a, s) -> change(a, s, "add"))
            .word(KEY, WHICH)
            .words("<element>", "What is added.", true)
            .writing()
            .option("--ttl", "<seconds>", "The whole set ends after so long.")
            .option("--member-ttl", "<seconds>", "These members end after so long."),
        Spec.of("remove", "Removes from a set.", (a, s) -> change(a, s, "remove"))
            .word(KEY, WHICH)
            .words("<element>", "What is removed.", true)
            .writing(),
        flag("enable", "Sets a flag."),
        flag("disable", "Clears a flag."),
        Spec.of("update", "Changes a field of a map.", KeyCommands::update)
            .word(KEY, WHICH)
            .words("<json>", "{\"field\":…,\"type\":…,\"do\":…}; else the standard input.", false)
            .writing()
            .option("--file", "<file>", "The document lies there.")
            .option("--ttl", "<seconds>", TTL));
  }

  private static Spec get(String name, String otherwise, String description) {
    return Spec.of(name, description, (a, s) -> show(a, s, otherwise))
        .word(KEY, WHICH)
        .reading()
        .option("--if-match", "<tag>", "Only what has this tag.")
        .flag("--contexts", "With what is seen of each member or field.")
        .flag("--headers", "Writes tag, revision and context to the standard error.");
  }

  private static Spec put() {
    return Spec.of("put", "Stores a value.", KeyCommands::put)
        .word(KEY, WHICH)
        .words("<value>", "Words are joined by blanks; else, or for -, the standard input.", false)
        .writing()
        .conditions()
        .flag("--json", "The value is JSON: a number, a list, an object.")
        .option("--file", "<file>", "The value lies there.")
        .option("--content-type", "<type>", "Of a value from a file or the standard input.")
        .option("--ttl", "<seconds>", TTL);
  }

  private static Spec count(String name, String path, String description) {
    return Spec.of(name, description, (a, s) -> count(a, s, path))
        .word(KEY, WHICH)
        .optionalWord("<amount>", "1 or more; 1 if it is not said.")
        .writing()
        .conditions()
        .option("--ttl", "<seconds>", TTL);
  }

  private static Spec flag(String name, String description) {
    return Spec.of(name, description, (a, s) -> post(a, s, "", name, Json.object()))
        .word(KEY, WHICH)
        .writing();
  }

  private static void show(Arguments arguments, Session session, String otherwise) throws Failed {
    Place place = Requests.place(arguments, session, otherwise);
    Request request = Requests.with(arguments, Requests.key("GET", place));
    Request all = arguments.has("--contexts") ? request.with("contexts", "true") : request;
    try (Reply reply = session.open(all)) {
      if (arguments.has("--headers")) {
        headers(reply, session.printer());
      }
      JsonNode document = Session.shaped(all, Session.document(reply), Documents.CONTENT);
      session.printer().show(document, Documents.content(document));
    } catch (IOException e) {
      throw Session.cutOff(all, e);
    }
  }

  private static void headers(Reply reply, Printer printer) {
    for (String name :
        List.of(
            "ETag",
            "Last-Modified",
            "Kvasir-Revision",
            "Kvasir-TTL",
            "Kvasir-Leader",
            "Kvasir-Context",
            "Kvasir-Session")) {
      reply
          .header(name.toLowerCase(Locale.ROOT))
          .ifPresent(value -> printer.note(name + ": " + value));
    }
  }

  private static void put(Arguments arguments, Session session) throws Failed {
    Place place = Requests.place(arguments, session, Place.REGISTERS);
    Optional<String> said = Values.said(arguments);
    Optional<String> type = arguments.option("--content-type");
    Request request = Requests.with(arguments, Requests.key("PUT", place));
    if (type.isPresent() && (said.isPresent() || arguments.has("--json"))) {
      throw new Failed(ExitCode.USAGE, "--content-type is for bytes from a file or the input");
    }
    if (arguments.has("--json")) {
      JsonNode value = Json.document(Values.document(arguments, session));
      ok(session, request.json(Json.object().set("value", value)));
    } else if (said.isPresent()) {
      ok(session, request.json(Json.object().put("value", said.get())));
    } else {
      ok(session, request.body(type.orElse(BYTES), Values.read(arguments, session)));
    }
  }

  private static void delete(Arguments arguments, Session session) throws Failed {
    for (String key : arguments.words(0)) {
      Place place = Place.parse(key, Requests.chosen(arguments, session), Place.REGISTERS);
      ok(session, Requests.with(arguments, Requests.key("DELETE", place)));
    }
  }

  private static void count(Arguments arguments, Session session, String path) throws Failed {
    long amount = Json.number(arguments.optionalWord(1).orElse("1"));
    post(arguments, session, Place.COUNTERS, path, Json.object().put("amount", amount));
  }

  private static void change(Arguments arguments, Session session, String path) throws Failed {
    ObjectNode body = Json.object();
    arguments.words(1).forEach(body.putArray("elements")::add);
    Optional<String> end = arguments.option("--member-ttl");
    if (end.isPresent()) {
      body.put("ttl", Json.number(end.get()));
    }
    post(arguments, session, Place.SETS, path, body);
  }

  private static void update(Arguments arguments, Session session) throws Failed {
    JsonNode change = Json.document(Values.document(arguments, session));
    post(arguments, session, "", "update", change);
  }

  private static void post(
      Arguments arguments, Session session, String otherwise, String path, JsonNode body)
      throws Failed {
    Place place = Requests.place(arguments, session, otherwise);
    ok(session, Requests.with(arguments, Requests.key("POST", place, path)).json(body));
  }

  private static void ok(Session session, Request request) throws Failed {
    JsonNode answer = session.ask(request, "ok", "deleted");
    Shown shown = answer.has("value") ? Documents.content(answer) : Shown.line(OK);
    session.printer().show(answer, shown);
  }
}
