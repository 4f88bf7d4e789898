package io.kvasir.edge.http;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.service.problem.ProblemType;

/** What a client is told whose request cannot be read to its end, below HTTP's own server. */
public final class LateRequest {
  private LateRequest() {}

  /** A whole response of HTTP/1.1, after which the connection ends. */
  public static byte[] head(long timeoutMillis) {
    String id = RequestIds.random();
    Problem problem =
        Problem.of(
                ProblemType.REQUEST_TIMEOUT,
                "The head of the request did not arrive within %d milliseconds."
                    .formatted(timeoutMillis))
            .withRetryable(true);
    String body = Bytes.copyOf(Json.write(problem.document(id))).asUtf8();
    String head =
        """
        HTTP/1.1 408 Request Timeout\r
        Content-Type: %s\r
        Content-Length: %d\r
        Connection: close\r
        %s: %s\r
        \r
        """
            .formatted(MediaTypes.PROBLEM, body.length(), RequestIds.HEADER, id);
    return Bytes.utf8(head + body).toArray();
  }
}
