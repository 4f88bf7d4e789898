package io.kvasir.core.consensus;

import io.kvasir.core.bytes.Bytes;
import java.nio.ByteBuffer;

/**
 * A state machine that is as good as a list of all it went through: the hash over them, and some
 * registers so that a snapshot has several pieces.
 */
final class SimMachine {
  private static final int REGISTERS = 7;

  private long applied;
  private long hash;
  private final long[] registers = new long[REGISTERS];

  SimMachine copy() {
    SimMachine copy = new SimMachine();
    copy.applied = applied;
    copy.hash = hash;
    System.arraycopy(registers, 0, copy.registers, 0, REGISTERS);
    return copy;
  }

  /** The index of the last entry it went through. */
  long applied() {
    return applied;
  }

  long hash() {
    return hash;
  }

  void apply(LogEntry entry) {
    SimViolation.unless(
        entry.index() == applied + 1, "entry %d applied after %d", entry.index(), applied);
    applied = entry.index();
    hash = chain(hash, entry);
    registers[(int) (applied % REGISTERS)] = hash;
  }

  /** The hash after {@code entry} of a machine that had {@code hash} before. */
  static long chain(long hash, LogEntry entry) {
    long mixed = (hash ^ entry.index()) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ entry.term()) * 0xC2B2AE3D27D4EB4FL;
    mixed = (mixed ^ entry.payload().hashCode()) * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 29);
  }

  Bytes content() {
    ByteBuffer content = ByteBuffer.allocate(Long.BYTES * (REGISTERS + 1)).putLong(hash);
    for (long register : registers) {
      content.putLong(register);
    }
    return Bytes.copyOf(content.array());
  }

  /** The machine that had {@code content} after the entry {@code applied}. */
  static SimMachine of(long applied, byte[] content) {
    SimViolation.unless(
        content.length == Long.BYTES * (REGISTERS + 1),
        "a snapshot of %d bytes, so pieces are missing or repeated",
        content.length);
    ByteBuffer bytes = ByteBuffer.wrap(content);
    SimMachine machine = new SimMachine();
    machine.applied = applied;
    machine.hash = bytes.getLong();
    for (int i = 0; i < REGISTERS; i++) {
      machine.registers[i] = bytes.getLong();
    }
    return machine;
  }
}
