package io.kvasir.core.node;

import java.util.regex.Pattern;

/**
 * The name of a node, unique in its cluster: 1 to 64 of letters, digits, {@code .}, {@code _},
 * {@code -}.
 */
public record NodeId(String value) implements Comparable<NodeId> {
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  public NodeId {
    if (!VALID.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a node id is 1 to 64 letters, digits, '.', '_' or '-', not \"" + value + '"');
    }
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
