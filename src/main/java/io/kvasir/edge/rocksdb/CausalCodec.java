package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.causality.VersionVector;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.node.Actor;
import io.kvasir.core.time.HybridTimestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The parts that rows are made of: names, dots, contexts, stamps. */
final class CausalCodec {
  /** An actor and a counter of one byte. */
  static final int DOT_BYTES = 9;

  /** Kinds of {@link Expiry}. */
  private static final int WRITTEN = 0;

  private static final int SAID = 1;

  private CausalCodec() {}

  static void write(ByteSink sink, BucketId bucket) {
    sink.text(bucket.name().value()).varint(bucket.generation());
  }

  static BucketId bucket(ByteSource source) throws DamagedBytes {
    return new BucketId(new BucketName(source.text()), source.varint32());
  }

  static void write(ByteSink sink, EntryKey entry) {
    write(sink, entry.bucket());
    sink.text(entry.key().value());
  }

  static EntryKey entry(ByteSource source) throws DamagedBytes {
    return new EntryKey(bucket(source), new Key(source.text()));
  }

  static void write(ByteSink sink, HybridTimestamp stamp) {
    sink.varint(stamp.millis()).varint(stamp.logical());
  }

  static HybridTimestamp stamp(ByteSource source) throws DamagedBytes {
    return new HybridTimestamp(source.varint(), source.varint32());
  }

  static void write(ByteSink sink, DotSet dots) {
    sink.varint(dots.dots().size());
    dots.dots().forEach(dot -> write(sink, dot));
  }

  static void write(ByteSink sink, Dot dot) {
    sink.u64(dot.actor().id()).varint(dot.counter());
  }

  static Dot dot(ByteSource source) throws DamagedBytes {
    return new Dot(new Actor(source.u64()), source.varint());
  }

  static DotSet dots(ByteSource source) throws DamagedBytes {
    int count = source.count(DOT_BYTES);
    List<Dot> dots = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      dots.add(dot(source));
    }
    return new DotSet(dots);
  }

  /** The dots of a member, and when those end that do. */
  static void write(ByteSink sink, DotSet dots, SortedMap<Dot, Long> ends) {
    write(sink, dots);
    List<Dot> all = dots.dots();
    List<Integer> ending =
        IntStream.range(0, all.size())
            .filter(index -> ends.containsKey(all.get(index)))
            .boxed()
            .toList();
    sink.varint(ending.size());
    for (int index : ending) {
      sink.varint(index).varint(ends.getOrDefault(all.get(index), Expiry.NEVER));
    }
  }

  /** What follows {@link #dots} of a member. */
  static SortedMap<Dot, Long> ends(ByteSource source, DotSet dots) throws DamagedBytes {
    int count = source.count(2);
    TreeMap<Dot, Long> ends = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      int index = source.varint32();
      if (index >= dots.dots().size()) {
        throw new DamagedBytes("the end of a dot that is not there");
      }
      ends.put(dots.dots().get(index), source.varint());
    }
    return ends;
  }

  static void write(ByteSink sink, Expiry expiry) {
    if (expiry.isSaid()) {
      write(sink.u8(SAID), expiry.stamp());
      sink.u64(expiry.actor().id()).varint(expiry.endMillis()).varint(expiry.begunMillis());
    } else {
      sink.u8(WRITTEN);
    }
    sink.varint(expiry.writtenMillis());
  }

  static Expiry expiry(ByteSource source) throws DamagedBytes {
    int kind = source.u8();
    return switch (kind) {
      case WRITTEN -> Expiry.written(source.varint());
      case SAID ->
          new Expiry(
              stamp(source),
              new Actor(source.u64()),
              source.varint(),
              source.varint(),
              source.varint());
      default -> throw new DamagedBytes("an expiry of kind " + kind);
    };
  }

  static void write(ByteSink sink, CausalContext context) {
    sink.varint(context.vector().counters().size());
    context.vector().counters().forEach((actor, counter) -> sink.u64(actor.id()).varint(counter));
    write(sink, context.cloud());
  }

  static CausalContext context(ByteSource source) throws DamagedBytes {
    int count = source.count(DOT_BYTES);
    TreeMap<Actor, Long> counters = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      counters.put(new Actor(source.u64()), source.varint());
    }
    return new CausalContext(new VersionVector(counters), dots(source));
  }
}
