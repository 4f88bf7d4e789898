package io.kvasir.edge.cli.bench.workload;

/** Where the operations of one event loop come from. */
@FunctionalInterface
public interface Workload {
  /** Fills in the next operation; false when there is none any more. */
  boolean next(Operation operation);
}
