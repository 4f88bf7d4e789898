package io.kvasir.operator.store;

import java.util.OptionalInt;

/** The ids of a cluster's nodes: its name, a dash, and the ordinal of the pod. */
public record Names(String cluster) {
  private static final int MOST_DIGITS = 4;

  public String of(int ordinal) {
    return cluster + "-" + ordinal;
  }

  /** Empty when the id is not one of a pod of this cluster. */
  public OptionalInt ordinal(String id) {
    String prefix = cluster + "-";
    String digits = id.startsWith(prefix) ? id.substring(prefix.length()) : "";
    boolean isNumber =
        !digits.isEmpty()
            && digits.length() <= MOST_DIGITS
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber && id.equals(of(Integer.parseInt(digits)))
        ? OptionalInt.of(Integer.parseInt(digits))
        : OptionalInt.empty();
  }
}
