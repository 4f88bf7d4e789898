package io.kvasir.edge.cli.bench;

import java.util.Map;
import java.util.TreeMap;

/**
 * What came of writing all keys before a load.
 *
 * @param requests how many it takes
 * @param written how many of them were acknowledged
 * @param errors by kind
 */
public record Preloaded(long requests, long written, Map<String, Long> errors) {
  public Preloaded {
    errors = new TreeMap<>(errors);
  }

  public boolean isWhole() {
    return written == requests;
  }

  @Override
  public String toString() {
    return "the preload wrote %d of %d; errors: %s".formatted(written, requests, errors);
  }
}
