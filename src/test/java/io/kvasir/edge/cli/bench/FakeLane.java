package io.kvasir.edge.cli.bench;

import java.util.ArrayDeque;
import java.util.Deque;

/** A connection whose answers come when the test gives them, in the order of requests. */
final class FakeLane implements Lane {
  private final Deque<Place> sent = new ArrayDeque<>();
  private boolean open = true;

  Deque<Place> sent() {
    return sent;
  }

  void open(boolean is) {
    open = is;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void send(Place place) {
    sent.add(place);
  }
}
