package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.kvasir.edge.cli.client.Request;

/**
 * A command that could not do what it was told; the message says why. It is empty when words are
 * missing, which the command's usage tells.
 */
public final class Failed extends Exception {
  private static final long serialVersionUID = 1;
  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION = 412;
  private static final int FIRST_OF_REDIRECTIONS = 300;
  private static final int FIRST_OF_SERVER = 500;

  private final ExitCode code;
  private final transient JsonNode problem;
  private final boolean placed;

  private Failed(ExitCode code, String message, JsonNode problem, boolean placed) {
    super(message);
    this.code = code;
    this.problem = problem;
    this.placed = placed;
  }

  private Failed(ExitCode code, String message, JsonNode problem) {
    this(code, message, problem, false);
  }

  public Failed(ExitCode code, String message) {
    this(code, message, MissingNode.getInstance());
  }

  /**
   * What a server said that did not do what it was asked.
   *
   * @param problem Kvasir's problem document (RFC 9457); anything else is the answer of another
   *     server, which need not know what became of the request
   */
  static Failed of(Request request, int status, JsonNode problem) {
    if (problem.path("error").isTextual()) {
      return of(status, problem);
    }
    boolean refused = status >= FIRST_OF_REDIRECTIONS && status < FIRST_OF_SERVER;
    return new Failed(
        refused ? ExitCode.REFUSED : unknown(request),
        "the server answered with status " + status + ", and not as Kvasir does",
        problem);
  }

  /** An answer that cannot be understood. */
  static Failed unintelligible(Request request, String reason) {
    return new Failed(unknown(request), "the answer cannot be read: " + reason);
  }

  private static ExitCode unknown(Request request) {
    return request.onlyReads() ? ExitCode.UNAVAILABLE : ExitCode.IN_DOUBT;
  }

  /** What Kvasir said in a problem document. */
  static Failed of(int status, JsonNode problem) {
    String detail = problem.path("detail").asText(problem.path("title").asText());
    String error = problem.path("error").asText();
    ExitCode code = code(status, error, problem.path("outcome").asText());
    String message = detail.isEmpty() ? "the server answered with status " + status : detail;
    return new Failed(code, code == ExitCode.ABSENT ? "key not found" : message, problem);
  }

  private static ExitCode code(int status, String error, String outcome) {
    if (outcome.equals("unknown")) {
      return ExitCode.IN_DOUBT;
    }
    return switch (status) {
      case NOT_FOUND -> error.equals("not_found") ? ExitCode.ABSENT : ExitCode.REFUSED;
      case PRECONDITION -> ExitCode.CONDITION;
      default -> status < FIRST_OF_SERVER ? ExitCode.REFUSED : ExitCode.UNAVAILABLE;
    };
  }

  /** The same, with where it was before the message, unless that is said already. */
  Failed at(String place) {
    return placed ? this : new Failed(code, place + getMessage(), problem, true);
  }

  /** The same, without a part of the message that says nothing to who reads it. */
  Failed without(String part) {
    return new Failed(code, String.valueOf(getMessage()).replace(part, ""), problem, placed);
  }

  public ExitCode code() {
    return code;
  }

  /** The server's problem document; missing when no server said anything. */
  public JsonNode problem() {
    return problem;
  }
}
