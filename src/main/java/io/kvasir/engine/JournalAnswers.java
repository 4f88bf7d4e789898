package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.watch.JournalPage;
import io.kvasir.core.watch.KeyPlace;
import io.kvasir.core.watch.Mark;
import io.kvasir.core.watch.Shown;
import io.kvasir.core.watch.WatchMessage.Answer;
import io.kvasir.core.watch.WatchMessage.Question;
import io.kvasir.engine.loop.Deadlines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Answers what feeds ask of the store here, in its turn or when something happens. On one loop, but
 * {@link #committed}.
 */
final class JournalAnswers {
  /** How many pulls wait at most; what is more is refused. */
  private static final int WAITING = 4_096;

  private static final int LIMIT = 1_024;
  private static final long STATE_BYTES = 512L << 10;

  /** A pull that waits for a change. */
  private final class Waiting {
    final BucketId bucket;
    final Question.Pull pull;
    final Consumer<Answer> then;
    final Deadlines.Wait deadline;
    boolean isReading;
    boolean isMore;
    boolean isOver;

    Waiting(BucketId bucket, Question.Pull pull, Consumer<Answer> then) {
      this.bucket = bucket;
      this.pull = pull;
      this.then = then;
      this.deadline = deadlines.after(pull.waitMillis(), this::expire);
    }

    /** Reads it once more, or as soon as it has been read. */
    void read() {
      if (isReading) {
        isMore = true;
        return;
      }
      isReading = true;
      on.ports()
          .store()
          .loadJournal(
              bucket,
              pull.after(),
              Math.min(pull.limit(), LIMIT),
              on.then(this::loaded, () -> end(new Answer.Refused())));
    }

    private void loaded(JournalPage page) {
      isReading = false;
      if (isNews(page) || isOver) {
        end(new Answer.Changes(own(bucket, page)));
      } else if (isMore) {
        isMore = false;
        read();
      }
    }

    /** Also when it is of another store than was meant, which has not come so far. */
    private boolean isNews(JournalPage page) {
      return !page.changes().isEmpty()
          || page.head() < pull.after()
          || !page.goesOnFrom(pull.after())
          || page.upTo() < page.head()
          || pull.waitMillis() == 0;
    }

    private void expire() {
      isOver = true;
      read();
    }

    private void end(Answer answer) {
      deadline.cancel();
      if (forget(this)) {
        then.accept(answer);
      }
    }
  }

  private final NodeId self;
  private final LoopPorts on;
  private final Deadlines deadlines;
  private final Supplier<Optional<Topology>> topology;
  private final TreeMap<BucketId, List<Waiting>> waiting = new TreeMap<>();
  private final Set<BucketId> awaited = ConcurrentHashMap.newKeySet();
  private final Set<BucketId> woken = ConcurrentHashMap.newKeySet();

  JournalAnswers(
      NodeId self, LoopPorts on, Deadlines deadlines, Supplier<Optional<Topology>> topology) {
    this.self = self;
    this.on = on;
    this.deadlines = deadlines;
    this.topology = topology;
  }

  /** Calls {@code then} once, on the loop, maybe before it returns. */
  void answer(BucketId bucket, Question question, Consumer<Answer> then) {
    if (bucketOf(bucket).isEmpty()) {
      then.accept(new Answer.Refused());
      return;
    }
    switch (question) {
      case Question.Pull pull -> pull(bucket, pull, then);
      case Question.Look(List<KeyPlace> places) -> look(bucket, places, new ArrayList<>(), then);
      case Question.Fetch(List<KeyPlace> places) ->
          fetch(bucket, places, new ArrayList<>(), 0, then);
    }
  }

  /** Something of a key changed, durably. Any thread. */
  void committed(BucketId bucket) {
    if (awaited.contains(bucket) && woken.add(bucket)) {
      on.loop()
          .complete(
              () -> {
                woken.remove(bucket);
                List.copyOf(waiting.getOrDefault(bucket, List.of())).forEach(Waiting::read);
              });
    }
  }

  private void pull(BucketId bucket, Question.Pull pull, Consumer<Answer> then) {
    if (waiting.values().stream().mapToInt(List::size).sum() >= WAITING) {
      then.accept(new Answer.Refused());
      return;
    }
    Waiting waits = new Waiting(bucket, pull, then);
    waiting.computeIfAbsent(bucket, any -> new ArrayList<>()).add(waits);
    awaited.add(bucket);
    waits.read();
  }

  /** False when it was forgotten already. */
  private boolean forget(Waiting over) {
    List<Waiting> all = waiting.getOrDefault(over.bucket, List.of());
    boolean known = all.contains(over) && all.remove(over);
    if (all.isEmpty()) {
      waiting.remove(over.bucket);
      awaited.remove(over.bucket);
    }
    return known;
  }

  private Optional<CatalogueEntry> bucketOf(BucketId bucket) {
    return topology
        .get()
        .flatMap(now -> now.buckets().live(bucket.name()))
        .filter(entry -> entry.id().equals(bucket));
  }

  /** What is told of a partition that was given away would look as if all in it were deleted. */
  private JournalPage own(BucketId bucket, JournalPage page) {
    Optional<Topology> now = topology.get();
    Optional<CatalogueEntry> entry = bucketOf(bucket);
    if (now.isEmpty() || entry.isEmpty()) {
      return page;
    }
    int replicas = entry.get().spec().replicas();
    List<Shown> changes =
        page.changes().stream()
            .filter(shown -> now.get().replicas(shown.partition(), replicas).contains(self))
            .toList();
    return new JournalPage(page.trimmed(), page.upTo(), page.head(), changes);
  }

  private void look(
      BucketId bucket, List<KeyPlace> places, List<Mark> marks, Consumer<Answer> then) {
    if (marks.size() == places.size()) {
      then.accept(new Answer.Marks(marks));
      return;
    }
    KeyPlace next = places.get(marks.size());
    on.ports()
        .store()
        .loadMark(
            next.partition(),
            new EntryKey(bucket, next.key()),
            on.then(
                mark -> {
                  marks.add(mark);
                  look(bucket, places, marks, then);
                },
                () -> then.accept(new Answer.Refused())));
  }

  private void fetch(
      BucketId bucket,
      List<KeyPlace> places,
      List<Optional<Crdt>> states,
      long bytes,
      Consumer<Answer> then) {
    if (states.size() == places.size() || bytes > STATE_BYTES) {
      then.accept(new Answer.States(states));
      return;
    }
    KeyPlace next = places.get(states.size());
    on.ports()
        .store()
        .load(
            next.partition(),
            new EntryKey(bucket, next.key()),
            Scope.whole(),
            on.then(
                held -> {
                  states.add(held.map(Slice::state));
                  long weight = held.map(slice -> Weight.of(slice.state())).orElse(0L);
                  fetch(bucket, places, states, bytes + weight, then);
                },
                () -> then.accept(new Answer.Refused())));
  }
}
