package io.kvasir.sim;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import java.util.List;

/** A kind of client, and what it may expect. */
interface Workload {
  /** Does one thing and then runs {@code over}. */
  void operate(Runnable over);

  /** Whether it is this workload that writes to {@code entry}. */
  boolean owns(EntryKey entry);

  /** Of all its values. */
  DataType type();

  /** N of its buckets. */
  int replicas();

  /** Whether what it writes ends by itself, which each replica notices by its own clock. */
  default boolean ends() {
    return false;
  }

  /** What it wrote to, in a fixed order. */
  List<EntryKey> entries();

  /** Judges what some disk now holds, or what some message says of an entry. */
  void onState(EntryKey entry, Crdt state);

  /** Judges what all replicas of an entry agreed on in the end. */
  void validate(EntryKey entry, Crdt agreed);

  /** Judges that no replica holds anything of an entry in the end. */
  void validateAbsent(EntryKey entry);
}
