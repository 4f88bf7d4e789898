package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.End;
import io.kvasir.core.crdt.Part;
import io.kvasir.core.crdt.Parted;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.engine.port.Outgoing;
import io.kvasir.engine.port.PartitionStore.OutgoingRef;
import io.kvasir.engine.port.PartitionStore.StoredOutgoing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The values of rows. Each starts with the version of its form, so that a later release can tell
 * what an earlier one wrote.
 */
final class RowCodec {
  private static final int VERSION = 1;
  private static final int WHOLE = 0;
  private static final int ELEMENTS = 1;

  private RowCodec() {}

  /** A key's head: its state, of one in parts without these. */
  static byte[] head(Crdt state) {
    ByteSink sink = start();
    StateCodec.write(sink, state);
    return sink.toArray();
  }

  static Crdt head(byte[] row) throws DamagedBytes {
    return decode(row, StateCodec::state);
  }

  /** A part of a state, and its element when that is too long for the row's key. */
  static byte[] part(Element element, Part part) {
    ByteSink sink = start();
    PartCodec.write(sink, part);
    if (RowKeys.inKey(element).isEmpty()) {
      sink.text(element.value());
    }
    return sink.toArray();
  }

  /**
   * @param head of the state
   * @param inKey the element when the row's key has it, {@link RowKeys#elementOf}
   */
  static PartRow part(Parted head, Optional<Element> inKey, byte[] row) throws DamagedBytes {
    return decode(
        row,
        source -> {
          Part part = PartCodec.part(head, source);
          return new PartRow(inKey.isPresent() ? inKey.get() : new Element(source.text()), part);
        });
  }

  /** A row of the index of ends: the member when it is too long for the row's key. */
  static byte[] end(End end) {
    ByteSink sink = start();
    end.member()
        .filter(element -> RowKeys.inKey(element).isEmpty())
        .ifPresent(element -> sink.text(element.value()));
    return sink.toArray();
  }

  static Optional<Element> end(byte[] row) throws DamagedBytes {
    return decode(
        row,
        source ->
            source.remaining() == 0 ? Optional.empty() : Optional.of(new Element(source.text())));
  }

  static byte[] outgoing(EntryKey entry, Outgoing outgoing) {
    ByteSink sink = start();
    CausalCodec.write(sink, entry);
    writeSlice(sink.varint(outgoing.replicas()), outgoing.delta());
    return sink.toArray();
  }

  static StoredOutgoing outgoing(long sequence, byte[] row) throws DamagedBytes {
    return decode(
        row,
        source -> {
          EntryKey entry = CausalCodec.entry(source);
          int replicas = source.varint32();
          return new StoredOutgoing(entry, new Outgoing(sequence, replicas, slice(source)));
        });
  }

  /** Reads no further than it must. */
  static OutgoingRef outgoingRef(PartitionId partition, long sequence, byte[] row)
      throws DamagedBytes {
    return decodeStart(
        row,
        source -> {
          EntryKey entry = CausalCodec.entry(source);
          return new OutgoingRef(partition, sequence, entry, source.varint32(), row.length);
        });
  }

  /** What a row of the journal says, without the sum that guards it. */
  static byte[] change(JournalReads.Change change) {
    return new ByteSink()
        .varint(change.partition().number())
        .text(change.key().value())
        .varint(change.since())
        .toArray();
  }

  /** A key's last change. */
  static byte[] last(JournalReads.Last last) {
    return new ByteSink(25)
        .u8(VERSION)
        .u64(last.sequence())
        .u64(last.shown())
        .u64(last.form())
        .toArray();
  }

  static JournalReads.Last last(byte[] row) throws DamagedBytes {
    return decode(row, source -> new JournalReads.Last(source.u64(), source.u64(), source.u64()));
  }

  static JournalReads.Change change(byte[] key, byte[] row) throws DamagedBytes {
    return CheckedRow.read(
        key,
        row,
        source ->
            new JournalReads.Change(
                new PartitionId(source.varint32()), new Key(source.text()), source.varint()));
  }

  /** A number that RocksDB can add to: without a version, and in little endian, as it demands. */
  static byte[] number(long number) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
  }

  static long number(byte[] row) throws DamagedBytes {
    if (row.length != Long.BYTES) {
      throw new DamagedBytes("a number of " + row.length + " bytes");
    }
    return ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /** A part of a state and its element. */
  record PartRow(Element element, Part part) {}

  private static void writeSlice(ByteSink sink, Slice slice) {
    switch (slice.scope()) {
      case Scope.Whole() -> sink.u8(WHOLE);
      case Scope.Elements(SortedSet<Element> elements) -> {
        sink.u8(ELEMENTS).varint(elements.size());
        elements.forEach(element -> sink.text(element.value()));
      }
    }
    PartCodec.writeWhole(sink, slice.state());
  }

  private static Slice slice(ByteSource source) throws DamagedBytes {
    Scope scope = scope(source);
    return new Slice(PartCodec.whole(source), scope);
  }

  private static Scope scope(ByteSource source) throws DamagedBytes {
    int kind = source.u8();
    return switch (kind) {
      case WHOLE -> Scope.whole();
      case ELEMENTS -> elements(source);
      default -> throw new DamagedBytes("a scope of kind " + kind);
    };
  }

  private static Scope elements(ByteSource source) throws DamagedBytes {
    int count = source.count(1);
    TreeSet<Element> elements = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      elements.add(new Element(source.text()));
    }
    return new Scope.Elements(elements);
  }

  private static ByteSink start() {
    return new ByteSink().u8(VERSION);
  }

  private static <T> T decode(byte[] row, Form<T> form) throws DamagedBytes {
    return decodeStart(
        row,
        source -> {
          T value = form.read(source);
          source.end();
          return value;
        });
  }

  private static <T> T decodeStart(byte[] row, Form<T> form) throws DamagedBytes {
    ByteSource source = new ByteSource(row);
    int version = source.u8();
    if (version != VERSION) {
      throw new DamagedBytes("a row of version " + version);
    }
    try {
      return form.read(source);
    } catch (IllegalArgumentException invalid) {
      throw new DamagedBytes("a row with an invalid value: " + invalid.getMessage());
    }
  }

  private interface Form<T> {
    T read(ByteSource source) throws DamagedBytes;
  }
}
