package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.edge.cli.client.Request;
import java.util.Map;
import java.util.Optional;

/** Commands about buckets. */
final class BucketCommands {
  private static final String NAME = "<bucket>";

  /** Fields of a bucket by the options that say them. */
  private static final Map<String, String> FIELDS =
      Map.of(
          "--type", "type",
          "--consistency", "consistency",
          "--replication-n", "replication_n",
          "--write-quorum", "write_quorum",
          "--read-quorum", "read_quorum",
          "--ttl", "ttl_seconds",
          "--shards", "shards");

  private BucketCommands() {}

  static Spec all() {
    return Spec.of("buckets", "Lists, creates, changes and drops buckets.", BucketCommands::list)
        .sub(Spec.of("list", "Lists all buckets.", BucketCommands::list))
        .sub(
            Spec.of("describe", "Shows one bucket.", BucketCommands::describe)
                .word(NAME, "Its name."))
        .sub(
            changing(Spec.of("create", "Creates a bucket.", BucketCommands::create))
                .option("--type", "<type>", "lww, orswot, pn_counter, mv_register, flag, gset, map")
                .option("--replication-n", "<n>", "On how many nodes each key is.")
                .option("--shards", "<n>", "Of a linearizable bucket."))
        .sub(changing(Spec.of("alter", "Changes a bucket.", BucketCommands::alter)))
        .sub(
            Spec.of("drop", "Drops a bucket with all its data.", BucketCommands::drop)
                .word(NAME, "Its name."));
  }

  private static Spec changing(Spec spec) {
    return spec.word(NAME, "Its name.")
        .option("--consistency", "<level>", "eventual, session, consistent, paranoid, linearizable")
        .option("--write-quorum", "<n>", "A number, majority or all.")
        .option("--read-quorum", "<n>", "A number, majority or all.")
        .option("--ttl", "<seconds>", "How long keys stay that do not say it; 0 is for ever.");
  }

  private static void list(Arguments arguments, Session session) throws Failed {
    var document = session.askForList(Request.get("buckets"));
    session.printer().show(document, Documents.table(document));
  }

  private static void describe(Arguments arguments, Session session) throws Failed {
    var document = session.ask(Request.get("buckets", arguments.word(0)), "name");
    session.printer().show(document, Documents.fields(document));
  }

  private static void create(Arguments arguments, Session session) throws Failed {
    ObjectNode body = Json.object().put("name", arguments.word(0));
    ok(session, Request.of("POST", "buckets").json(said(arguments, body)));
  }

  private static void alter(Arguments arguments, Session session) throws Failed {
    ObjectNode body = said(arguments, Json.object());
    ok(session, Request.of("PATCH", "buckets", arguments.word(0)).json(body));
  }

  private static void drop(Arguments arguments, Session session) throws Failed {
    ok(session, Request.of("DELETE", "buckets", arguments.word(0)));
  }

  private static void ok(Session session, Request request) throws Failed {
    session.printer().show(session.ask(request, "ok"), Shown.line(KeyCommands.OK));
  }

  private static ObjectNode said(Arguments arguments, ObjectNode body) {
    FIELDS.forEach(
        (option, field) -> {
          Optional<String> value = arguments.option(option);
          if (value.isPresent() && value.get().matches("-?\\d{1,18}")) {
            body.put(field, Long.parseLong(value.get()));
          } else {
            value.ifPresent(text -> body.put(field, text));
          }
        });
    return body;
  }
}
