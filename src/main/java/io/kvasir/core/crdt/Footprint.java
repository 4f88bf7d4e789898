package io.kvasir.core.crdt;

import io.kvasir.core.bucket.Element;

/** About how many bytes states are, where they are stored or sent: payload above all. */
public final class Footprint {
  /**
   * What is stored and sent as one does not grow above this: a register's siblings, and what lies
   * in a field of a map. Replicas that have not heard of each other come to that each by itself.
   */
  public static final long MAX_UNIT_BYTES = 16L << 20;

  private static final long OVERHEAD = 64;

  private Footprint() {}

  public static long of(Crdt state) {
    return OVERHEAD + content(state);
  }

  /** One part of a state that is in parts. */
  public static long of(Element element, Part part) {
    return OVERHEAD + element.value().length() + content(part);
  }

  /**
   * Whether a write makes something that is stored and sent as one larger than it may be; not when
   * what is written is as large, and replaces all else.
   *
   * @param after {@code before} with {@code delta}, at least where that changes something
   */
  public static boolean outgrows(Crdt before, Crdt delta, Crdt after) {
    return switch (after) {
      case MvRegister register -> outgrows(of(before), of(delta), of(register));
      case OrMap map ->
          delta instanceof OrMap change
              && change.parts().keySet().stream()
                  .anyMatch(
                      element ->
                          outgrows(of(before, element), of(delta, element), of(map, element)));
      case Parted parted -> false;
      case LwwRegister register -> false;
      case PnCounter counter -> false;
      case EwFlag flag -> false;
    };
  }

  private static boolean outgrows(long before, long delta, long after) {
    return after > MAX_UNIT_BYTES && after > before && after > delta;
  }

  private static long of(Crdt state, Element element) {
    return state instanceof Parted parted
        ? parted.part(element).map(part -> of(element, part)).orElse(0L)
        : 0;
  }

  private static long content(Part part) {
    return switch (part) {
      case Member member -> 0;
      case Nested nested -> content(nested.state());
    };
  }

  private static long content(Crdt state) {
    return switch (state) {
      case LwwRegister register -> register.value().map(v -> v.payload().length()).orElse(0);
      case Parted parted ->
          parted.parts().entrySet().stream()
              .mapToLong(part -> of(part.getKey(), part.getValue()))
              .sum();
      case PnCounter counter -> OVERHEAD * counter.tallies().size();
      case MvRegister register ->
          register.siblings().values().stream()
              .mapToLong(sibling -> OVERHEAD + sibling.value().payload().length())
              .sum();
      case EwFlag flag -> 0;
    };
  }
}
