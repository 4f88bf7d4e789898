package io.kvasir.core.bucket;

import java.math.BigDecimal;

/** A number that a register holds, compared by what it is worth: 1.0 is as large as 1. */
public sealed interface Numeric extends Comparable<Numeric> {
  /** An integer of 64 bits. */
  record Whole(long value) implements Numeric {
    @Override
    public BigDecimal exact() {
      return BigDecimal.valueOf(value);
    }
  }

  /**
   * A floating-point number of 64 bits (IEEE 754).
   *
   * @param value finite
   */
  record Real(double value) implements Numeric {
    public Real {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("not finite: " + value);
      }
    }

    @Override
    public BigDecimal exact() {
      return new BigDecimal(value);
    }
  }

  /** Without rounding. */
  BigDecimal exact();

  @Override
  default int compareTo(Numeric other) {
    return exact().compareTo(other.exact());
  }
}
