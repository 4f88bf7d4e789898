package io.kvasir.engine.port;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The trace of a client's request, at one of its steps. A thread works for one at a time, or for
 * none; whoever puts work aside for later lets it be {@link #carried}. What a trace is made of is
 * its maker's concern: the engine hands it on and names steps.
 *
 * <p>As long as nothing is traced all here does nothing, and makes no objects.
 */
public abstract class Trace {
  private static final ThreadLocal<@Nullable Trace> CURRENT = new ThreadLocal<>();
  private static volatile boolean on;

  /** A step that has begun. */
  public interface Step {
    /** For work that is part of it. */
    Trace trace();

    /** Only the first call counts. Any thread. */
    void end();
  }

  /** Called once, before the first request that may be traced. */
  public static void switchOn() {
    on = true;
  }

  /** Whether any request may be traced. */
  public static boolean isOn() {
    return on;
  }

  /** What this thread works for. */
  public static @Nullable Trace current() {
    return on ? CURRENT.get() : null;
  }

  /**
   * This thread works for {@code trace}, or for none, until {@link #leave}.
   *
   * @return what it worked for before
   */
  public static @Nullable Trace enter(@Nullable Trace trace) {
    if (!on) {
      return null;
    }
    Trace before = CURRENT.get();
    CURRENT.set(trace);
    return before;
  }

  /**
   * This thread works again for what it did before.
   *
   * @param before as {@link #enter} gave it
   */
  public static void leave(@Nullable Trace before) {
    if (on) {
      CURRENT.set(before);
    }
  }

  /** The same task, for what this thread works for now. */
  public static Runnable carried(Runnable task) {
    Trace trace = current();
    return trace == null ? task : () -> run(trace, task);
  }

  /** The same consumer, for what this thread works for now. */
  public static <T> Consumer<T> carried(Consumer<T> consumer) {
    Trace trace = current();
    return trace == null ? consumer : item -> run(trace, () -> consumer.accept(item));
  }

  /** Carries out a task for {@code trace}, or for none. */
  public static void run(@Nullable Trace trace, Runnable task) {
    Trace before = enter(trace);
    try {
      task.run();
    } finally {
      leave(before);
    }
  }

  /** Begins a step within this one. */
  public abstract Step begin(String name);

  /**
   * Notes a step within this one that has just ended.
   *
   * @param sinceNanos when it began, of {@link System#nanoTime}
   * @param with a step, of whatever trace, that was done in one go with it
   * @return that step
   */
  public abstract Trace took(String name, long sinceNanos, @Nullable Trace with);

  /** For work that is done at once for this one and others, which its steps will point to. */
  public abstract Trace with(List<Trace> others);
}
