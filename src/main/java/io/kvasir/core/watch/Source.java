package io.kvasir.core.watch;

import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import java.util.Optional;

/** One replica as a feed sees it. */
final class Source {
  /** What goes on with it. */
  enum State {
    /** It is to be asked. */
    IDLE,
    /** It was asked for its changes. */
    PULLING,
    /** It has changes, which wait to be worked on. */
    READY,
    /** It did not answer. */
    DOWN
  }

  final NodeId node;
  private State state = State.IDLE;
  private Optional<Actor> store = Optional.empty();
  private Optional<JournalPage> page = Optional.empty();
  private long seen;
  private boolean isSuperseded;

  Source(NodeId node) {
    this.node = node;
  }

  State state() {
    return state;
  }

  /** Whose journal it has; empty until it said so. */
  Optional<Actor> store() {
    return store;
  }

  boolean isUp() {
    return store.isPresent() && state != State.DOWN;
  }

  Optional<JournalPage> page() {
    return page;
  }

  void pulling() {
    state = State.PULLING;
    isSuperseded = false;
  }

  /** It was seen to show something that it came to show with this change. */
  void saw(long sequence) {
    seen = Math.max(seen, sequence);
  }

  /** Something later than what it showed was had of it; its page may be older than that. */
  void supersede() {
    isSuperseded = true;
  }

  /** Whether its page may be of an earlier moment than what was had of it otherwise. */
  boolean isOutdated() {
    return isSuperseded || page.filter(each -> each.head() < seen).isPresent();
  }

  void idle() {
    state = State.IDLE;
    page = Optional.empty();
  }

  void down() {
    state = State.DOWN;
    page = Optional.empty();
  }

  void ready(JournalPage pulled) {
    state = State.READY;
    page = Optional.of(pulled);
  }

  void is(Actor found) {
    if (!store.equals(Optional.of(found))) {
      seen = 0;
    }
    store = Optional.of(found);
  }
}
