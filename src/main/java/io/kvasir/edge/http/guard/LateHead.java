package io.kvasir.edge.http.guard;

/** Answers requests whose heads are late. */
@FunctionalInterface
public interface LateHead {
  /** A whole response of HTTP/1.1, after which the connection closes. */
  byte[] answer();
}
