package io.kvasir.edge.http;

import java.util.Map;
import java.util.Optional;

/** How a listener says that something went wrong. */
@FunctionalInterface
public interface Tongue {
  /** Says it as a problem document, which the main API does. */
  Tongue DOCUMENTS = problem -> new Answer.Refusal(problem, Optional.empty());

  /** What is answered for a problem. */
  Answer say(Problem problem);

  /** A status without a body. What the document would say that matters is in headers. */
  static Answer silently(Problem problem) {
    return headed(problem, new Answer.Empty(problem.status(), Optional.empty()));
  }

  /** A status with a text. */
  static Answer plainly(Problem problem, String text) {
    return headed(problem, Answer.text(problem.status(), text, Optional.empty()));
  }

  private static Answer headed(Problem problem, Answer answer) {
    Answer headed =
        answer
            .with("Kvasir-Error", problem.type().code())
            .with("Kvasir-Outcome", problem.effect().label());
    for (Map.Entry<String, String> header : problem.headers().entrySet()) {
      headed = headed.with(header.getKey(), header.getValue());
    }
    return headed;
  }
}
