package io.kvasir.engine.groups;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Command;
import io.kvasir.core.keyspace.End;
import io.kvasir.core.keyspace.Head;
import io.kvasir.core.keyspace.History;
import io.kvasir.core.keyspace.Keyspace;
import io.kvasir.core.keyspace.Lapse;
import io.kvasir.core.keyspace.Ledger;
import io.kvasir.core.keyspace.Proposal;
import io.kvasir.core.keyspace.Revision;
import io.kvasir.core.keyspace.RowKeys;
import io.kvasir.core.keyspace.TransactionResult;
import io.kvasir.engine.port.KeyspaceFormat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A shard of a linearizable bucket, kept in the rows of {@link RowKeys}. */
public final class KeyspaceMachine implements StateMachine {
  /** So many keys are deleted by one command, when their time is up. */
  static final int LAPSE_KEYS = 256;

  private final KeyspaceFormat format;
  private final int retryKeys;
  private final Ledger.Limit kept;
  private final Annals annals;

  /** What {@link #apply} came to and was not published yet. */
  private final List<Revision> fresh = new ArrayList<>();

  private History history;
  private boolean isUnsealed;
  private boolean isResumed;

  /** What {@link #rows} read and {@link #apply} did not carry out yet. */
  private final ArrayDeque<Prepared> prepared = new ArrayDeque<>();

  private Keyspace keyspace;
  private long storedMillis;

  /** There is no end before, in what is stored. */
  private long firstEnd;

  private long lookedUntil;

  public KeyspaceMachine(KeyspaceFormat format) {
    this(format, Ledger.Limit.DEFAULT);
  }

  /**
   * @param kept how much of the shard's history this replica keeps
   */
  public KeyspaceMachine(KeyspaceFormat format, Ledger.Limit kept) {
    this(format, kept, Keyspace.RETRY_KEYS);
  }

  KeyspaceMachine(KeyspaceFormat format, Ledger.Limit kept, int retryKeys) {
    this.format = format;
    this.kept = kept;
    this.retryKeys = retryKeys;
    this.annals = new Annals(new Chronicle(), format);
    this.keyspace = new Keyspace(Head.INITIAL, retryKeys);
    this.history = new History(Ledger.INITIAL, kept);
  }

  /** A command as it was read. */
  private record Prepared(Bytes bytes, Optional<Command> command) {
    boolean hasRetryKey() {
      return command.isPresent()
          && command.get() instanceof Proposal proposal
          && proposal.retryKey().isPresent();
    }
  }

  @Override
  public SortedSet<Bytes> head() {
    return new TreeSet<>(List.of(RowKeys.HEAD, RowKeys.LEDGER));
  }

  @Override
  public void resume(SortedMap<Bytes, Bytes> head) {
    Head resumed =
        Optional.ofNullable(head.get(RowKeys.HEAD))
            .map(row -> KeyspaceCells.readable(format.decodeHead(row), RowKeys.HEAD))
            .orElse(Head.INITIAL);
    keyspace = new Keyspace(resumed, retryKeys);
    Ledger ledger =
        Optional.ofNullable(head.get(RowKeys.LEDGER))
            .map(row -> KeyspaceCells.readable(format.decodeLedger(row), RowKeys.LEDGER))
            .orElse(Ledger.INITIAL);
    history = new History(ledger, kept);
    fresh.clear();
    isResumed = true;
    isUnsealed = false;
    prepared.clear();
    firstEnd = 0;
    lookedUntil = 0;
  }

  @Override
  public SortedSet<Bytes> rows(List<Bytes> commands) {
    TreeSet<Bytes> rows = new TreeSet<>();
    for (Bytes command : commands) {
      Prepared next = new Prepared(command, format.decodeCommand(command));
      prepared.add(next);
      next.command().ifPresent(known -> addRows(known, rows));
    }
    int mayBeRemembered = (int) prepared.stream().filter(Prepared::hasRetryKey).count();
    keyspace.places(mayBeRemembered).forEach(place -> rows.add(RowKeys.ofPlace(place)));
    return rows;
  }

