package io.kvasir.edge.tcp;

import io.kvasir.service.problem.Diagnosis;

/** Ends the reading of a request with what is wrong with it. Never leaves this package. */
final class Rejected extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Diagnosis diagnosis;

  Rejected(Diagnosis diagnosis) {
    super(diagnosis.detail(), null, false, false);
    this.diagnosis = diagnosis;
  }

  Diagnosis diagnosis() {
    return diagnosis;
  }
}
