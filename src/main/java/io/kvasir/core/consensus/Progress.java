package io.kvasir.core.consensus;

import io.kvasir.core.bytes.Bytes;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * What a leader knows of one other replica.
 *
 * <pre>
 * PROBE      one append at a time, until it is known where the logs agree
 *   → REPLICATE  an append was accepted
 *   → SNAPSHOT   the entry before the next is compacted away
 * REPLICATE  appends follow each other without waiting, within bounds
 *   → PROBE      an append was refused, or was lost with what followed compacted away
 * SNAPSHOT   chunks, one at a time
 *   → REPLICATE  the replica's log reaches the snapshot
 *   → PROBE      the snapshot could not be read
 * </pre>
 */
final class Progress {
  enum Mode {
    PROBE,
    REPLICATE,
    SNAPSHOT
  }

  private record Flight(long lastIndex, long bytes) {}

  private final RaftConfig config;
  private Mode mode = Mode.PROBE;
  private long match;
  private long next;
  private boolean probed;
  private final ArrayDeque<Flight> flights = new ArrayDeque<>();
  private long flightBytes;
  private boolean active;
  private boolean silent;
  private long sentCommit;

  /** The snapshot under way; empty until its first chunk is read. */
  private Optional<LogStart> head = Optional.empty();

  private Bytes cursor = Bytes.EMPTY;

  Progress(RaftConfig config, long next) {
    this.config = config;
    this.next = next;
  }

  Mode mode() {
    return mode;
  }

  /** Up to where its log is known to equal the leader's, durably. */
  long match() {
    return match;
  }

  /** The next index to send. */
  long next() {
    return next;
  }

  /** Whether it was heard of since the leader last counted its followers. */
  boolean isActive() {
    return active;
  }

  void heard() {
    active = true;
  }

  void forgetHearing() {
    active = false;
  }

  /** Whether an append may be sent now. */
  boolean mayAppend() {
    return switch (mode) {
      case PROBE -> !probed;
      case REPLICATE ->
          flights.isEmpty()
              || (flights.size() < config.inflightAppends()
                  && flightBytes < config.inflightBytes());
      case SNAPSHOT -> false;
    };
  }

  void sent(long lastIndex, long bytes) {
    if (mode == Mode.PROBE) {
      probed = true;
    } else if (lastIndex >= next) {
      flights.add(new Flight(lastIndex, bytes));
      flightBytes += bytes;
      next = lastIndex + 1;
    }
  }

  /** The commit index that it was told last. */
  long sentCommit() {
    return sentCommit;
  }

  void toldCommit(long commit) {
    sentCommit = Math.max(sentCommit, commit);
  }

  /**
   * Its log equals the leader's up to {@code index}.
   *
   * @return whether that is news
   */
  boolean accepted(long index) {
    boolean news = index > match;
    match = Math.max(match, index);
    next = Math.max(next, match + 1);
    silent = false;
    switch (mode) {
      case PROBE -> become(Mode.REPLICATE);
      case REPLICATE -> land(index);
      case SNAPSHOT -> {
        if (head.isPresent() && match >= head.get().index()) {
          become(Mode.REPLICATE);
        }
      }
    }
    return news;
  }

  private void land(long index) {
    while (!flights.isEmpty() && flights.element().lastIndex() <= index) {
      flightBytes -= flights.remove().bytes();
    }
  }

  /**
   * It does not have the entry {@code previous}.
   *
   * @param agree the latest index at which the logs may agree
   * @return false when the refusal is of an append that no longer matters
   */
  boolean refused(long previous, long agree) {
    boolean relevant =
        switch (mode) {
          case PROBE -> previous == next - 1;
          case REPLICATE -> previous > match;
          case SNAPSHOT -> false;
        };
    if (relevant) {
      become(Mode.PROBE);
      next = Math.max(match + 1, Math.min(previous, agree + 1));
    }
    return relevant;
  }

  /** What was sent is lost, and so are the entries to ask with: begins where the logs agree. */
  void probe() {
    become(Mode.PROBE);
  }

  /** It answers again, so what was sent to it before and not answered is probably lost. */
  void probeAgain() {
    probed = false;
  }

  /**
   * It answered a heartbeat.
   *
   * @return whether it accepted nothing since it answered the one before
   */
  boolean isSilentSinceLastHeartbeat() {
    boolean was = silent;
    silent = true;
    return was;
  }

  void beginSnapshot() {
    become(Mode.SNAPSHOT);
    head = Optional.empty();
    cursor = Bytes.EMPTY;
    silent = false;
  }

  Optional<LogStart> head() {
    return head;
  }

  void snapshotAt(LogStart start) {
    head = Optional.of(start);
  }

  /** Where the chunk under way begins. */
  Bytes cursor() {
    return cursor;
  }

  /** It has the snapshot up to {@code at}. */
  void snapshotReached(Bytes at) {
    cursor = at;
    silent = false;
  }

  void abandonSnapshot() {
    become(Mode.PROBE);
    probed = true;
  }

  private void become(Mode to) {
    mode = to;
    probed = false;
    flights.clear();
    flightBytes = 0;
    next = match + 1;
  }
}
