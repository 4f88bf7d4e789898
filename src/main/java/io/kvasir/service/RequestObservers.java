package io.kvasir.service;

/**
 * Who learns of requests, whatever protocol they come by.
 *
 * @param metrics is told when the answer is known
 * @param log is told when the answer was sent
 */
public record RequestObservers(RequestObserver metrics, RequestLog log) {
  /** Without a log. */
  public static RequestObservers of(RequestObserver metrics) {
    return new RequestObservers(metrics, RequestLog.NONE);
  }
}
