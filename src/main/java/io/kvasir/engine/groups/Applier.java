package io.kvasir.engine.groups;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.LogEntry;
import io.kvasir.core.consensus.Payload;
import io.kvasir.core.node.GroupId;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.StorageFault;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Brings committed entries into the state machine of one replica, a batch at a time: load the rows,
 * carry out the commands, store what changed together with the index; wait until that is durable,
 * if it must be.
 */
final class Applier {
  private static final int BATCH_ENTRIES = 1024;
  private static final long BATCH_BYTES = 1L << 20;

  /** With so much in its results, a batch ends. */
  private static final long RESULT_BYTES = 16L << 20;

  /** With so much to apply, a replica should not be given more. */
  private static final long BACKLOG_BYTES = 64L << 20;

  /** How often a read that failed is tried again, once a tick. */
  private static final int RETRIES = 20;

  /** Who is told. */
  interface Owner {
    /** Whether the result of the entry is of use. */
    boolean isAwaited(LogEntry entry);

    /**
     * What comes of the entries is known for good: they are committed, and any replica comes to the
     * same. Whoever waits can be told, though here it cannot be read before {@link #applied}.
     */
    void decided(List<LogEntry> entries, List<Bytes> results);

    /** All entries up to {@code index} are in the state machine, and can be read. */
    void applied(long index);

    void failed(StorageFault fault);
  }

  private record Batch(List<LogEntry> entries, List<Bytes> commands) {
    static Batch of(List<LogEntry> entries) {
      List<Bytes> commands = new ArrayList<>();
      for (LogEntry entry : entries) {
        if (entry.payload() instanceof Payload.Command(Bytes command)) {
          commands.add(command);
        }
      }
      return new Batch(entries, commands);
    }
  }

  private final GroupId group;
  private final StateMachine machine;
  private final GroupStore store;
  private final Loop loop;
  private final Owner owner;
  private final ArrayDeque<LogEntry> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean isResumed;
  private long state;
  private boolean isBusy;
  private boolean isClosed;
  private int failures;
  private Optional<Runnable> retry = Optional.empty();

  Applier(GroupId group, StateMachine machine, GroupStore store, Loop loop, Owner owner) {
    this.group = group;
    this.machine = machine;
    this.store = store;
    this.loop = loop;
    this.owner = owner;
  }

  void add(List<LogEntry> entries) {
    queue.addAll(entries);
    entries.forEach(entry -> queuedBytes += entry.weight());
  }

  boolean isBehind() {
    return queuedBytes > BACKLOG_BYTES;
  }

  /** Nothing is under way, and nothing waits. */
  boolean isIdle() {
    return !isBusy && queue.isEmpty();
  }

  /** The stored state is another: what the machine derived from it is void. */
  void restart() {
    isResumed = false;
    state++;
    advance();
  }

  void close() {
    isClosed = true;
    queue.clear();
    queuedBytes = 0;
    retry = Optional.empty();
  }

  /** Begins with what waits unless something is under way. */
  void advance() {
    if (isBusy || isClosed) {
      return;
    }
    if (!isResumed) {
      isBusy = true;
      long of = state;
      load(List.copyOf(machine.head()), head -> whenKept(() -> resume(head, of)));
    } else if (!queue.isEmpty()) {
      isBusy = true;
      begin(take());
    }
  }

  void tick() {
    Optional<Runnable> again = retry;
    retry = Optional.empty();
    again.ifPresent(Runnable::run);
  }

  private void resume(SortedMap<Bytes, Bytes> head, long of) {
    if (of == state && !isClosed) {
      machine.resume(head);
      isResumed = true;
      machine.publish();
    }
    isBusy = false;
    advance();
  }

  private Batch take() {
    List<LogEntry> entries = new ArrayList<>();
    long bytes = 0;
    while (!queue.isEmpty() && entries.size() < BATCH_ENTRIES && bytes < BATCH_BYTES) {
      LogEntry entry = queue.remove();
      bytes += entry.weight();
      entries.add(entry);
    }
    return Batch.of(entries);
  }

