package io.kvasir.service;

import io.kvasir.engine.Engine;
import io.kvasir.engine.port.Trace;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The one place where checks and the engine's completions become {@code Uni}s. */
final class Calls {
  /** How long news of the cluster may take. */
  private static final long NEWS_MILLIS = 1_000;

  private static final Executor ASIDE =
      task -> Infrastructure.getDefaultExecutor().execute(Trace.carried(task));

  private Calls() {}

  /**
   * A {@code Uni} of what {@code call} hands to the consumer it is given, exactly once. Subscribing
   * makes the call; the item comes on whatever thread completes it. A cancelled subscription does
   * not take the call back.
   */
  static <T> Uni<T> uni(Consumer<Consumer<T>> call) {
    return Uni.createFrom().emitter(emitter -> call.accept(Trace.carried(emitter::complete)));
  }

  /** The same for what takes long to be made of: it goes on aside, not on the engine's loops. */
  static <T> Uni<T> aside(Consumer<Consumer<T>> call) {
    return Calls.<T>uni(call).emitOn(ASIDE);
  }

  /**
   * Like {@link #checked}; but before a bucket counts as unknown, this node learns what the cluster
   * has agreed on by now.
   */
  static <T> Uni<Result<T>> current(Engine engine, Supplier<Uni<Result<T>>> request) {
    try {
      return request.get();
    } catch (Refused refused) {
      return refused.failure() instanceof Failure.BucketNotFound
          ? Calls.<Boolean>uni(done -> engine.refreshTopology(NEWS_MILLIS, () -> done.accept(true)))
              .flatMap(known -> checked(request))
          : Uni.createFrom().item(Result.failed(refused.failure()));
    }
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
