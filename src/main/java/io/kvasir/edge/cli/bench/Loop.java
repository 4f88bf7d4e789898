package io.kvasir.edge.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * One thread with its share of the connections: it sends what is due, waits for sockets, reads what
 * they have, and sends at once what follows from that.
 */
final class Loop implements Runnable {
  private static final long SWEEP_MILLIS = 20;
  private static final long SWEEP_NANOS = SWEEP_MILLIS * 1_000_000;

  /** How long answers are waited for when the load was stopped. */
  private static final long STOPPED_NANOS = 1_000_000_000;

  private final Selector selector;
  private final Dispatcher dispatcher;
  private final Window window;
  private final CountDownLatch settled;
  private final long timeoutNanos;
  private final List<Connection> connections = new ArrayList<>();
  private final List<Connection> unflushed = new ArrayList<>();
  private final Input buffer = new Input();
  private long swept;
  private boolean counted;

  /**
   * @param settled counts the loops whose connections are made, as far as they can be
   * @param timeoutNanos how long it goes on behind the window's end
   */
  Loop(
      Selector selector,
      Dispatcher dispatcher,
      Window window,
      CountDownLatch settled,
      long timeoutNanos) {
    this.selector = selector;
    this.dispatcher = dispatcher;
    this.window = window;
    this.settled = settled;
    this.timeoutNanos = timeoutNanos;
  }

  void add(Connection connection) {
    connections.add(connection);
  }

  void unflushed(Connection connection) {
    unflushed.add(connection);
  }

  @Override
  public void run() {
    try {
      connections.forEach(one -> one.connect(System.nanoTime()));
      while (!isDone(System.nanoTime())) {
        turn();
      }
      if (!window.isStopped()) {
        long now = System.nanoTime();
        connections.forEach(one -> one.giveUp(now));
      }
      dispatcher.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      connections.forEach(Connection::close);
      settled.countDown();
    }
  }

  private boolean isDone(long now) {
    long patience = window.isStopped() ? Math.min(timeoutNanos, STOPPED_NANOS) : timeoutNanos;
    boolean late = window.isOver(now) && now - window.end() > patience;
    return (window.hasBegun() || window.isStopped()) && (late || dispatcher.isDone(now));
  }

  private void turn() throws IOException {
    long now = System.nanoTime();
    sweep(now);
    send(now);
    selector.select(this::ready, SWEEP_MILLIS);
  }

  private void send(long now) {
    dispatcher.turn(now);
    for (Connection connection : unflushed) {
      connection.flush(now);
    }
    unflushed.clear();
  }

  private void ready(SelectionKey key) {
    if (key.attachment() instanceof Connection connection) {
      long now = System.nanoTime();
      connection.ready(now, buffer);
      send(now);
    }
  }

  private void sweep(long now) {
    if (now - swept < SWEEP_NANOS) {
      return;
    }
    swept = now;
    connections.forEach(one -> one.sweep(now));
    if (!counted && connections.stream().allMatch(Connection::isSettled)) {
      counted = true;
      settled.countDown();
    }
  }
}