  /** Whatever rows there are, memory holds few of them: a batch that wants more is cut in two. */
  private void begin(Batch batch) {
    SortedSet<Bytes> rows = machine.rows(batch.commands());
    Read<Optional<SortedMap<Bytes, Bytes>>> read =
        completion ->
            store.loadWithin(group, List.copyOf(rows), StateMachine.MAX_BYTES, completion);
    attempt(
        read,
        loaded -> {
          if (loaded.isPresent()) {
            apply(batch, new Overlay(rows, loaded.get()));
          } else if (batch.entries().size() > 1) {
            begin(Batch.of(putBackFrom(batch, batch.entries().size() / 2)));
          } else {
            beginWithFewest(batch);
          }
        });
  }

  private void beginWithFewest(Batch batch) {
    SortedSet<Bytes> rows = new TreeSet<>();
    batch.commands().forEach(command -> rows.addAll(machine.fewestRows(command)));
    load(List.copyOf(rows), loaded -> apply(batch, new Overlay(rows, loaded)));
  }

  /** The entries before {@code position}; the others wait again. */
  private List<LogEntry> putBackFrom(Batch batch, int position) {
    List<LogEntry> entries = batch.entries();
    entries.subList(position, entries.size()).reversed().forEach(queue::addFirst);
    return entries.subList(0, position);
  }

  private interface Loaded {
    void then(SortedMap<Bytes, Bytes> rows);
  }

  private interface Read<T> {
    void from(Completion<T> completion);
  }

  private void load(List<Bytes> rows, Loaded loaded) {
    attempt(completion -> store.load(group, rows, completion), loaded::then);
  }

  private <T> void attempt(Read<T> read, Consumer<T> then) {
    read.from(
        new OnLoop<>(
            loop,
            found -> {
              failures = 0;
              if (!isClosed) {
                then.accept(found);
              }
            },
            fault -> retryOrFail(fault, () -> attempt(read, then))));
  }

  private void retryOrFail(StorageFault fault, Runnable again) {
    failures++;
    if ((failures > RETRIES || fault.isDamage()) && !isClosed) {
      owner.failed(fault);
    } else if (!isClosed) {
      retry = Optional.of(again);
    }
  }

  private void apply(Batch batch, Overlay rows) {
    List<Bytes> results = new ArrayList<>(batch.entries().size());
    long bytes = 0;
    while (results.size() < batch.entries().size() && bytes < RESULT_BYTES) {
      Bytes result = apply(batch.entries().get(results.size()), rows);
      bytes += result.length();
      results.add(result);
    }
    machine.seal(rows);
    List<LogEntry> entries = putBackFrom(batch, results.size());
    if (!machine.isActedBy()) {
      owner.decided(entries, results);
    }
    store.apply(
        group,
        entries.getLast().index(),
        rows.changed(),
        new OnLoop<>(loop, nothing -> whenKept(() -> applied(entries, results)), this::failed));
  }

  private void whenKept(Runnable then) {
    if (machine.isActedBy()) {
      store.sync(group, new OnLoop<>(loop, nothing -> then.run(), this::failed));
    } else {
      then.run();
    }
  }

  private Bytes apply(LogEntry entry, Overlay rows) {
    return entry.payload() instanceof Payload.Command(Bytes command)
        ? machine.apply(entry.index(), command, owner.isAwaited(entry), rows)
        : Bytes.EMPTY;
  }

  private void failed(StorageFault fault) {
    if (!isClosed) {
      owner.failed(fault);
    }
  }

  private void applied(List<LogEntry> entries, List<Bytes> results) {
    if (isClosed) {
      return;
    }
    entries.forEach(entry -> queuedBytes -= entry.weight());
    machine.publish();
    isBusy = false;
    if (machine.isActedBy()) {
      owner.decided(entries, results);
    }
    owner.applied(entries.getLast().index());
    advance();
  }
}
