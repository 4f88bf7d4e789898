package io.kvasir.edge.cli.bench.protocol;

/** The token of a session over HTTP: that of the last answer goes with the next request. */
final class SessionToken {
  private static final byte[] AT = Ascii.bytes("&at=");

  private final byte[] header;
  private byte[] token = {};
  private int length;

  /**
   * @param header its name in lower case, with the colon
   */
  SessionToken(String header) {
    this.header = Ascii.bytes(header);
  }

  /** Reads a line of a head, if it is the one. */
  void read(byte[] bytes, int from, int to) {
    if (!HttpDecoder.begins(bytes, from, to, header)) {
      return;
    }
    int at = from + header.length;
    while (at < to && bytes[at] == ' ') {
      at++;
    }
    length = to - at;
    if (token.length < length) {
      token = new byte[length * 2];
    }
    System.arraycopy(bytes, at, token, 0, length);
  }

  /** Writes the parameter, behind others. */
  void write(Output out) {
    if (length > 0) {
      out.add(AT).add(token, 0, length);
    }
  }
}
