package io.kvasir.service;

import io.kvasir.core.bucket.DataType;

/** What a client may do with a key; the labels are its names in errors and metrics. */
public enum Verb {
  GET("get"),
  PUT("put"),
  DELETE("delete"),
  SET_ADD("set_add"),
  SET_REMOVE("set_remove"),
  COUNTER_INCREMENT("counter_increment"),
  COUNTER_DECREMENT("counter_decrement"),
  FLAG_ENABLE("flag_enable"),
  FLAG_DISABLE("flag_disable"),
  MAP_UPDATE("map_update"),
  MAP_COUNT("map_count");

  private final String label;

  Verb(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /** Whether it can be done to values of {@code type}. */
  public boolean suits(DataType type) {
    return switch (this) {
      case GET, DELETE -> true;
      case PUT -> type == DataType.LWW_REGISTER || type == DataType.MV_REGISTER;
      case SET_ADD -> type == DataType.OR_SWOT || type == DataType.G_SET;
      case SET_REMOVE -> type == DataType.OR_SWOT;
      case COUNTER_INCREMENT, COUNTER_DECREMENT -> type == DataType.PN_COUNTER;
      case FLAG_ENABLE, FLAG_DISABLE -> type == DataType.EW_FLAG;
      case MAP_UPDATE, MAP_COUNT -> type == DataType.OR_MAP;
    };
  }

  /**
   * Whether it can be done in a linearizable bucket, which holds registers and integers in them.
   */
  boolean suitsLinearizable() {
    return switch (this) {
      case GET, PUT, DELETE, COUNTER_INCREMENT, COUNTER_DECREMENT -> true;
      case SET_ADD, SET_REMOVE, FLAG_ENABLE, FLAG_DISABLE, MAP_UPDATE, MAP_COUNT -> false;
    };
  }

  /** Whether doing it twice may change more than doing it once. */
  public boolean accumulates() {
    return this == COUNTER_INCREMENT || this == COUNTER_DECREMENT || this == MAP_COUNT;
  }
}
