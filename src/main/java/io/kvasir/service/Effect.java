package io.kvasir.service;

/** What a request that failed did to the data. */
public enum Effect {
  /** It was carried out, though less safely than asked. */
  APPLIED("applied"),
  /** It changed nothing and never will. */
  NOT_APPLIED("not-applied"),
  /** Nobody can tell yet: it may have changed something, or may still. */
  UNKNOWN("unknown");

  private final String label;

  Effect(String label) {
    this.label = label;
  }

  /** Its name in interfaces. */
  public String label() {
    return label;
  }
}
