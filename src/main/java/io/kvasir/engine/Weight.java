package io.kvasir.engine;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.PnCounter;
import java.util.Collection;
import java.util.SortedSet;

/** About how many bytes of memory one piece of work holds on to, payload above all. */
final class Weight {
  /** What a request costs besides its payload. */
  private static final long OVERHEAD = 512;

  private static final long PER_ELEMENT = 128;

  private Weight() {}

  static long of(Operation operation) {
    return OVERHEAD
        + switch (operation) {
          case Operation.Put(Value value) -> value.payload().length();
          case Operation.Add add -> of(add.elements());
          case Operation.Remove(SortedSet<Element> elements) -> of(elements);
          case Operation.Delete() -> 0;
          case Operation.Adjust(long amount) -> 0;
        };
  }

  static long of(Crdt state) {
    return OVERHEAD
        + switch (state) {
          case LwwRegister register -> register.value().map(v -> v.payload().length()).orElse(0);
          case OrSwot set -> of(set.entries().keySet());
          case PnCounter counter -> PER_ELEMENT * counter.tallies().size();
        };
  }

  private static long of(Collection<Element> elements) {
    long sum = 0;
    for (Element element : elements) {
      sum += PER_ELEMENT + element.value().length();
    }
    return sum;
  }
}
