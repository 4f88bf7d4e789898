package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * A command that could not do what it was told; the message says why. It is empty when words are
 * missing, which the command's usage tells.
 */
public final class Failed extends Exception {
  private static final long serialVersionUID = 1;
  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION = 412;
  private static final int FIRST_OF_SERVER = 500;

  private final ExitCode code;
  private final transient JsonNode problem;

  private Failed(ExitCode code, String message, JsonNode problem) {
    super(message);
    this.code = code;
    this.problem = problem;
  }

  public Failed(ExitCode code, String message) {
    this(code, message, MissingNode.getInstance());
  }

  /** What a server said in a problem document (RFC 9457), or in whatever else its body is. */
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

  public ExitCode code() {
    return code;
  }

  /** The server's problem document; missing when no server said anything. */
  public JsonNode problem() {
    return problem;
  }
}
