package io.kvasir.edge.wire;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** One change of some bytes; places are taken modulo the length. */
record Damage(int place, byte value, Kind kind) {
  enum Kind {
    SET,
    FLIP,
    CUT,
    INSERT
  }

  static Arbitrary<List<Damage>> some() {
    return Combinators.combine(
            Arbitraries.integers(), Arbitraries.bytes(), Arbitraries.of(Damage.Kind.class))
        .as(Damage::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  static byte[] apply(List<Damage> damages, byte[] bytes) {
    byte[] damaged = bytes;
    for (Damage damage : damages) {
      damaged = damage.applyTo(damaged);
    }
    return damaged;
  }

  private byte[] applyTo(byte[] bytes) {
    if (bytes.length == 0) {
      return new byte[] {value};
    }
    int at = Math.floorMod(place, bytes.length);
    return switch (kind) {
      case SET -> with(bytes, at, value);
      case FLIP -> with(bytes, at, (byte) (bytes[at] ^ 1 << (value & 7)));
      case CUT -> Arrays.copyOf(bytes, at);
      case INSERT -> inserted(bytes, at);
    };
  }

  private static byte[] with(byte[] bytes, int at, byte value) {
    byte[] changed = bytes.clone();
    changed[at] = value;
    return changed;
  }

  private byte[] inserted(byte[] bytes, int at) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
    longer[at] = value;
    return longer;
  }
}
