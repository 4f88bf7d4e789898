package io.kvasir.core.watch;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.Actor;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A position in bytes, for cursors.
 *
 * <pre>
 * version 4, number of reaches, each: actor(8), kind (0 whole, 1 late, 2 broken), from,
 *   to − from, unproven, and passed if to is not from
 * number of absences, each: a bit for each reach, the first one lowest, and of each bit the end
 * number of doubts, each: hash(4), a bit for each reach
 * the rest: echoes, each: hash(4) digest(4)
 * </pre>
 *
 * Numbers are in LEB128.
 */
public final class PositionCodec {
  private static final int VERSION = 4;
  private static final int MOST_BYTES = 10;
  private static final int REACH_BYTES = 9 + 4 * MOST_BYTES;
  private static final int ECHO_BYTES = 8;
  private static final int DOUBT_BYTES = 4 + MOST_BYTES;
  private static final int MOST_STORES = 62;

  private PositionCodec() {}

  public static Bytes encode(Position position) {
    int most =
        3 * MOST_BYTES
            + position.reaches().size() * REACH_BYTES
            + Absences.MOST * (position.reaches().size() + 1) * MOST_BYTES
            + position.echoes().size() * ECHO_BYTES
            + (position.doubts().size() + 1) * DOUBT_BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(most);
    bytes.put((byte) VERSION);
    varint(bytes, position.reaches().size());
    for (Map.Entry<Actor, Reach> each : position.reaches().entrySet()) {
      Reach reach = each.getValue();
      bytes.putLong(each.getKey().id()).put((byte) number(reach.kind()));
      varint(bytes, reach.from());
      varint(bytes, reach.to() - reach.from());
      varint(bytes, reach.unproven());
      if (reach.hasWindow()) {
        varint(bytes, reach.passed());
      }
    }
    List<Actor> stores = List.copyOf(position.reaches().keySet());
    absences(bytes, stores, position);
    varint(bytes, position.doubts().size());
    position
        .doubts()
        .forEach(
            (hash, doubted) -> {
              bytes.putInt(hash);
              varint(bytes, bits(stores, doubted));
            });
    position.echoes().forEach(echo -> bytes.putInt(echo.hash()).putInt(echo.digest()));
    return Bytes.copyOf(bytes.flip());
  }

  private static void absences(ByteBuffer bytes, List<Actor> stores, Position position) {
    List<SortedMap<Actor, Long>> sets = position.absences().of(position.reaches()).sets();
    varint(bytes, sets.size());
    for (SortedMap<Actor, Long> set : sets) {
      long bits = bits(stores, set.keySet());
      varint(bytes, bits);
      for (Actor store : stores(stores, bits)) {
        Reach at = Objects.requireNonNull(position.reaches().get(store));
        varint(bytes, set.getOrDefault(store, at.to()));
      }
    }
  }

  private static Absences absences(ByteBuffer source, List<Actor> stores) {
    List<SortedMap<Actor, Long>> sets = new ArrayList<>();
    for (long left = varint(source); left > 0; left--) {
      TreeMap<Actor, Long> set = new TreeMap<>();
      for (Actor store : stores(stores, varint(source))) {
        set.put(store, varint(source));
      }
      sets.add(set);
      if (sets.size() > Absences.MOST) {
        throw new IllegalArgumentException("more sets of stores than there can be");
      }
    }
    return new Absences(sets);
  }

  /** Empty when that is no position. */
  public static Optional<Position> decode(Bytes bytes) {
    ByteBuffer source = bytes.asReadOnlyBuffer();
    try {
      if (source.get() != VERSION) {
        return Optional.empty();
      }
      TreeMap<Actor, Reach> reaches = new TreeMap<>();
      for (long left = varint(source); left > 0; left--) {
        reaches.put(new Actor(source.getLong()), reach(source));
      }
      List<Actor> stores = List.copyOf(reaches.keySet());
      Absences absences = absences(source, stores);
      TreeMap<Integer, SortedSet<Actor>> doubts = new TreeMap<>();
      for (long left = varint(source); left > 0; left--) {
        doubts.put(source.getInt(), stores(stores, varint(source)));
      }
      List<Echo> echoes = new ArrayList<>();
      while (source.hasRemaining()) {
        echoes.add(new Echo(source.getInt(), source.getInt()));
      }
      return Optional.of(new Position(reaches, echoes, doubts, absences));
    } catch (BufferUnderflowException | IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  /** Those behind the most that there are bits for count with the last one. */
  private static long bits(List<Actor> stores, Set<Actor> doubted) {
    long bits = 0;
    for (int i = 0; i < stores.size(); i++) {
      if (doubted.contains(stores.get(i))) {
        bits |= 1L << Math.min(i, MOST_STORES);
      }
    }
    return bits;
  }

  private static SortedSet<Actor> stores(List<Actor> stores, long bits) {
    TreeSet<Actor> doubted = new TreeSet<>();
    for (int i = 0; i < stores.size(); i++) {
      if ((bits & (1L << Math.min(i, MOST_STORES))) != 0) {
        doubted.add(stores.get(i));
      }
    }
    return doubted;
  }

  private static Reach reach(ByteBuffer source) {
    Reach.Kind kind = kind(source.get());
    long from = varint(source);
    long to = from + varint(source);
    long unproven = varint(source);
    return new Reach(kind, unproven, from, to, to > from ? varint(source) : 0);
  }

  private static int number(Reach.Kind kind) {
    return switch (kind) {
      case WHOLE -> 0;
      case LATE -> 1;
      case BROKEN -> 2;
    };
  }

  private static Reach.Kind kind(byte number) {
    return switch (number) {
      case 0 -> Reach.Kind.WHOLE;
      case 1 -> Reach.Kind.LATE;
      case 2 -> Reach.Kind.BROKEN;
      default -> throw new IllegalArgumentException("a kind " + number);
    };
  }

  private static void varint(ByteBuffer bytes, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes.put((byte) (((int) rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    bytes.put((byte) rest);
  }

  private static long varint(ByteBuffer source) {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int next = source.get() & 0xff;
      value |= (next & 0x7fL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than 63 bits");
  }
}
