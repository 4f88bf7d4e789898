package io.kvasir.edge.http;

/**
 * How bodies are taken in.
 *
 * @param memoryBytes what the bodies of all requests under way may hold
 * @param timeoutMillis how long one may take to arrive
 */
public record Intake(long memoryBytes, long timeoutMillis) {}
