package io.kvasir.service;

/** Ends the checks of a request at the first that fails. Never leaves this package. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  Refused(Failure failure) {
    super(failure.toString(), null, false, false);
    this.failure = failure;
  }

  Failure failure() {
    return failure;
  }
}
