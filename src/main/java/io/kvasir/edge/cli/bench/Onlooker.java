package io.kvasir.edge.cli.bench;

/** Is told several times a second how far a load is. */
@FunctionalInterface
public interface Onlooker {
  /**
   * Called by the thread that waits for the load.
   *
   * @param share of the time or of the operations that is over, 0 to 1
   */
  void look(String phase, double share, long operations, long errors);
}
