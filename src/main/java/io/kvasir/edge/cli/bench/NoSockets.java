package io.kvasir.edge.cli.bench;

import java.io.IOException;

/** This machine gives the process no more sockets: what fewer connections do would tell nothing. */
public final class NoSockets extends RuntimeException {
  private static final long serialVersionUID = 1;

  NoSockets(IOException cause) {
    super("no socket can be opened, is ulimit -n too low? " + cause.getMessage(), cause);
  }
}
