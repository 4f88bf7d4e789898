package io.kvasir.core.crdt;

import io.kvasir.core.bucket.EntryKey;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How what is kept beside a key changes together with it: its {@link Digest}, and in the index of
 * ends when something of it does.
 *
 * @param digest by how much the digest grows, modulo 2^64
 * @param gone ends that are no longer in the index
 * @param due ends that are in it, new or not
 */
public record IndexChange(long digest, SortedSet<End> gone, SortedSet<End> due) {
  public static final IndexChange NONE = new IndexChange(0, new TreeSet<>(), new TreeSet<>());

  public IndexChange {
    gone = Collections.unmodifiableSortedSet(new TreeSet<>(gone));
    due = Collections.unmodifiableSortedSet(new TreeSet<>(due));
  }

  /**
   * When {@code before} becomes {@code after}; both of one scope, and nothing changes outside. The
   * end of the key is put into the index each time, in case what is new came after it.
   */
  public static IndexChange of(EntryKey entry, Slice before, Slice after) {
    SortedSet<End> due = End.of(after);
    TreeSet<End> gone = new TreeSet<>(End.of(before));
    gone.removeAll(due);
    return new IndexChange(Digest.change(entry, before, after), gone, due);
  }

  /** When {@code remains} is dropped, of which nothing is visible. */
  public static IndexChange end(Slice remains) {
    return new IndexChange(0, End.of(remains), new TreeSet<>());
  }

  /**
   * When {@code after}, the whole key, takes the place of rows that are lost. Which ends they had
   * nobody knows; those that are in the index in vain are taken out when they are due.
   *
   * @param digest that was kept with what is lost
   */
  public static IndexChange restored(EntryKey entry, long digest, Slice after) {
    return new IndexChange(Digest.of(entry, after) - digest, new TreeSet<>(), End.of(after));
  }

  /** The same, where {@code end} was dealt with. */
  public IndexChange without(End end) {
    TreeSet<End> over = new TreeSet<>(gone);
    over.add(end);
    TreeSet<End> rest = new TreeSet<>(due);
    rest.remove(end);
    return new IndexChange(digest, over, rest);
  }
}
