package io.kvasir.service;

import io.smallrye.mutiny.Uni;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The one place where checks and the engine's completions become {@code Uni}s. */
final class Calls {
  private Calls() {}

  /**
   * A {@code Uni} of what {@code call} hands to the consumer it is given, exactly once. Subscribing
   * makes the call; the item comes on whatever thread completes it. A cancelled subscription does
   * not take the call back.
   */
  static <T> Uni<T> uni(Consumer<Consumer<T>> call) {
    return Uni.createFrom().emitter(emitter -> call.accept(emitter::complete));
  }

  /** What {@code request} prepares; when it is refused, a {@code Uni} of the reason. */
  static <T> Uni<Result<T>> checked(Supplier<Uni<Result<T>>> request) {
    try {
      return request.get();
    } catch (Refused refused) {
      return Uni.createFrom().item(Result.failed(refused.failure()));
    }
  }
}
