package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.edge.cli.client.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Commands about many keys of a bucket: what there is, and what changes. */
final class StreamCommands {
  private static final String BUCKET = "<bucket>[/<prefix>]";
  private static final String WHICH = "The bucket, and what keys begin with.";
  private static final long PAGE = 500;

  private static final Map<String, String> RANGE =
      Map.of("--from", "from", "--to", "to", "--consistency", "consistency", "-r", "r");

  private StreamCommands() {}

  static List<Spec> all() {
    return List.of(
        Spec.of("scan", "Lists keys in order.", StreamCommands::scan)
            .optionalWord(BUCKET, WHICH)
            .reading()
            .option("--from", "<key>", "From this key on.")
            .option("--to", "<key>", "Up to this key, which is not shown.")
            .option("--limit", "<n>", "At most so many; else all.")
            .option("--cursor", "<cursor>", "Goes on where another scan ended.")
            .flag("--keys-only", "Without what the keys hold.")
            .flag("--reverse", "From the last to the first."),
        Spec.of("watch", "Shows changes as they happen.", StreamCommands::watch)
            .optionalWord(BUCKET, WHICH)
            .bucket()
            .option("--key", "<key>", "Only this key.")
            .option("--limit", "<n>", "Ends after so many.")
            .option("--cursor", "<cursor>", "Goes on behind this change."));
  }

  /** A bucket and what its keys begin with. */
  private static Place range(Arguments arguments, Session session) {
    String text = arguments.optionalWord(0).orElse("");
    Optional<String> chosen = Requests.chosen(arguments, session);
    int slash = text.indexOf('/');
    if (chosen.isPresent()) {
      return new Place(chosen.get(), text);
    }
    return slash < 0
        ? new Place(text.isEmpty() ? Place.REGISTERS : text, "")
        : new Place(text.substring(0, slash), text.substring(slash + 1));
  }

  private static long limit(Arguments arguments) throws Failed {
    Optional<String> limit = arguments.option("--limit");
    return limit.isPresent() ? Math.max(0, Json.number(limit.get())) : Long.MAX_VALUE;
  }

  private static void watch(Arguments arguments, Session session) throws Failed {
    Place range = range(arguments, session);
    Optional<String> key = arguments.option("--key");
    Request changes = Request.get("bucket", range.bucket(), "_watch");
    new Watch(
            session,
            key.isPresent() ? changes.with("key", key.get()) : changes.with("prefix", range.key()),
            arguments.option("--cursor").orElse(""))
        .follow(limit(arguments));
  }

  /** Page by page, each as it comes: what is shown takes no memory. */
  private static void scan(Arguments arguments, Session session) throws Failed {
    Request all = request(arguments, range(arguments, session));
    Printer printer = session.printer();
    String cursor = arguments.option("--cursor").orElse("");
    long left = limit(arguments);
    boolean first = true;
    do {
      Request page = all.with("limit", Long.toString(Math.min(left, PAGE)));
      JsonNode answer = session.ask(cursor.isEmpty() ? page : page.with("cursor", cursor), "items");
      JsonNode items = answer.path("items");
      show(printer, arguments, items, first);
      left -= items.size();
      first &= items.isEmpty();
      cursor = answer.path("cursor").asText();
    } while (!cursor.isEmpty() && left > 0 && !printer.isBroken());
    if (!cursor.isEmpty()) {
      printer.note("There are more: --cursor=" + cursor);
    }
  }

  private static Request request(Arguments arguments, Place range) {
    Request all = Request.get("bucket", range.bucket()).with("prefix", range.key());
    for (Map.Entry<String, String> option : RANGE.entrySet()) {
      String value = arguments.option(option.getKey()).orElse("");
      all = value.isEmpty() ? all : all.with(option.getValue(), value);
    }
    all = arguments.has("--keys-only") ? all.with("keys_only", "true") : all;
    return arguments.has("--reverse") ? all.with("reverse", "true") : all;
  }

  private static void show(Printer printer, Arguments arguments, JsonNode items, boolean first) {
    if (printer.format() == Format.JSON) {
      items.forEach(item -> printer.line(item.toString()));
    } else if (arguments.has("--keys-only")) {
      items.forEach(item -> printer.show(item, Shown.line(item.path("key").asText())));
    } else if (!items.isEmpty()) {
      List<List<String>> rows =
          items
              .valueStream()
              .map(item -> List.of(item.path("key").asText(), Documents.brief(item)))
              .toList();
      printer.rows(new Shown.Rows(List.of("key", "value"), rows), first);
    }
  }
}
