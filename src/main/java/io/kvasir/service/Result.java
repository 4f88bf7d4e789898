package io.kvasir.service;

import java.util.function.Function;

/** What became of a request. */
public sealed interface Result<T> {
  /** The same of what {@code then} makes of what was carried out. */
  default <R> Result<R> map(Function<T, R> then) {
    return switch (this) {
      case Ok<T>(T value) -> ok(then.apply(value));
      case Failed<T>(Failure failure) -> failed(failure);
    };
  }

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
