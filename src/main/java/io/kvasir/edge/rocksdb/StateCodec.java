package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.Value;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.EwFlag;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.crdt.GSet;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.MvRegister;
import io.kvasir.core.crdt.OrMap;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.Parted;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.node.Actor;
import io.kvasir.core.time.HybridTimestamp;
import java.util.Optional;
import java.util.TreeMap;

/**
 * States within rows: a byte for the type, then its fields. Of a state in parts only its head,
 * since these have rows of their own.
 */
final class StateCodec {
  private static final int REGISTER = 1;
  private static final int SET = 2;
  private static final int COUNTER = 3;
  private static final int SIBLINGS = 4;
  private static final int FLAG = 5;
  private static final int GROW_SET = 6;
  private static final int MAP = 7;
  private static final int TALLY_BYTES = 12;
  private static final int SIBLING_BYTES = CausalCodec.DOT_BYTES + 4;

  private StateCodec() {}

  static void write(ByteSink sink, Crdt state) {
    switch (state) {
      case LwwRegister register -> writeRegister(sink.u8(REGISTER), register);
      case OrSwot set -> writeHead(sink.u8(SET), set);
      case GSet set -> writeHead(sink.u8(GROW_SET), set);
      case OrMap map -> writeHead(sink.u8(MAP), map);
      case PnCounter counter -> writeCounter(sink.u8(COUNTER), counter);
      case MvRegister register -> writeSiblings(sink.u8(SIBLINGS), register);
      case EwFlag flag -> writeFlag(sink.u8(FLAG), flag);
    }
    if (!(state instanceof LwwRegister)) {
      CausalCodec.write(sink, state.expiry());
    }
  }

  static Crdt state(ByteSource source) throws DamagedBytes {
    int type = source.u8();
    return type == REGISTER
        ? register(source)
        : state(type, source).expiring(CausalCodec.expiry(source));
  }

  private static Crdt state(int type, ByteSource source) throws DamagedBytes {
    return switch (type) {
      case SET -> head(OrSwot.BOTTOM, source);
      case GROW_SET -> head(GSet.BOTTOM, source);
      case MAP -> head(OrMap.BOTTOM, source);
      case COUNTER -> counter(source);
      case SIBLINGS -> siblings(source);
      case FLAG ->
          new EwFlag(
              CausalCodec.dots(source), CausalCodec.dots(source), CausalCodec.context(source));
      default -> throw new DamagedBytes("a state of type " + type);
    };
  }

  private static void writeRegister(ByteSink sink, LwwRegister register) {
    CausalCodec.write(sink, register.stamp());
    boolean ends = register.endMillis() != Expiry.NEVER;
    sink.u64(register.writer().id()).u8(register.isPresent() ? (ends ? 2 : 1) : 0);
    register.value().ifPresent(value -> write(sink, value));
    if (register.isPresent() && ends) {
      sink.varint(register.endMillis());
    }
  }

  private static void write(ByteSink sink, Value value) {
    sink.text(value.mediaType()).sized(value.payload());
  }

  private static Value value(ByteSource source) throws DamagedBytes {
    return new Value(source.text(), source.sized());
  }

  private static LwwRegister register(ByteSource source) throws DamagedBytes {
    HybridTimestamp stamp = CausalCodec.stamp(source);
    Actor writer = new Actor(source.u64());
    int present = source.u8();
    return switch (present) {
      case 0 -> new LwwRegister(stamp, writer, Optional.empty());
      case 1 -> new LwwRegister(stamp, writer, Optional.of(value(source)));
      case 2 -> new LwwRegister(stamp, writer, Optional.of(value(source)), source.varint());
      default -> throw new DamagedBytes("a register with " + present + " values");
    };
  }

  private static void writeSiblings(ByteSink sink, MvRegister register) {
    sink.varint(register.siblings().size());
    register
        .siblings()
        .forEach(
            (dot, sibling) -> {
              CausalCodec.write(sink, dot);
              CausalCodec.write(sink, sibling.stamp());
              write(sink, sibling.value());
            });
    CausalCodec.write(sink, register.context());
  }

  private static MvRegister siblings(ByteSource source) throws DamagedBytes {
    int count = source.count(SIBLING_BYTES);
    TreeMap<Dot, MvRegister.Sibling> siblings = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      siblings.put(
          CausalCodec.dot(source),
          new MvRegister.Sibling(CausalCodec.stamp(source), value(source)));
    }
    return new MvRegister(siblings, CausalCodec.context(source));
  }

  private static void writeFlag(ByteSink sink, EwFlag flag) {
    CausalCodec.write(sink, flag.presence());
    CausalCodec.write(sink, flag.enables());
    CausalCodec.write(sink, flag.context());
  }

  private static void writeHead(ByteSink sink, Parted parted) {
    CausalCodec.write(sink, parted.presence());
    CausalCodec.write(sink, parted.context());
  }

  private static Parted head(Parted bottom, ByteSource source) throws DamagedBytes {
    return bottom.with(CausalCodec.dots(source), new TreeMap<>(), CausalCodec.context(source));
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
