package io.kvasir.contract;

import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.StorageFault;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** One asynchronous call of a port, and how it ended. */
public final class Call<T> implements Completion<T> {
  private static final long SECONDS = 20;

  private final CompletableFuture<T> end = new CompletableFuture<>();
  private final AtomicInteger ends = new AtomicInteger();

  @Override
  public void succeed(T value) {
    ends.incrementAndGet();
    end.complete(value);
  }

  @Override
  public void fail(StorageFault fault) {
    ends.incrementAndGet();
    end.completeExceptionally(new Failed(fault));
  }

  public boolean isOver() {
    return end.isDone();
  }

  public boolean hasFailed() {
    return end.isCompletedExceptionally();
  }

  /** How often it ended; once is right. */
  public int ends() {
    return ends.get();
  }

  /** Waits until it is over, in real time. */
  public void awaitEnd() {
    try {
      end.handle((value, failure) -> ends()).get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | InterruptedException | TimeoutException missing) {
      throw new AssertionError("the call did not end", missing);
    }
  }

  /** Waits for the success, in real time. */
  public T value() {
    try {
      return end.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw new AssertionError("the call failed: " + failed.getCause(), failed);
    } catch (InterruptedException | TimeoutException missing) {
      throw new AssertionError("the call did not end", missing);
    }
  }

  /** Waits for the failure, in real time. */
  public StorageFault fault() {
    try {
      throw new AssertionError("the call succeeded: " + end.get(SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Failed fault) {
        return fault.fault;
      }
      throw new AssertionError(failed);
    } catch (InterruptedException | TimeoutException missing) {
      throw new AssertionError("the call did not end", missing);
    }
  }

  private static final class Failed extends Exception {
    private static final long serialVersionUID = 1;
    private final transient StorageFault fault;

    Failed(StorageFault fault) {
      super(fault.reason());
      this.fault = fault;
    }
  }
}
