package io.kvasir.core.consensus;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The log of one replica from its start on, in memory, and the members that its entries name.
 *
 * <p>Invariants: indexes follow the start without gaps; terms never go down.
 */
final class RaftLog {
  /** Of an index that is compacted away or not there yet. */
  static final long UNKNOWN_TERM = -1;

  /** How many times what is kept at most for followers that answer but lag. */
  private static final int PATIENCE = 8;

  private final RaftConfig config;
  private LogStart start;
  private final ArrayList<LogEntry> entries = new ArrayList<>();
  private final TreeMap<Long, Membership> memberships = new TreeMap<>();
  private long bytes;

  RaftLog(RaftConfig config, LogStart start, List<LogEntry> recovered) {
    this.config = config;
    this.start = start;
    memberships.put(start.index(), start.membership());
    recovered.forEach(this::append);
  }

  LogStart start() {
    return start;
  }

  long firstIndex() {
    return start.index() + 1;
  }

  long lastIndex() {
    return start.index() + entries.size();
  }

  long lastTerm() {
    return entries.isEmpty() ? start.term() : entries.getLast().term();
  }

  /** The memory that the entries take, about. */
  long bytes() {
    return bytes;
  }

  /** The latest members, committed or not. */
  Membership membership() {
    return memberships.lastEntry().getValue();
  }

  /** The index of the entry that named them. */
  long membershipIndex() {
    return memberships.lastKey();
  }

  /** The members as of {@code index}, which is not below the start. */
  Membership membershipAt(long index) {
    return memberships.floorEntry(index).getValue();
  }

  long termAt(long index) {
    if (index == start.index()) {
      return start.term();
    }
    return has(index) ? at(index).term() : UNKNOWN_TERM;
  }

  boolean has(long index) {
    return index > start.index() && index <= lastIndex();
  }

  LogEntry at(long index) {
    return entries.get((int) (index - firstIndex()));
  }

  /** Whether another log that ends so holds all that this one can have committed (§5.4.1). */
  boolean isNoNewerThan(long otherIndex, long otherTerm) {
    return otherTerm > lastTerm() || (otherTerm == lastTerm() && otherIndex >= lastIndex());
  }

  void append(LogEntry entry) {
    Invariants.require(
        entry.index() == lastIndex() + 1 && entry.term() >= lastTerm(),
        () -> entry + " after " + lastIndex() + " of term " + lastTerm());
    entries.add(entry);
    bytes += entry.weight();
    if (entry.payload() instanceof Payload.Members(Membership membership)) {
      memberships.put(entry.index(), membership);
    }
  }

  /** Deletes the entries from {@code index} on, which is above the start. */
  void truncateFrom(long index) {
    while (lastIndex() >= index) {
      bytes -= entries.removeLast().weight();
    }
    memberships.tailMap(index, true).clear();
  }

  /** Whether more is kept than should be, by half. */
  boolean isLong(long applied) {
    return applied - start.index() > config.keptEntries() * 3L / 2
        || bytes > config.keptBytes() * 3 / 2;
  }

  /**
   * Up to where entries may be forgotten, so that what is left is within bounds.
   *
   * @param needed followers that answer have no more than this; it counts until the log is much
   *     longer than it should be
   */
  long compactionPoint(long applied, long needed) {
    long point = start.index();
    long left = bytes;
    while (point < applied
        && (applied - point > config.keptEntries() || left > config.keptBytes())
        && (point < needed || isMuch(applied - point, left))) {
      point++;
      left -= at(point).weight();
    }
    return point;
  }

  private boolean isMuch(long entryCount, long entryBytes) {
    return entryCount > PATIENCE * (long) config.keptEntries()
        || entryBytes > PATIENCE * config.keptBytes();
  }

  /** Forgets the entries up to {@code index}. */
  LogStart compact(long index) {
    List<LogEntry> gone = entries.subList(0, (int) (index - start.index()));
    start = new LogStart(index, termAt(index), membershipAt(index));
    gone.forEach(entry -> bytes -= entry.weight());
    gone.clear();
    memberships.headMap(index, true).clear();
    memberships.put(index, start.membership());
    return start;
  }

  /** Replaces everything by a snapshot's end. */
  void reset(LogStart head) {
    start = head;
    entries.clear();
    bytes = 0;
    memberships.clear();
    memberships.put(head.index(), head.membership());
  }

  /** Entries from {@code from} on: at least one, then as many as the bounds allow. */
  List<LogEntry> slice(long from, int maxEntries, long maxBytes) {
    List<LogEntry> slice = new ArrayList<>();
    long taken = 0;
    for (long index = from; index <= lastIndex() && slice.size() < maxEntries; index++) {
      LogEntry entry = at(index);
      taken += entry.weight();
      if (!slice.isEmpty() && taken > maxBytes) {
        break;
      }
      slice.add(entry);
    }
    return slice;
  }

  /**
   * The latest index at or below {@code index} whose term is at most {@code term}: logs that differ
   * at {@code index} cannot agree above it.
   */
  long latestNotAfter(long index, long term) {
    long candidate = Math.min(index, lastIndex());
    while (candidate > start.index() && termAt(candidate) > term) {
      candidate--;
    }
    return candidate;
  }
}
