package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.kvasir.edge.cli.client.Reply;
import io.kvasir.edge.cli.client.Request;
import io.kvasir.edge.cli.client.Servers;
import io.kvasir.edge.cli.client.Unanswered;
import io.kvasir.edge.cli.client.Unreachable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What commands share: who is asked, how answers are shown, and which bucket is meant. */
public final class Session {
  private static final String NOT_KVASIR = "it is not as Kvasir's are";

  private static final int NOT_FOUND = 404;

  private final Servers servers;
  private final Printer printer;
  private final Optional<InputStream> in;
  private Optional<String> bucket = Optional.empty();
  private volatile boolean cancelled;

  /**
   * @param in where values come from that are not said; nothing in a shell, whose input is commands
   */
  public Session(Servers servers, Printer printer, Optional<InputStream> in) {
    this.servers = servers;
    this.printer = printer;
    this.in = in;
  }

  public Printer printer() {
    return printer;
  }

  public Servers servers() {
    return servers;
  }

  Optional<InputStream> in() {
    return in;
  }

  /** Ends what is under way, at the wish of whoever waits for it. */
  public void cancel() {
    cancelled = true;
    servers.cancel();
  }

  /** Whether somebody has had enough of the command that began last. */
  boolean isCancelled() {
    return cancelled;
  }

  /** A command begins, which nobody has cancelled. */
  void begin() {
    cancelled = false;
  }

  /** The bucket that keys without one are in, if one was chosen. */
  public Optional<String> bucket() {
    return bucket;
  }

  public void use(Optional<String> chosen) {
    bucket = chosen;
  }

  /** Sends a request; its answer is one that did not fail. */
  Reply open(Request request) throws Failed {
    try {
      Reply reply = servers.send(request);
      if (!reply.failed()) {
        return reply;
      }
      try (reply) {
        throw Failed.of(request, reply.status(), problem(reply));
      }
    } catch (Unreachable e) {
      throw new Failed(ExitCode.UNAVAILABLE, said(e));
    } catch (Unanswered e) {
      throw new Failed(ExitCode.IN_DOUBT, said(e) + "; whether it was carried out is not known");
    } catch (IOException e) {
      throw cutOff(request, e);
    }
  }

  /** Sends a read; that there is nothing is an answer, too. */
  Reply openAnyway(Request request) throws Failed {
    try {
      Reply reply = servers.send(request);
      if (!reply.failed() || reply.status() == NOT_FOUND) {
        return reply;
      }
      try (reply) {
        throw Failed.of(request, reply.status(), problem(reply));
      }
    } catch (Unreachable e) {
      throw new Failed(ExitCode.UNAVAILABLE, said(e));
    } catch (Unanswered e) {
      throw new Failed(ExitCode.IN_DOUBT, said(e));
    } catch (IOException e) {
      throw cutOff(request, e);
    }
  }

  /** One for another thread, with other servers. */
  Session of(Servers others) {
    return new Session(others, printer, Optional.empty());
  }

  /** One for another thread, with the server that is asked now and no other. */
  Session ofPreferred() {
    return of(new Servers(List.of(servers.preferred())));
  }

  /** One for another thread, with the same servers. */
  Session another() {
    return new Session(servers.another(), printer, Optional.empty());
  }

  /**
   * Sends a request and reads the whole answer, a JSON object.
   *
   * @param fields one of which it has, if any are named
   */
  public JsonNode ask(Request request, String... fields) throws Failed {
    return shaped(request, read(request), fields);
  }

  /** Sends a request and reads the whole answer, a JSON array. */
  JsonNode askForList(Request request) throws Failed {
    JsonNode answer = read(request);
    if (!answer.isArray()) {
      throw Failed.unintelligible(request, NOT_KVASIR);
    }
    return answer;
  }

  /** An answer that is a JSON object with one of these fields; no other is Kvasir's. */
  static JsonNode shaped(Request request, JsonNode answer, String... fields) throws Failed {
    boolean fits = fields.length == 0 || Arrays.stream(fields).anyMatch(answer::has);
    if (!answer.isObject() || !fits) {
      throw Failed.unintelligible(request, NOT_KVASIR);
    }
    return answer;
  }

  private JsonNode read(Request request) throws Failed {
    try (Reply reply = open(request)) {
      return document(reply);
    } catch (IOException e) {
      throw cutOff(request, e);
    }
  }

  /** What is to be said when an answer ends before its end. */
  static Failed cutOff(Request request, IOException e) {
    return Failed.unintelligible(request, said(e));
  }

  private static String said(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** Reads the body of an answer. */
  static JsonNode document(Reply reply) throws IOException {
    return Json.read(new String(reply.body().readAllBytes(), StandardCharsets.UTF_8));
  }

  private static JsonNode problem(Reply reply) throws IOException {
    boolean json = reply.header("content-type").orElse("").contains("json");
    return json ? document(reply) : MissingNode.getInstance();
  }
}
