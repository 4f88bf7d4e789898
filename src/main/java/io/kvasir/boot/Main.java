package io.kvasir.boot;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Entry point of the `kvasir` program: runs a server until it is told to stop. */
@QuarkusMain
public final class Main {
  /**
   * Quarkus would answer a malformed request target without a problem document; Kvasir checks it.
   */
  private static final String NO_URI_VALIDATION = "vertx.disableURIValidation";

  private Main() {}

  public static void main(String... args) {
    System.setProperty(NO_URI_VALIDATION, "true");
    Quarkus.run(args);
  }
}
