package io.kvasir.edge.cli.bench.protocol;

import java.util.Arrays;
import java.util.Optional;

/** The token of a session, in the provenance of an answer of Kvasir's client protocol. */
final class TcpSession {
  private static final int SESSION = 6;

  private TcpSession() {}

  static Optional<byte[]> token(byte[] bytes, int from, int to) throws BadAnswer {
    ProtoReader reader = new ProtoReader().over(bytes, from, to);
    while (reader.next()) {
      if (reader.field() == SESSION) {
        return Optional.of(Arrays.copyOfRange(bytes, reader.from(), reader.to()));
      }
    }
    return Optional.empty();
  }
}
