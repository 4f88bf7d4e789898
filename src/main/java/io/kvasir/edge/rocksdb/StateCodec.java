package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.node.Actor;
import io.kvasir.core.time.HybridTimestamp;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * States within rows: a byte for the type, then its fields. Of a set only presence and context,
 * since its members have rows of their own.
 */
final class StateCodec {
  private static final int REGISTER = 1;
  private static final int SET = 2;
  private static final int COUNTER = 3;
  private static final int TALLY_BYTES = 12;

  private StateCodec() {}

  static void write(ByteSink sink, Crdt state) {
    switch (state) {
      case LwwRegister register -> writeRegister(sink.u8(REGISTER), register);
      case OrSwot set -> writeSet(sink.u8(SET), set);
      case PnCounter counter -> writeCounter(sink.u8(COUNTER), counter);
    }
  }

  static Crdt state(ByteSource source) throws DamagedBytes {
    int type = source.u8();
    return switch (type) {
      case REGISTER -> register(source);
      case SET ->
          new OrSwot(CausalCodec.dots(source), new TreeMap<>(), CausalCodec.context(source));
      case COUNTER -> counter(source);
      default -> throw new DamagedBytes("a state of type " + type);
    };
  }

  /** The members of a set. */
  static void writeMembers(ByteSink sink, OrSwot set) {
    sink.varint(set.entries().size());
    set.entries()
        .forEach(
            (element, dots) -> {
              sink.text(element.value());
              CausalCodec.write(sink, dots);
            });
  }

  static SortedMap<Element, DotSet> members(ByteSource source) throws DamagedBytes {
    int count = source.count(2);
    TreeMap<Element, DotSet> members = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      members.put(new Element(source.text()), CausalCodec.dots(source));
    }
    return members;
  }

  private static void writeRegister(ByteSink sink, LwwRegister register) {
    CausalCodec.write(sink, register.stamp());
    sink.u64(register.writer().id()).u8(register.value().isPresent() ? 1 : 0);
    register.value().ifPresent(value -> sink.text(value.mediaType()).sized(value.payload()));
  }

  private static LwwRegister register(ByteSource source) throws DamagedBytes {
    HybridTimestamp stamp = CausalCodec.stamp(source);
    Actor writer = new Actor(source.u64());
    int present = source.u8();
    return switch (present) {
      case 0 -> new LwwRegister(stamp, writer, Optional.empty());
      case 1 ->
          new LwwRegister(stamp, writer, Optional.of(new Value(source.text(), source.sized())));
      default -> throw new DamagedBytes("a register with " + present + " values");
    };
  }

  private static void writeSet(ByteSink sink, OrSwot set) {
    CausalCodec.write(sink, set.presence());
    CausalCodec.write(sink, set.context());
  }

  private static void writeCounter(ByteSink sink, PnCounter counter) {
    sink.varint(counter.tallies().size());
    counter
        .tallies()
        .forEach(
            (actor, tally) ->
                sink.u64(actor.id())
                    .varint(tally.increments())
                    .varint(tally.decrements())
                    .varint(tally.deletedIncrements())
                    .varint(tally.deletedDecrements()));
  }

  private static PnCounter counter(ByteSource source) throws DamagedBytes {
    int count = source.count(TALLY_BYTES);
    TreeMap<Actor, PnCounter.Tally> tallies = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      Actor actor = new Actor(source.u64());
      tallies.put(
          actor,
          new PnCounter.Tally(source.varint(), source.varint(), source.varint(), source.varint()));
    }
    return new PnCounter(tallies);
  }
}