  private static void addRows(Command command, Set<Bytes> rows) {
    switch (command) {
      case Proposal proposal -> {
        keys(proposal).stream().map(RowKeys::of).forEach(rows::add);
        proposal.retryKey().map(RowKeys::ofRetryKey).ifPresent(rows::add);
      }
      case Lapse lapse -> lapse.ends().stream().map(RowKeys::of).forEach(rows::add);
    }
  }

  private static SortedSet<Key> keys(Command command) {
    return switch (command) {
      case Proposal proposal -> proposal.transaction().keys();
      case Lapse lapse -> Collections.emptySortedSet();
    };
  }

  /** One key's row is never too large; of several keys none is needed. */
  @Override
  public SortedSet<Bytes> fewestRows(Bytes command) {
    SortedSet<Bytes> fewest = rows(List.of(command));
    format
        .decodeCommand(command)
        .map(KeyspaceMachine::keys)
        .filter(keys -> keys.size() > 1)
        .ifPresent(keys -> keys.forEach(key -> fewest.remove(RowKeys.of(key))));
    return fewest;
  }

  @Override
  public Bytes apply(long index, Bytes command, boolean isAwaited, Rows rows) {
    TransactionResult result =
        take(command).map(known -> apply(known, rows)).orElseGet(TransactionResult.Unreadable::new);
    return isAwaited ? format.encode(result) : Bytes.EMPTY;
  }

  private TransactionResult apply(Command command, Rows rows) {
    isUnsealed = true;
    return keyspace.apply(
        command, new KeyspaceCells(format, rows, revision -> keep(revision, rows)));
  }

  @Override
  public void seal(Rows rows) {
    if (isUnsealed) {
      isUnsealed = false;
      rows.put(RowKeys.HEAD, format.encode(keyspace.head()));
      rows.put(RowKeys.LEDGER, format.encode(history.ledger()));
    }
  }

  private void keep(Revision revision, Rows rows) {
    history.add(revision, new HistoryRows(format, rows));
    fresh.add(revision);
  }

  /** Reads a command, unless {@link #rows} did. */
  private Optional<Command> take(Bytes command) {
    Prepared next = prepared.poll();
    while (next != null && !next.bytes().equals(command)) {
      next = prepared.poll();
    }
    return next == null ? format.decodeCommand(command) : next.command();
  }

  /** Keys without their values. */
  @Override
  public SortedMap<Bytes, Bytes> brief(SortedMap<Bytes, Bytes> rows) {
    TreeMap<Bytes, Bytes> brief = new TreeMap<>(rows);
    brief
        .tailMap(RowKeys.KEYS)
        .replaceAll(
            (row, held) ->
                format.encode(
                    KeyspaceCells.readable(format.decodeVersioned(held), row).withoutValue()));
    return brief;
  }

  @Override
  public Bytes stamped(Bytes command, long millis) {
    return format.stamped(command, millis);
  }

  /** What is stored can be read from now on. */
  @Override
  public void publish() {
    storedMillis = keyspace.head().millis();
    long oldest = history.ledger().first();
    if (isResumed) {
      isResumed = false;
      annals.chronicle().restart(oldest, keyspace.head().revision());
    } else {
      annals.chronicle().add(oldest, fresh);
    }
    fresh.clear();
  }

  @Override
  public Optional<Annals> annals() {
    return Optional.of(annals);
  }

  /**
   * Begins where there can be an end: what was there before the last look was found, and what is
   * put later ends later than the shard's time was then. The rows of ends that came are slow to
   * pass.
   */
  @Override
  public Optional<Look> look(long millis) {
    if (keyspace.head().ends() == 0 || millis < firstEnd) {
      return Optional.empty();
    }
    lookedUntil = Math.min(millis, storedMillis);
    return Optional.of(new Look(RowKeys.ofEnds(firstEnd), RowKeys.ofEnds(millis + 1), LAPSE_KEYS));
  }

  @Override
  public Optional<Bytes> seen(SortedMap<Bytes, Bytes> found) {
    TreeSet<End> ends = new TreeSet<>();
    found.keySet().forEach(row -> ends.add(RowKeys.end(row)));
    long first = ends.isEmpty() ? lookedUntil + 1 : ends.first().millis();
    firstEnd = Math.max(firstEnd, Math.min(first, lookedUntil + 1));
    return ends.isEmpty() ? Optional.empty() : Optional.of(format.encode(new Lapse(0, ends)));
  }
}
