package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Kind;
import java.nio.charset.StandardCharsets;

/** Kvasir's answers that are no success: problem documents (RFC 9457) with a code. */
final class Problems {
  private static final int NOT_FOUND = 404;
  private static final byte[] CODE = "\"error\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ABSENT =
      "\"error\":\"not_found\"".getBytes(StandardCharsets.US_ASCII);

  private Problems() {}

  static void judge(Kind step, int status, Text body, Answers answers) {
    if (status == NOT_FOUND && step == Kind.GET && body.contains(ABSENT)) {
      answers.missed(Answers.NEXT);
    } else {
      answers.failed(Answers.NEXT, (status + " " + body.quoted(CODE)).strip());
    }
  }
}
