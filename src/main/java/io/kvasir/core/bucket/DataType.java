package io.kvasir.core.bucket;

import java.util.Optional;

/** The type of all values of a bucket. */
public enum DataType {
  LWW_REGISTER("lww"),
  OR_SWOT("orswot"),
  PN_COUNTER("pn_counter");

  private final String label;

  DataType(String label) {
    this.label = label;
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
