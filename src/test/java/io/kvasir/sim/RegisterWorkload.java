package io.kvasir.sim;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.Lineage;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.time.HybridTimestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Puts values that are never repeated, and deletes. A read sees the last acknowledged write or a
 * later one, by stamp, when R + W &gt; N. Of two acknowledged writes of which one began after the
 * other had ended, the later one stays, when 2 W &gt; N.
 */
final class RegisterWorkload extends DataWorkload {
  private static final int KEYS = 4;

  /** A put, or a delete without a value. */
  private static final class Write {
    final Attempt attempt;
    final boolean isDelete;
    final boolean isFinal;
    Optional<HybridTimestamp> stamp = Optional.empty();

    /**
     * @param isDelete whether nothing shows after it
     * @param isFinal whether it overrules all that was acknowledged before it: a delete that sees
     *     it
     */
    Write(long invoked, boolean isDelete, boolean isFinal) {
      this.attempt = new Attempt(invoked);
      this.isDelete = isDelete;
      this.isFinal = isFinal;
    }
  }

  private final TreeMap<EntryKey, List<Write>> writes = new TreeMap<>();
  private final TreeMap<String, Write> puts = new TreeMap<>();
  private final TreeMap<String, TreeSet<HybridTimestamp>> stamps = new TreeMap<>();
  private final TreeMap<String, Actor> writers = new TreeMap<>();

  RegisterWorkload(Surroundings surroundings, Quorums quorums) {
    super(surroundings, DataType.LWW_REGISTER, quorums);
  }

  @Override
  public void operate(Runnable over) {
    EntryKey entry = entry("r" + chance().index(KEYS));
    if (chance().percent(50)) {
      long invoked = step();
      read(entry, state -> requireFresh(entry, (LwwRegister) state, invoked), over);
    } else if (chance().percent(90)) {
      put(entry, over);
    } else {
      Write write = begin(entry, true);
      write(entry, new Operation.Delete(), write, over);
    }
  }

  private void put(EntryKey entry, Runnable over) {
    String text = entry.key().value() + "-" + puts.size();
    Write write = begin(entry, false);
    puts.put(text, write);
    write(entry, new Operation.Put(Value.text(text)), write, over);
  }

  private void write(EntryKey entry, Operation operation, Write write, Runnable over) {
    write(
        entry,
        operation,
        write.attempt,
        (stored, durable) -> isHeld(write, stored, durable),
        () -> {
          requireOverruling(entry, write);
          over.run();
        });
  }

  private Write begin(EntryKey entry, boolean isDelete) {
    Write write = new Write(step(), isDelete, isDelete && areReadsFresh());
    writes.computeIfAbsent(entry, key -> new ArrayList<>()).add(write);
    return write;
  }

  /** A state holds a write that it shows or that a later one replaced. */
  private boolean isHeld(Write write, WriteOutcome.Stored stored, Crdt durable) {
    write.stamp = Optional.of(stored.stamp());
    return ((LwwRegister) durable).stamp().compareTo(stored.stamp()) >= 0;
  }

  /** What was promised before this write began has a lower stamp. */
  private void requireOverruling(EntryKey entry, Write write) {
    for (Write earlier : promisedBefore(entry, write.attempt.invoked())) {
      Violation.unless(
          write.attempt.fate() != Attempt.Fate.ACKED
              || !areWritesOrdered()
              || earlier.stamp.orElseThrow().compareTo(write.stamp.orElseThrow()) <= 0,
          "%s: the write %s at %s does not overrule %s at %s",
          entry,
          write.attempt,
          write.stamp,
          earlier.attempt,
          earlier.stamp);
    }
  }

  private List<Write> promisedBefore(EntryKey entry, long step) {
    return writes.getOrDefault(entry, List.of()).stream()
        .filter(write -> write.attempt.isAckedBefore(step))
        .toList();
  }

  private void requireFresh(EntryKey entry, LwwRegister read, long invoked) {
    if (areReadsFresh()) {
      requireAtLeast(entry, read, invoked);
      requireNotOverruled(entry, read, invoked);
    }
  }

  /** Whether W replicas always have one in common with any other W. */
  private boolean areWritesOrdered() {
    return 2 * quorums().w() > quorums().n();
  }

  /** By what clients know, without looking at stamps. */
  private void requireNotOverruled(EntryKey entry, LwwRegister state, long step) {
    Optional<Write> shown = state.value().map(value -> puts.get(value.payload().asUtf8()));
    for (Write later : promisedBefore(entry, step)) {
      Violation.unless(
          shown.isEmpty()
              || !areWritesOrdered()
              || !shown.get().attempt.isAckedBefore(later.attempt.invoked()),
          "%s shows %s of %s, and not %s, which came after it",
          entry,
          state,
          shown.map(write -> write.attempt),
          later.attempt);
    }
  }

  /** A disk that was lost is not told of what was deleted: nothing shows, whatever its stamp. */
  private boolean mayBeForgotten(EntryKey entry, Write write) {
    return hasLostDisks()
        && writes.getOrDefault(entry, List.of()).stream()
            .filter(each -> each.isDelete && !each.attempt.isRejected())
            .anyMatch(each -> each == write || each.attempt.mayApplyAfter(write.attempt.invoked()));
  }

  private void requireAtLeast(EntryKey entry, LwwRegister state, long step) {
    for (Write write : promisedBefore(entry, step)) {
      Violation.unless(
          state.stamp().compareTo(write.stamp.orElseThrow()) >= 0
              || (state.value().isEmpty() && mayBeForgotten(entry, write)),
          "%s shows %s, older than %s, which was acknowledged",
          entry,
          state,
          write.stamp);
      Violation.unless(
          !write.isFinal || state.value().isEmpty() || mayBePut(entry, write),
          "%s shows %s, deleted %s and not put since",
          entry,
          state,
          write.attempt);
    }
  }

  private boolean mayBePut(EntryKey entry, Write delete) {
    return writes.getOrDefault(entry, List.of()).stream()
        .anyMatch(
            put -> puts.containsValue(put) && put.attempt.mayApplyAfter(delete.attempt.invoked()));
  }

  @Override
  public void onState(EntryKey entry, Crdt state) {
    LwwRegister register = (LwwRegister) state;
    if (register.value().isPresent()) {
      String text = register.value().get().payload().asUtf8();
      Write write = puts.get(text);
      Violation.unless(
          write != null && !write.attempt.isRejected(),
          "%s holds %s, which was never written",
          entry,
          text);
      requireOneWriter(text, register);
    }
  }

  /** It may stamp a write once more, and be another actor of its lineage then. */
  private void requireOneWriter(String text, LwwRegister register) {
    Actor first = writers.computeIfAbsent(text, put -> register.writer());
    TreeSet<HybridTimestamp> all = stamps.computeIfAbsent(text, put -> new TreeSet<>());
    all.add(register.stamp());
    Violation.unless(
        Lineage.of(first, 0).contains(register.writer()) && all.size() <= 2,
        "%s was applied twice: by %s and %s, at %s",
        text,
        first,
        register.writer(),
        all);
  }

  @Override
  public void validate(EntryKey entry, Crdt agreed) {
    requireAtLeast(entry, (LwwRegister) agreed, Long.MAX_VALUE);
    requireNotOverruled(entry, (LwwRegister) agreed, Long.MAX_VALUE);
  }
}
