package io.kvasir.core.bucket;

import java.util.Optional;

/** The type of all values of a bucket. */
public enum DataType {
  /** One value; the last write wins. */
  LWW_REGISTER("lww", false),
  /** A set; an add wins over a concurrent remove. */
  OR_SWOT("orswot", true),
  /** A counter that goes up and down. */
  PN_COUNTER("pn_counter", false),
  /** The values of all writes that no other has seen. */
  MV_REGISTER("mv_register", true),
  /** True or false; enabling wins over a concurrent disabling. */
  EW_FLAG("flag", true),
  /** A set that only grows. */
  G_SET("gset", true),
  /** Fields with values of these types; an update of a field wins over its concurrent removal. */
  OR_MAP("map", true);

  private final String label;
  private final boolean causal;

  DataType(String label, boolean causal) {
    this.label = label;
    this.causal = causal;
  }

  /** Whether a client can say by a causal context what of a value it has seen. */
  public boolean isCausal() {
    return causal;
  }

  /** Its name in interfaces and metrics. */
  public String label() {
    return label;
  }

  public static Optional<DataType> ofLabel(String label) {
    for (DataType type : values()) {
      if (type.label.equals(label)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
