package io.kvasir.edge.tcp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection that are under way. In order, which is how it begins, answers
 * leave as requests came, and a request waits for those before it that it must not overtake ({@link
 * Scope#isBefore}); out of order, neither holds. Single owner; does nothing by itself.
 *
 * @param <R> a request
 * @param <A> an answer
 */
final class Pipeline<R, A> {
  /**
   * The place of a request.
   *
   * @param <R> a request
   * @param <A> an answer
   */
  static final class Slot<R, A> {
    private final R request;
    private final Scope scope;
    private final int bytes;
    private boolean begun;
    private @Nullable A answer;

    private Slot(R request, Scope scope, int bytes) {
      this.request = request;
      this.scope = scope;
      this.bytes = bytes;
    }

    R request() {
      return request;
    }
  }

  private final int maxRequests;
  private final long maxBytes;
  private final List<Slot<R, A>> underWay = new ArrayList<>();
  private final Deque<Slot<R, A>> ready = new ArrayDeque<>();
  private long bytes;
  private int waiting;
  private boolean outOfOrder;

  /**
   * @param maxBytes of requests, beyond which none is taken in
   */
  Pipeline(int maxRequests, long maxBytes) {
    this.maxRequests = maxRequests;
    this.maxBytes = maxBytes;
  }

  /** From now on requests, and answers, overtake each other. */
  void allowDisorder() {
    outOfOrder = true;
    underWay.stream().filter(slot -> slot.answer != null).forEach(ready::add);
    underWay.removeIf(slot -> slot.answer != null);
  }

  /** Whether they do. */
  boolean isOutOfOrder() {
    return outOfOrder;
  }

  /** Whether no request may be taken in until an answer has left. */
  boolean isFull() {
    return size() >= maxRequests || bytes >= maxBytes;
  }

  /** Requests whose answers have not left. */
  int size() {
    return underWay.size() + ready.size();
  }

  /**
   * Takes a request in; {@link #startable} says when it may begin.
   *
   * @param requestBytes what it counts
   */
  void admit(R request, Scope scope, int requestBytes) {
    underWay.add(new Slot<>(request, scope, requestBytes));
    bytes += requestBytes;
    waiting++;
  }

  /** Requests that may begin now and have not; each is named once. */
  List<Slot<R, A>> startable() {
    List<Slot<R, A>> startable = new ArrayList<>();
    for (int at = 0; at < underWay.size() && waiting > 0; at++) {
      Slot<R, A> slot = underWay.get(at);
      if (!slot.begun && (outOfOrder || isFree(slot.scope, at))) {
        slot.begun = true;
        waiting--;
        startable.add(slot);
      }
    }
    return startable;
  }

  /** Whether a request at that place need not wait for one before it. */
  private boolean isFree(Scope scope, int at) {
    for (Slot<R, A> earlier : underWay.subList(0, at)) {
      if (earlier.answer == null && earlier.scope.isBefore(scope)) {
        return false;
      }
    }
    return true;
  }

  /** A request that has begun is answered. */
  void answer(Slot<R, A> slot, A answer) {
    slot.answer = answer;
    if (outOfOrder) {
      underWay.remove(slot);
      ready.add(slot);
      return;
    }
    int done = 0;
    while (done < underWay.size() && underWay.get(done).answer != null) {
      ready.add(underWay.get(done++));
    }
    underWay.subList(0, done).clear();
  }

  /** The answer that leaves next. */
  Optional<A> next() {
    Slot<R, A> slot = ready.poll();
    if (slot == null) {
      return Optional.empty();
    }
    bytes -= slot.bytes;
    return Optional.ofNullable(slot.answer);
  }
}
