package io.kvasir.engine.groups;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Keyspace;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What a group replicates: rows, changed by commands. Deterministic: equal rows and equal commands
 * give equal rows and results. One owner; may keep what it derives from rows.
 */
public interface StateMachine {
  /** So many bytes of rows are read for one command, but for a machine that needs more of one. */
  long MAX_BYTES = 2 * Keyspace.MAX_WEIGHT;

  /**
   * The rows that {@link #resume} needs; it is told those that exist when the replica starts and
   * after a snapshot was installed.
   */
  SortedSet<Bytes> head();

  void resume(SortedMap<Bytes, Bytes> head);

  /** All rows that {@link #apply} may read when it goes through these commands one by one. */
  SortedSet<Bytes> rows(List<Bytes> commands);

  /**
   * Those of the rows of one command without which it cannot even be refused. When all of them take
   * more than {@code MAX_BYTES}, {@link #apply} is given only these.
   */
  SortedSet<Bytes> fewestRows(Bytes command);

  /**
   * Carries out one command. Never fails: a command that cannot be carried out, or read, has a
   * result that says so.
   *
   * @param index of the entry; ascending
   * @param isAwaited whether anybody here wants the result
   * @return the result; anything when nobody wants it
   */
  Bytes apply(long index, Bytes command, boolean isAwaited, Rows rows);

  /** Puts rows that all commands changed since the last call; called before rows are stored. */
  default void seal(Rows rows) {}

  /** This replica begins to lead its group; a command that is proposed now has a leader. */
  default void leads() {}

  /**
   * Whether this node acts by the state in ways that outlive a crash, so that none of it may be
   * known before it is durable: what was known once is known ever after.
   */
  default boolean isActedBy() {
    return false;
  }

  /**
   * What {@link #resume} or {@link #apply} came to may be known from now on; it is durable if it
   * must be.
   */
  default void publish() {}

  /**
   * The command as the leader proposes it.
   *
   * @param millis the leader's clock, since 1970
   */
  default Bytes stamped(Bytes command, long millis) {
    return command;
  }

  /**
   * What a leader should look at because it is so late, some time in a second; empty when there is
   * nothing that time could change.
   */
  default Optional<Look> look(long millis) {
    return Optional.empty();
  }

  /** What is to be proposed after a look that found these rows; empty for nothing. */
  default Optional<Bytes> seen(SortedMap<Bytes, Bytes> found) {
    return Optional.empty();
  }

  /** Its history; empty when it keeps none. */
  default Optional<Annals> annals() {
    return Optional.empty();
  }

  /**
   * These rows as they were read, without what makes them long; as they are if nothing does. Does
   * not depend on the state.
   */
  default SortedMap<Bytes, Bytes> brief(SortedMap<Bytes, Bytes> rows) {
    return rows;
  }

  /**
   * A range of rows.
   *
   * @param to exclusive
   * @param limit how many of them, the first
   */
  record Look(Bytes from, Bytes to, int limit) {}

  /** The rows as the commands before left them. */
  interface Rows {
    /** One of those that {@link #rows} named, and that is known. */
    Optional<Bytes> get(Bytes key);

    /** Whether it was read; not all are when they are {@link #MAX_BYTES too much}. */
    boolean isKnown(Bytes key);

    void put(Bytes key, Bytes value);

    void delete(Bytes key);
  }
}
