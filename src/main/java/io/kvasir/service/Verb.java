package io.kvasir.service;

import io.kvasir.core.bucket.DataType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a client may do with a key; the labels are its names in errors and metrics. */
public enum Verb {
  GET("get", null),
  PUT("put", DataType.LWW_REGISTER),
  DELETE("delete", null),
  SET_ADD("set_add", DataType.OR_SWOT),
  SET_REMOVE("set_remove", DataType.OR_SWOT),
  COUNTER_INCREMENT("counter_increment", DataType.PN_COUNTER),
  COUNTER_DECREMENT("counter_decrement", DataType.PN_COUNTER);

  private final String label;
  private final Optional<DataType> type;

  Verb(String label, @Nullable DataType type) {
    this.label = label;
    this.type = Optional.ofNullable(type);
  }

  public String label() {
    return label;
  }

  /** Whether it can be done to values of {@code candidate}. */
  public boolean suits(DataType candidate) {
    return type.isEmpty() || type.get() == candidate;
  }

  /** Whether doing it twice may change more than doing it once. */
  public boolean accumulates() {
    return this == COUNTER_INCREMENT || this == COUNTER_DECREMENT;
  }
}
