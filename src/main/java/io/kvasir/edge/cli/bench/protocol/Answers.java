package io.kvasir.edge.cli.bench.protocol;

/** Takes what a codec reads; {@code place} is that of the request, or {@link #NEXT}. */
public interface Answers {
  /** The oldest request that is not answered: answers come in the order of requests. */
  int NEXT = -1;

  void succeeded(int place);

  /** There is nothing under the key. */
  void missed(int place);

  /**
   * The request was not carried out, or may not have been.
   *
   * @param kind what errors are counted by
   */
  void failed(int place, String kind);

  /** A watch has begun: what is written from now on is told. */
  void watching();

  /** A watch tells of a write. */
  void seen(long sequence);

  /** The server ends the connection for a reason, whatever is under way on it. */
  void ended(String kind);

  /** No more answers come on this connection than that for the oldest request, which was given. */
  void closing();
}
