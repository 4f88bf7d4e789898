package io.kvasir.edge.tracing;

import io.kvasir.core.bytes.Bytes;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What goes along with a message.
 *
 * @param context of the span that asks, at the node that asks
 */
record Mark(Role role, SpanContext context) {
  private static final int BYTES = 1 + 3 * Long.BYTES;

  /** What the message is to the span. */
  enum Role {
    ASKS,
    ANSWERS
  }

  /** 25 bytes: 1 for a question or 2 for an answer, the trace's id, the span's. */
  Bytes encode() {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES);
    buffer.put((byte) (role == Role.ASKS ? 1 : 2));
    buffer.putLong(context.high()).putLong(context.low()).putLong(context.span());
    return Bytes.copyOf(buffer.array());
  }

  /** Empty for what is no mark that this release knows. */
  static Optional<Mark> decode(Bytes bytes) {
    if (bytes.length() != BYTES) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes.toArray());
    byte role = buffer.get();
    SpanContext context = new SpanContext(buffer.getLong(), buffer.getLong(), buffer.getLong());
    boolean isSound =
        (role == 1 || role == 2)
            && context.span() != 0
            && (context.high() != 0 || context.low() != 0);
    return isSound
        ? Optional.of(new Mark(role == 1 ? Role.ASKS : Role.ANSWERS, context))
        : Optional.empty();
  }
}
