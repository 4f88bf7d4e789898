package io.kvasir.edge.cli.bench;

import io.kvasir.edge.cli.bench.protocol.Endpoint;
import io.kvasir.edge.cli.bench.protocol.Target;
import io.kvasir.edge.cli.bench.workload.Shape;
import java.time.Duration;
import java.util.List;

/**
 * What is to be done.
 *
 * @param endpoints which the connections are dealt out to in turn
 * @param connections in all, at least {@code threads}
 * @param inFlight requests under way on each of them
 * @param threads event loops
 * @param rate operations per second, in all; 0 for a closed loop
 * @param valueBytes of each value
 * @param timeout of one request, and for connecting
 * @param watchers connections that watch
 */
public record Plan(
    Target target,
    List<Endpoint> endpoints,
    Shape shape,
    int connections,
    int inFlight,
    int threads,
    double rate,
    int valueBytes,
    Duration warmup,
    Duration duration,
    Duration timeout,
    int watchers,
    String label) {
  public Plan {
    endpoints = List.copyOf(endpoints);
  }

  Plan withoutWatchers() {
    return new Plan(
        target,
        endpoints,
        shape,
        connections,
        inFlight,
        threads,
        rate,
        valueBytes,
        warmup,
        duration,
        timeout,
        0,
        label);
  }

  boolean isOpen() {
    return rate > 0;
  }
}
