package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Many threads that share the steps of a test. */
final class Crowd {
  private static final int WIDTH = 24;

  private Crowd() {}

  /** Runs {@code step} for 0 to {@code count} − 1; fails when one of them does. */
  static void run(int count, IntConsumer step) {
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int worker = 0; worker < WIDTH; worker++) {
      int first = worker;
      threads.add(
          Thread.ofVirtual()
              .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
              .start(
                  () -> {
                    for (int n = first; n < count; n += WIDTH) {
                      step.accept(n);
                    }
                  }));
    }
    Await.until(
        Duration.ofMinutes(4),
        () -> "the steps do not end",
        () -> threads.stream().noneMatch(Thread::isAlive));
    assertThat(failures).isEmpty();
  }

  /** Runs {@code step} for each of the items; fails when one of them does. */
  static <T> void forEach(Iterable<T> items, Consumer<T> step) {
    List<T> all = new ArrayList<>();
    items.forEach(all::add);
    run(all.size(), n -> step.accept(all.get(n)));
  }
}
