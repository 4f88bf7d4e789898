package io.kvasir.boot;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.jspecify.annotations.Nullable;

/** Entry point of the `kvasir` program: runs a server until it is told to stop. */
@QuarkusMain
public final class Main {
  /**
   * Quarkus would answer a malformed request target without a problem document; Kvasir checks it.
   */
  private static final String NO_URI_VALIDATION = "vertx.disableURIValidation";

  private static final String OURS = "io.kvasir.";

  private Main() {}

  public static void main(String... args) {
    System.setProperty(NO_URI_VALIDATION, "true");
    Quarkus.run(null, Main::exit, args);
  }

  /** Leaves the reason as the last line, below the stack traces that Quarkus writes. */
  private static void exit(Integer code, @Nullable Throwable failure) {
    if (failure != null) {
      System.err.println("kvasir: stopped: " + reason(failure));
    }
    System.exit(code);
  }

  /** What Kvasir itself says about it, else the root cause. */
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !cause.getClass().getName().startsWith(OURS)) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? cause.toString() : message;
  }
}
