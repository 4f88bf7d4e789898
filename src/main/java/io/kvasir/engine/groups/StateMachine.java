package io.kvasir.engine.groups;

import io.kvasir.core.bytes.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What a group replicates: rows, changed by commands. Deterministic: equal rows and equal commands
 * give equal rows and results. One owner; may keep what it derives from rows.
 */
public interface StateMachine {
  /**
   * The rows that {@link #resume} needs; it is told those that exist when the replica starts and
   * after a snapshot was installed.
   */
  SortedSet<Bytes> head();

  void resume(SortedMap<Bytes, Bytes> head);

  /** All rows that {@link #apply} may read when it goes through these commands one by one. */
  SortedSet<Bytes> rows(List<Bytes> commands);

  /**
   * Carries out one command. Never fails: a command that cannot be carried out, or read, has a
   * result that says so.
   *
   * @param index of the entry; ascending
   * @return the result
   */
  Bytes apply(long index, Bytes command, Rows rows);

  /** The rows as the commands before left them. */
  interface Rows {
    /** One of those that {@link #rows} named. */
    Optional<Bytes> get(Bytes key);

    void put(Bytes key, Bytes value);

    void delete(Bytes key);
  }
}
