package io.kvasir.edge.tracing;

import java.util.HexFormat;

/**
 * Which span of which trace.
 *
 * @param high upper half of the trace's id
 * @param low lower half of it; not both are 0
 * @param span not 0
 */
record SpanContext(long high, long low, long span) {
  /** 32 hexadecimal digits. */
  String traceId() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }

  SpanContext child(long id) {
    return new SpanContext(high, low, id);
  }
}
