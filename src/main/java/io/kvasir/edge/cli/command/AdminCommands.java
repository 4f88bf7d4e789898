package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.edge.cli.client.Request;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Commands about nodes and the cluster. */
final class AdminCommands {
  private static final long POLL_MILLIS = 500;
  private static final String DONE = "done";

  /** What a node answers that has left: it learns so from the others, and serves nothing. */
  private static final String REMOVED = "removed";

  private static final String WAIT = "Until it is done.";

  private AdminCommands() {}

  static List<Spec> ofNode() {
    return List.of(
        Spec.of("status", "Shows the node that is asked.", (a, s) -> fields(s, "status")),
        Spec.of("limits", "Shows what may be sent at most.", (a, s) -> fields(s, "limits")));
  }

  static Spec ofCluster() {
    return Spec.of("admin", "Shows and changes the cluster.", AdminCommands::needsMore)
        .sub(Spec.of("members", "Lists the members.", (a, s) -> table(s, "members", "members")))
        .sub(Spec.of("ring", "Lists the owner of each partition.", AdminCommands::ring))
        .sub(
            Spec.of(
                "transfers",
                "Lists parts of partitions that change hands.",
                (a, s) -> table(s, "transfers", "transfers")))
        .sub(
            Spec.of(
                "groups",
                "Lists the consensus groups with a replica on this node.",
                (a, s) -> table(s, "groups", "groups")))
        .sub(Spec.of("digests", "Shows what replicas can be compared by.", AdminCommands::digests))
        .sub(
            Spec.of("join", "Gives the node that is asked its share.", AdminCommands::join)
                .option("--seed-node", "<id>", "A member.")
                .flag("--wait", WAIT))
        .sub(
            Spec.of("leave", "Moves everything off the node that is asked.", AdminCommands::leave)
                .flag("--wait", WAIT))
        .sub(
            Spec.of("remove", "Replaces a dead member.", AdminCommands::remove)
                .word("<id>", "The node's name.")
                .flag("--wait", WAIT))
        .sub(
            Spec.of("operations", "Shows how far an operation is.", AdminCommands::operation)
                .word("<id>", "As join, leave and remove gave it.")
                .flag("--wait", WAIT))
        .sub(
            Spec.of("full-sync", "Has all replicas compared at once.", AdminCommands::sync)
                .flag("--status", "Only shows how far that is."))
        .sub(BackupCommands.backup())
        .sub(BackupCommands.restore());
  }

  private static void needsMore(Arguments arguments, Session session) throws Failed {
    throw new Failed(ExitCode.USAGE, "Say what: admin members, for example; see admin --help");
  }

  private static void fields(Session session, String... path) throws Failed {
    JsonNode document = session.ask(Request.get(path));
    session.printer().show(document, Documents.fields(document));
  }

  private static void table(Session session, String path, String field) throws Failed {
    JsonNode document = session.ask(Request.get("admin", path));
    session.printer().show(document, Documents.table(document.path(field)));
  }

  private static void ring(Arguments arguments, Session session) throws Failed {
    JsonNode document = session.ask(Request.get("admin", "ring"));
    List<List<String>> rows =
        IntStream.range(0, document.path("owners").size())
            .mapToObj(
                n -> List.of(Integer.toString(n), Documents.cell(document.path("owners").get(n))))
            .toList();
    session.printer().show(document, new Shown.Rows(List.of("partition", "owner"), rows));
  }

  private static void digests(Arguments arguments, Session session) throws Failed {
    fields(session, "admin", "digests");
  }

  private static void sync(Arguments arguments, Session session) throws Failed {
    boolean only = arguments.has("--status");
    JsonNode document = session.ask(Request.of(only ? "GET" : "POST", "admin", "full-sync"));
    session.printer().show(document, Documents.fields(document));
  }

  private static void join(Arguments arguments, Session session) throws Failed {
    ObjectNode body = Json.object();
    arguments.option("--seed-node").ifPresent(seed -> body.put("seed_node", seed));
    begin(arguments, session, Request.of("POST", "admin", "join").json(body));
  }

  private static void leave(Arguments arguments, Session session) throws Failed {
    try {
      begin(arguments, session, Request.of("POST", "admin", "leave"));
    } catch (Failed failed) {
      if (!failed.problem().path("error").asText().equals(REMOVED)) {
        throw failed;
      }
      JsonNode left = Json.object().put("state", DONE);
      session.printer().show(left, Documents.fields(left));
    }
  }

  private static void remove(Arguments arguments, Session session) throws Failed {
    ObjectNode body = Json.object().put("id", arguments.word(0));
    begin(arguments, session, Request.of("POST", "admin", "remove").json(body));
  }

  private static void operation(Arguments arguments, Session session) throws Failed {
    begin(arguments, session, Request.get("admin", "operations", arguments.word(0)));
  }

  /** Shows an operation; with {@code --wait}, when it is done. */
  private static void begin(Arguments arguments, Session session, Request request) throws Failed {
    JsonNode operation = session.ask(request);
    while (arguments.has("--wait") && !operation.path("state").asText().equals(DONE)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
      String id = operation.path("operation").asText();
      operation = session.ask(Request.get("admin", "operations", id));
    }
    session.printer().show(operation, Documents.fields(operation));
  }
}
