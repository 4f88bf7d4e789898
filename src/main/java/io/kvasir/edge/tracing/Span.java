package io.kvasir.edge.tracing;

import java.util.List;

/**
 * A step of a trace that is over.
 *
 * @param parent the id of the span that it is within; 0 for none
 * @param startNanos since 1970
 * @param endNanos since 1970
 * @param links other spans that it has to do with
 */
record Span(
    SpanContext context,
    long parent,
    String name,
    Kind kind,
    long startNanos,
    long endNanos,
    List<SpanContext> links,
    List<Attribute> attributes,
    boolean failed) {
  Span {
    links = List.copyOf(links);
    attributes = List.copyOf(attributes);
  }

  /** What the span is to the other end of a call; the numbers are OTLP's. */
  enum Kind {
    INTERNAL(1),
    SERVER(2),
    CLIENT(3);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  /** What is said of a span, or of the node. */
  sealed interface Attribute {
    String name();

    record Text(String name, String value) implements Attribute {}

    record Whole(String name, long value) implements Attribute {}
  }
}
