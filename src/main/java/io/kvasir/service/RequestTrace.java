package io.kvasir.service;

import io.kvasir.engine.port.Trace;

/** A request that is traced. Any thread. */
public interface RequestTrace {
  /** The trace that it is part of, in 32 hexadecimal digits. */
  String id();

  /**
   * Its work begins.
   *
   * @param operation what was asked, one of a fixed set of names
   * @return what the work is to be done for
   */
  Trace serve(String operation);

  /** Its answer is known. */
  void served();

  /**
   * Nothing more is sent.
   *
   * @param status HTTP's, or HTTP's for the same
   */
  void ended(int status);
}
