package io.kvasir.core.consensus;

import io.kvasir.core.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is stored of one replica, as {@link io.kvasir.engine.port.GroupStore} promises it. */
final class SimImage {
  /** One call to the store; takes effect as a whole or not at all. */
  sealed interface Operation {
    record Write(LogWrite write) implements Operation {}

    record Compact(LogStart start) implements Operation {}

    record Apply(List<LogEntry> entries) implements Operation {}

    record Stage(LogStart head, Chunk chunk) implements Operation {}

    record Install(LogStart head, Chunk last) implements Operation {}
  }

  private record Staged(LogStart head, Bytes content, Bytes next) {}

  private final ArrayList<LogEntry> entries = new ArrayList<>();
  private HardState state = HardState.INITIAL;
  private LogStart start;
  private SimMachine machine = new SimMachine();
  private Optional<Staged> staged = Optional.empty();

  SimImage(LogStart start) {
    this.start = start;
  }

  SimImage copy() {
    SimImage copy = new SimImage(start);
    copy.entries.addAll(entries);
    copy.state = state;
    copy.machine = machine.copy();
    copy.staged = staged;
    return copy;
  }

  Recovered recovered() {
    return new Recovered(
        state,
        start,
        entries,
        machine.applied(),
        staged.map(kept -> new Recovered.Staged(kept.head(), kept.next())));
  }

  HardState state() {
    return state;
  }

  LogStart start() {
    return start;
  }

  SimMachine machine() {
    return machine;
  }

  boolean hasStaged() {
    return staged.isPresent();
  }

  long lastIndex() {
    return start.index() + entries.size();
  }

  long lastTerm() {
    return entries.isEmpty() ? start.term() : entries.getLast().term();
  }

  /** The entry at an index above the start's. */
  LogEntry entry(long index) {
    return entries.get((int) (index - start.index() - 1));
  }

  /** The term at {@code index}; 0 when it is compacted or not there. */
  long termAt(long index) {
    if (index == start.index()) {
      return start.term();
    }
    return index > start.index() && index <= lastIndex() ? entry(index).term() : 0;
  }

  /** Whether the log has the entry, or a state that came to be through it. */
  boolean has(long index, long term) {
    return index <= start.index() || termAt(index) == term;
  }

  /** The latest members in the log, committed or not. */
  Membership membership() {
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (entries.get(i).payload() instanceof Payload.Members(Membership membership)) {
        return membership;
      }
    }
    return start.membership();
  }

  void perform(Operation operation) {
    switch (operation) {
      case Operation.Write(LogWrite write) -> write(write);
      case Operation.Compact(LogStart to) -> compact(to);
      case Operation.Apply(List<LogEntry> through) -> through.forEach(machine::apply);
      case Operation.Stage(LogStart head, Chunk chunk) -> stage(head, chunk);
      case Operation.Install(LogStart head, Chunk last) -> install(head, last);
    }
  }

  private void write(LogWrite write) {
    if (write.state().isPresent()) {
      state = write.state().get();
    }
    if (write.truncateFrom() > 0) {
      SimViolation.unless(
          write.truncateFrom() > start.index(),
          "truncation from %d of a log after %d",
          write.truncateFrom(),
          start.index());
      long left = Math.min(write.truncateFrom() - 1, lastIndex());
      entries.subList((int) (left - start.index()), entries.size()).clear();
    }
    for (LogEntry entry : write.entries()) {
      SimViolation.unless(
          entry.index() == lastIndex() + 1, "entry %d put after %d", entry.index(), lastIndex());
      entries.add(entry);
    }
  }

  private void compact(LogStart to) {
    SimViolation.unless(
        to.index() <= machine.applied() && to.index() >= start.index(),
        "compaction to %d of a log after %d, applied to %d",
        to.index(),
        start.index(),
        machine.applied());
    SimViolation.unless(
        termAt(to.index()) == to.term(), "compaction to %s, but it is of another term", to);
    entries.subList(0, (int) (to.index() - start.index())).clear();
    start = to;
  }

  private void stage(LogStart head, Chunk chunk) {
    boolean first = chunk.from().length() == 0;
    Bytes before = Bytes.EMPTY;
    if (!first) {
      SimViolation.unless(
          staged.isPresent()
              && staged.get().head().equals(head)
              && staged.get().next().equals(chunk.from()),
          "a piece of %s from %s staged after %s",
          head,
          chunk.from().asUtf8(),
          staged);
      before = staged.get().content();
    }
    staged = Optional.of(new Staged(head, joined(before, chunk.content()), chunk.next()));
  }

  private static Bytes joined(Bytes first, Bytes second) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(first.toArray());
    joined.writeBytes(second.toArray());
    return Bytes.copyOf(joined.toByteArray());
  }

  private void install(LogStart head, Chunk last) {
    stage(head, last);
    machine = SimMachine.of(head.index(), staged.orElseThrow().content().toArray());
    staged = Optional.empty();
    entries.clear();
    start = head;
  }
}
