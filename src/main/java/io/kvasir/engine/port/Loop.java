package io.kvasir.engine.port;

/** One thread that runs tasks one after another, in the order they were accepted. */
public interface Loop {
  /**
   * Asks for new work to be done.
   *
   * @return false when the loop's queue is full; the task will not run
   */
  boolean offer(Runnable task);

  /**
   * Brings the end of work that was admitted before: always accepted, since its number is bounded
   * by what was admitted.
   */
  void complete(Runnable task);
}
