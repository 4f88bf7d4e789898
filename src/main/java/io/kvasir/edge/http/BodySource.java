package io.kvasir.edge.http;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Makes a body piece by piece, as fast as it is taken. */
public interface BodySource {
  /** The next piece; empty when there is no more. Asked for when the one before was taken. */
  Uni<Optional<Buffer>> next();

  /** The last piece for a client that takes nothing. */
  Buffer cutOff();

  /** How long a client may take nothing, in milliseconds. */
  long patienceMillis();

  /** Nothing more is wanted; once. */
  void close();
}
