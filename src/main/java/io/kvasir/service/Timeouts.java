package io.kvasir.service;

/** How long requests wait unless their clients say otherwise, in milliseconds. */
public record Timeouts(long writeMillis, long readMillis) {
  public static final Timeouts DEFAULT = new Timeouts(5_000, 3_000);
}
