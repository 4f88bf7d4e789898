package io.kvasir.sim;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.time.HybridTimestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Puts values that are never repeated, and deletes. A read sees the last acknowledged write or a
 * later one, by stamp, when R + W &gt; N.
 */
final class RegisterWorkload extends DataWorkload {
  private static final int KEYS = 4;

  /** A put, or a delete without a value. */
  private static final class Write {
    final Attempt attempt;
    final boolean isFinal;
    Optional<HybridTimestamp> stamp = Optional.empty();

    /**
     * @param isFinal whether it overrules all that was acknowledged before it: a delete that sees
     *     it
     */
    Write(long invoked, boolean isFinal) {
      this.attempt = new Attempt(invoked);
      this.isFinal = isFinal;
    }
  }

  private final TreeMap<EntryKey, List<Write>> writes = new TreeMap<>();
  private final TreeMap<String, Write> puts = new TreeMap<>();
  private final TreeMap<String, String> stamps = new TreeMap<>();

  RegisterWorkload(Surroundings surroundings, Quorums quorums) {
    super(surroundings, "registers", DataType.LWW_REGISTER, quorums);
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
      Write write = begin(entry, areRemovesComplete());
      write(entry, new Operation.Delete(), write.attempt, (s, d) -> isHeld(write, s, d), over);
    }
  }

  private void put(EntryKey entry, Runnable over) {
    String text = entry.key().value() + "-" + puts.size();
    Write write = begin(entry, false);
    puts.put(text, write);
    Operation operation = new Operation.Put(Value.text(text));
    write(entry, operation, write.attempt, (s, d) -> isHeld(write, s, d), over);
  }

  private Write begin(EntryKey entry, boolean isFinal) {
    Write write = new Write(step(), isFinal);
    writes.computeIfAbsent(entry, key -> new ArrayList<>()).add(write);
    return write;
  }

  /** A state holds a write that it shows or that a later one replaced. */
  private boolean isHeld(Write write, WriteOutcome.Stored stored, Crdt durable) {
    write.stamp = Optional.of(stored.stamp());
    return ((LwwRegister) durable).stamp().compareTo(stored.stamp()) >= 0;
  }

  private void requireFresh(EntryKey entry, LwwRegister read, long invoked) {
    if (areReadsFresh()) {
      requireAtLeast(entry, read, invoked);
    }
  }

  private void requireAtLeast(EntryKey entry, LwwRegister state, long step) {
    for (Write write : writes.getOrDefault(entry, List.of())) {
      if (write.attempt.isAckedBefore(step)) {
        Violation.unless(
            state.stamp().compareTo(write.stamp.orElseThrow()) >= 0,
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
      String stamp = register.stamp() + " of " + register.writer();
      String first = stamps.putIfAbsent(text, stamp);
      Violation.unless(
          first == null || first.equals(stamp),
          "%s was applied twice: at %s and at %s",
          text,
          first,
          stamp);
    }
  }

  @Override
  public void validate(EntryKey entry, Crdt agreed) {
    requireAtLeast(entry, (LwwRegister) agreed, Long.MAX_VALUE);
  }
}
