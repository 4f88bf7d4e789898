package io.kvasir.edge.rocksdb;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.GroupId;
import java.util.Arrays;

/**
 * The keys of the rows of groups.
 *
 * <pre>
 * log     group(8) 00           lost: acknowledged writes are missing
 *         group(8) 01           place: life and generation
 *         group(8) 02           hard state
 *         group(8) 03           start of the log
 *         group(8) 05 index(8)  entry
 *
 * state   group(8) generation(4) 00      mark: how far the rows of this generation go
 *         group(8) generation(4) 01 key  row of the state machine
 * </pre>
 *
 * A group is one range in both column families, and so is a generation of its state.
 */
final class GroupKeys {
  private static final int LOST = 0;
  private static final int PLACE = 1;
  private static final int HARD_STATE = 2;
  private static final int START = 3;
  private static final int ENTRY = 5;
  private static final int MARK = 0;
  private static final int ROW = 1;
  private static final int ROW_KEY_BYTES = Long.BYTES + Integer.BYTES + 1;

  private GroupKeys() {}

  /** The start of all that there is of a group, in both column families. */
  static byte[] group(GroupId group) {
    return prefix(group).toArray();
  }

  /** The first key behind all that there is of a group. */
  static byte[] afterGroup(GroupId group) {
    return new ByteSink(Long.BYTES).u64(group.number() + 1).toArray();
  }

  static byte[] lost(GroupId group) {
    return prefix(group).u8(LOST).toArray();
  }

  static byte[] place(GroupId group) {
    return prefix(group).u8(PLACE).toArray();
  }

  static byte[] hardState(GroupId group) {
    return prefix(group).u8(HARD_STATE).toArray();
  }

  static byte[] start(GroupId group) {
    return prefix(group).u8(START).toArray();
  }

  static byte[] entry(GroupId group, long index) {
    return prefix(group).u8(ENTRY).u64(index).toArray();
  }

  /** The first key behind all entries. */
  static byte[] afterEntries(GroupId group) {
    return prefix(group).u8(ENTRY + 1).toArray();
  }

  /** Whose row a key of the log is. */
  static GroupId groupOf(byte[] key) throws DamagedBytes {
    long number = new ByteSource(key).u64();
    if (number < 0) {
      throw new DamagedBytes("a row of no group");
    }
    return new GroupId(number);
  }

  /** The index in the key of an entry. */
  static long indexOf(byte[] key) throws DamagedBytes {
    ByteSource source = new ByteSource(key);
    long _ = source.u64();
    if (source.u8() != ENTRY) {
      throw new DamagedBytes("a row that is no entry");
    }
    long index = source.u64();
    source.end();
    return index;
  }

  static byte[] mark(GroupId group, int generation) {
    return generation(group, generation).u8(MARK).toArray();
  }

  static byte[] row(GroupId group, int generation, Bytes key) {
    return generation(group, generation).u8(ROW).rest(key).toArray();
  }

  /** The first key behind all rows of the state machine. */
  static byte[] afterRows(GroupId group, int generation) {
    return generation(group, generation).u8(ROW + 1).toArray();
  }

  /** The state machine's key in the key of a row. */
  static Bytes keyOf(byte[] row) {
    return Bytes.copyOf(Arrays.copyOfRange(row, ROW_KEY_BYTES, row.length));
  }

  /** The start of all rows of a generation, and the end of the one before. */
  static byte[] startOf(GroupId group, int generation) {
    return generation(group, generation).toArray();
  }

  private static ByteSink generation(GroupId group, int generation) {
    return prefix(group).u32(generation);
  }

  private static ByteSink prefix(GroupId group) {
    return new ByteSink().u64(group.number());
  }
}
