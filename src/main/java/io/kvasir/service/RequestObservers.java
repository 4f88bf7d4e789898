package io.kvasir.service;

/**
 * Who learns of requests, whatever protocol they come by.
 *
 * @param metrics is told when the answer is known
 * @param log is told when the answer was sent
 * @param traces follow some of them
 */
public record RequestObservers(RequestObserver metrics, RequestLog log, RequestTraces traces) {}
