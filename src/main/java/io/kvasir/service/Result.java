package io.kvasir.service;

/** What became of a request. */
public sealed interface Result<T> {
  /** It was carried out. */
  record Ok<T>(T value) implements Result<T> {}

  /** It was not, or not certainly. */
  record Failed<T>(Failure failure) implements Result<T> {}

  static <T> Result<T> ok(T value) {
    return new Ok<>(value);
  }

  static <T> Result<T> failed(Failure failure) {
    return new Failed<>(failure);
  }
}
