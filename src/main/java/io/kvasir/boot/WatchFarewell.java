package io.kvasir.boot;

import io.kvasir.service.WatchService;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends all watches of a node that stops, each with its reason and cursor. That has to be while
 * their connections are there: closing these is the first thing that Quarkus does in its shutdown.
 */
@Singleton
final class WatchFarewell {
  /** How long it may take to tell all; who takes nothing is not waited for any longer. */
  private static final long LIMIT_NANOS = 1_000_000_000;

  private static final long STEP_NANOS = 5_000_000;

  void end(@Observes ShutdownDelayInitiatedEvent event, WatchService watches) {
    long deadline = System.nanoTime() + LIMIT_NANOS;
    watches.drain();
    while (watches.watchers() > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(STEP_NANOS);
    }
  }
}
