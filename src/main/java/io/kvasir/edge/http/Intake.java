package io.kvasir.edge.http;

import io.kvasir.service.ByteBudget;

/**
 * How bodies are taken in.
 *
 * @param budget what the bodies of all requests under way may hold, whichever listener they came to
 * @param timeoutMillis how long one may take to arrive
 */
public record Intake(ByteBudget budget, long timeoutMillis) {
  public Intake(long memoryBytes, long timeoutMillis) {
    this(new ByteBudget(memoryBytes), timeoutMillis);
  }
}
