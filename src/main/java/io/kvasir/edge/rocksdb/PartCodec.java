package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.GSet;
import io.kvasir.core.crdt.Member;
import io.kvasir.core.crdt.Nested;
import io.kvasir.core.crdt.OrMap;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.Part;
import io.kvasir.core.crdt.Parted;
import java.util.TreeMap;

/** Parts of states within rows. Whose they are, the reader must know. */
final class PartCodec {
  private PartCodec() {}

  static void write(ByteSink sink, Part part) {
    switch (part) {
      case Member member -> CausalCodec.write(sink, member.dots(), member.ends());
      case Nested nested -> writeWhole(sink, nested.state());
    }
  }

  /** A part of a state with this head. */
  static Part part(Parted head, ByteSource source) throws DamagedBytes {
    return switch (head) {
      case OrSwot set -> member(source);
      case GSet set -> member(source);
      case OrMap map -> new Nested(whole(source));
    };
  }

  private static Member member(ByteSource source) throws DamagedBytes {
    DotSet dots = CausalCodec.dots(source);
    return new Member(dots, CausalCodec.ends(source, dots));
  }

  /** A state with all its parts. */
  static void writeWhole(ByteSink sink, Crdt state) {
    StateCodec.write(sink, state);
    if (state instanceof Parted parted) {
      writeAll(sink, parted);
    }
  }

  static Crdt whole(ByteSource source) throws DamagedBytes {
    Crdt state = StateCodec.state(source);
    return state instanceof Parted head ? withParts(head, source) : state;
  }

  private static void writeAll(ByteSink sink, Parted parted) {
    sink.varint(parted.size());
    parted
        .parts()
        .forEach(
            (element, part) -> {
              sink.text(element.value());
              write(sink, part);
            });
  }

  /** A state of this head and the parts that follow. */
  private static Parted withParts(Parted head, ByteSource source) throws DamagedBytes {
    int count = source.count(3);
    TreeMap<Element, Part> parts = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      Element element = new Element(source.text());
      parts.put(element, part(head, source));
    }
    return head.with(parts);
  }
}
