package io.kvasir.edge.eventbus;

import io.kvasir.edge.wire.Decoded;
import io.kvasir.edge.wire.Envelope;
import io.kvasir.edge.wire.EnvelopeCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A line whose clock the test moves, and that keeps what is written until the test takes it. */
final class RecordingLine implements PeerLink.Line {
  private record Task(long atMillis, Runnable task) {}

  private final List<Envelope> written = new ArrayList<>();
  private final Deque<Consumer<Optional<Throwable>>> unfinished = new ArrayDeque<>();
  private final List<Task> tasks = new ArrayList<>();
  private long nowMillis = -1_000_000;
  private int lost;

  @Override
  public String address() {
    return "self:1";
  }

  @Override
  public long nowMillis() {
    return nowMillis;
  }

  @Override
  public void write(byte[] envelope, Consumer<Optional<Throwable>> done) {
    written.add(opened(envelope));
    unfinished.add(done);
  }

  private static Envelope opened(byte[] bytes) {
    return switch (EnvelopeCodec.decode(bytes)) {
      case Decoded.Valid<Envelope>(Envelope envelope) -> envelope;
      case Decoded.Malformed<Envelope>(String reason) -> throw new AssertionError(reason);
      case Decoded.Unsupported<Envelope>(String reason) -> throw new AssertionError(reason);
    };
  }

  @Override
  public void later(long delayMillis, Runnable task) {
    tasks.add(new Task(nowMillis + delayMillis, task));
  }

  @Override
  public void lost() {
    lost++;
  }

  void pass(long millis) {
    nowMillis += millis;
    List<Task> due = tasks.stream().filter(task -> task.atMillis() <= nowMillis).toList();
    tasks.removeAll(due);
    due.forEach(task -> task.task().run());
  }

  /** The bus is done with all it was given. */
  void finishAll() {
    while (!unfinished.isEmpty()) {
      unfinished.remove().accept(Optional.empty());
    }
  }

  /** The bus gives up on the oldest envelope it was given. */
  void failNext(Throwable failure) {
    unfinished.remove().accept(Optional.of(failure));
  }

  /** The envelopes since the last time this was asked. */
  List<Envelope> take() {
    List<Envelope> taken = List.copyOf(written);
    written.clear();
    return taken;
  }

  int lostCount() {
    return lost;
  }
}
