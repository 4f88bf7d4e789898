package io.kvasir.engine.groups;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Head;
import io.kvasir.core.keyspace.Keyspace;
import io.kvasir.core.keyspace.Proposal;
import io.kvasir.core.keyspace.RowKeys;
import io.kvasir.core.keyspace.TransactionResult;
import io.kvasir.engine.port.KeyspaceFormat;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** A shard of a linearizable bucket, kept in the rows of {@link RowKeys}. */
public final class KeyspaceMachine implements StateMachine {
  private final KeyspaceFormat format;
  private final int retryKeys;

  /** What {@link #rows} read and {@link #apply} did not carry out yet. */
  private final ArrayDeque<Prepared> prepared = new ArrayDeque<>();

  private Keyspace keyspace;

  public KeyspaceMachine(KeyspaceFormat format) {
    this(format, Keyspace.RETRY_KEYS);
  }

  KeyspaceMachine(KeyspaceFormat format, int retryKeys) {
    this.format = format;
    this.retryKeys = retryKeys;
    this.keyspace = new Keyspace(Head.INITIAL, retryKeys);
  }

  /** A command as it was read. */
  private record Prepared(Bytes command, Optional<Proposal> proposal) {
    boolean hasRetryKey() {
      return proposal.flatMap(Proposal::retryKey).isPresent();
    }
  }

  @Override
  public SortedSet<Bytes> head() {
    return new TreeSet<>(List.of(RowKeys.HEAD));
  }

  @Override
  public void resume(SortedMap<Bytes, Bytes> head) {
    Head resumed =
        Optional.ofNullable(head.get(RowKeys.HEAD))
            .map(row -> KeyspaceCells.readable(format.decodeHead(row), RowKeys.HEAD))
            .orElse(Head.INITIAL);
    keyspace = new Keyspace(resumed, retryKeys);
    prepared.clear();
  }

  @Override
  public SortedSet<Bytes> rows(List<Bytes> commands) {
    TreeSet<Bytes> rows = new TreeSet<>();
    for (Bytes command : commands) {
      Prepared next = new Prepared(command, format.decodeProposal(command));
      prepared.add(next);
      next.proposal().ifPresent(proposal -> addRows(proposal, rows));
    }
    int mayBeRemembered = (int) prepared.stream().filter(Prepared::hasRetryKey).count();
    keyspace.places(mayBeRemembered).forEach(place -> rows.add(RowKeys.ofPlace(place)));
    return rows;
  }

  private static void addRows(Proposal proposal, Set<Bytes> rows) {
    proposal.transaction().keys().stream().map(RowKeys::of).forEach(rows::add);
    proposal.retryKey().map(RowKeys::ofRetryKey).ifPresent(rows::add);
  }

  /** One key's row is never too large; of several keys none is needed. */
  @Override
  public SortedSet<Bytes> fewestRows(Bytes command) {
    SortedSet<Bytes> fewest = rows(List.of(command));
    format
        .decodeProposal(command)
        .map(proposal -> proposal.transaction().keys())
        .filter(keys -> keys.size() > 1)
        .ifPresent(keys -> keys.forEach(key -> fewest.remove(RowKeys.of(key))));
    return fewest;
  }

  @Override
  public Bytes apply(long index, Bytes command, boolean isAwaited, Rows rows) {
    TransactionResult result =
        take(command)
            .map(proposal -> apply(proposal, rows))
            .orElseGet(TransactionResult.Unreadable::new);
    return isAwaited ? format.encode(result) : Bytes.EMPTY;
  }

  private TransactionResult apply(Proposal proposal, Rows rows) {
    TransactionResult result = keyspace.apply(proposal, new KeyspaceCells(format, rows));
    rows.put(RowKeys.HEAD, format.encode(keyspace.head()));
    return result;
  }

  /** Reads a command, unless {@link #rows} did. */
  private Optional<Proposal> take(Bytes command) {
    Prepared next = prepared.poll();
    while (next != null && !next.command().equals(command)) {
      next = prepared.poll();
    }
    return next == null ? format.decodeProposal(command) : next.proposal();
  }
}
