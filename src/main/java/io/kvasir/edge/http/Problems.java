package io.kvasir.edge.http;

import io.kvasir.service.Failure;
import io.kvasir.service.problem.Diagnoses;
import io.kvasir.service.problem.Diagnosis;
import io.kvasir.service.problem.ProblemType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The problems of this API. */
public final class Problems {
  /** Those that may be gone when the same is asked again in a moment. */
  private static final Set<ProblemType> SHORT =
      EnumSet.of(
          ProblemType.NOT_YET_SEEN,
          ProblemType.NOT_JOINED,
          ProblemType.NO_LEADER,
          ProblemType.NO_QUORUM,
          ProblemType.NO_REPLICA,
          ProblemType.STOPPING,
          ProblemType.OVERLOADED);

  /** After how many seconds an overloaded node may be asked again. */
  private static final String RETRY_AFTER_SECONDS = "1";

  private Problems() {}

  /** What a service's failure looks like here. */
  public static Problem of(Failure failure) {
    Problem problem =
        failure.alone() instanceof Failure.PreconditionFailed failed
            ? precondition(failed.current())
            : of(Diagnoses.of(failure));
    return failure
        .session()
        .map(token -> problem.withHeader(Provenance.SESSION, token))
        .orElse(problem);
  }

  private static Problem of(Diagnosis diagnosis) {
    Problem problem = Problem.of(diagnosis);
    return SHORT.contains(diagnosis.type())
        ? problem.withHeader("Retry-After", RETRY_AFTER_SECONDS)
        : problem;
  }

  /** A field or parameter has a value it cannot have; the reason is a sentence's end. */
  public static Problem invalid(String field, String reason) {
    return of(Diagnoses.invalid(field, reason));
  }

  static Problem unsupported(String feature, String reason) {
    return of(Diagnoses.unsupported(feature, reason));
  }

  static Problem tooLarge(String what, long limit, String unit) {
    return of(Diagnoses.tooLarge(what, limit, unit));
  }

  /** There is nothing under the key. */
  public static Problem notFound(String key) {
    return Problem.of(ProblemType.NOT_FOUND, "There is nothing under this key.").with("key", key);
  }

  static Problem overloaded(String detail) {
    return of(Diagnoses.overloaded(detail));
  }

  static Problem slowConsumer() {
    return of(Diagnoses.slowConsumer());
  }

  static Problem internal() {
    return of(Diagnoses.internal());
  }

  /** In the terms of HTTP: what stands there is known by its entity tag. */
  static Problem precondition(Optional<Long> current) {
    if (current.isEmpty()) {
      return Problem.of(ProblemType.PRECONDITION_FAILED, "There is nothing under the key.");
    }
    String tag = EntityTags.of(current.get());
    return Problem.of(
            ProblemType.PRECONDITION_FAILED, "What stands under the key has the ETag " + tag + ".")
        .with("etag", tag)
        .withHeader("ETag", tag);
  }

  /** The answer exists in other media types only. */
  public static Problem unacceptable(String offered) {
    return Problem.of(ProblemType.NOT_ACCEPTABLE, "This answer can be had as " + offered + " only.")
        .with("offered", offered);
  }

  static Problem unsupportedMedia(String detail, String accepted) {
    return Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, detail).withHeader("Accept", accepted);
  }
}
