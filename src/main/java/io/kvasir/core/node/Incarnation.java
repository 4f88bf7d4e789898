package io.kvasir.core.node;

/**
 * How often a node has spoken up for itself. Only the node raises it; what is said of a node at a
 * higher incarnation outweighs what is said at a lower one (Das, Gupta and Motivala, "SWIM", DSN
 * 2002, 4.2).
 *
 * @param number 0 for what was not heard of the node itself
 */
public record Incarnation(long number) implements Comparable<Incarnation> {
  /** Of a node that is only known from a list. */
  public static final Incarnation HEARSAY = new Incarnation(0);

  /** Which every process begins with; it soon learns of a former life and goes beyond it. */
  public static final Incarnation FIRST = new Incarnation(1);

  public Incarnation {
    if (number < 0 || number == Long.MAX_VALUE) {
      throw new IllegalArgumentException("incarnation out of range: " + number);
    }
  }

  /** The next higher one. */
  public Incarnation next() {
    return new Incarnation(number + 1);
  }

  @Override
  public int compareTo(Incarnation other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Long.toString(number);
  }
}
