package io.kvasir.edge.cli.command;

/** How a command ended, as the process says it. Scripts rely on the numbers. */
public enum ExitCode {
  DONE(0),
  /** The key is not there. */
  ABSENT(1),
  /** The command line makes no sense. */
  USAGE(2),
  /** The server does not do that: no such bucket, wrong type, too large. */
  REFUSED(3),
  /** A condition did not hold; nothing was changed. */
  CONDITION(4),
  /** Nothing was carried out, and it may be tried again: nobody reached, no quorum, overload. */
  UNAVAILABLE(5),
  /** It may have been carried out, or may yet be. */
  IN_DOUBT(6),
  /** The output could not be written: what was asked of the server before that is done. */
  UNWRITTEN(7);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
