package io.kvasir.core.handoff;

import io.kvasir.core.handoff.HandoffMessage.Request;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.Deadline;
import io.kvasir.core.time.Tick;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * One question to a source until it is answered: asked anew, under a new token, when the answer is
 * overdue or was a refusal, after a wait that doubles and is jittered.
 */
final class Inquiry {
  private static final long TIMEOUT_MILLIS = 15_000;
  private static final long FIRST_WAIT_MILLIS = 50;
  private static final long LONGEST_WAIT_MILLIS = 5_000;
  private static final int DOUBLINGS = 7;

  private final NodeId source;
  private final LongFunction<Request> question;
  private final LongSupplier tokens;
  private final RandomGenerator random;
  private Optional<Request> asked = Optional.empty();
  private Deadline next;
  private int failures;

  /** To be asked at once. */
  Inquiry(
      NodeId source,
      LongFunction<Request> question,
      LongSupplier tokens,
      RandomGenerator random,
      Tick now) {
    this.source = source;
    this.question = question;
    this.tokens = tokens;
    this.random = random;
    this.next = new Deadline(now);
  }

  NodeId source() {
    return source;
  }

  /** What is to be sent now, if anything. */
  Optional<Request> due(Tick now) {
    if (!next.isPassed(now)) {
      return Optional.empty();
    }
    if (asked.isPresent()) {
      return wait(now);
    }
    asked = Optional.of(question.apply(tokens.getAsLong()));
    next = Deadline.after(now, TIMEOUT_MILLIS);
    return asked;
  }

  /** Whether {@code message} is the answer from {@code from} to what was asked last. */
  boolean isAnsweredBy(NodeId from, HandoffMessage message) {
    return from.equals(source)
        && asked.filter(request -> request.token() == message.token()).isPresent();
  }

  /** The question came to nothing; it will be due again. */
  void fail(Tick now) {
    Optional<Request> _ = wait(now);
  }

  /** Whether an answer is still waited for. */
  boolean isAsked() {
    return asked.isPresent();
  }

  private Optional<Request> wait(Tick now) {
    asked = Optional.empty();
    long longest =
        Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS << Math.min(failures, DOUBLINGS));
    failures++;
    next = Deadline.after(now, longest / 2 + random.nextLong(longest / 2 + 1));
    return Optional.empty();
  }
}
