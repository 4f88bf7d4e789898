package io.kvasir.engine;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.EwFlag;
import io.kvasir.core.crdt.Field;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.MvRegister;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.OrMap;
import io.kvasir.core.crdt.Parted;
import io.kvasir.core.crdt.PnCounter;
import java.util.Collection;

/** About how many bytes of memory one piece of work holds on to, payload above all. */
final class Weight {
  /** What a request costs besides its payload. */
  private static final long OVERHEAD = 512;

  private static final long PER_ELEMENT = 128;

  private Weight() {}

  static long of(Operation operation) {
    return OVERHEAD
        + switch (operation) {
          case Operation.Put put -> put.value().payload().length();
          case Operation.Add add -> of(add.elements());
          case Operation.Remove remove -> of(remove.elements());
          case Operation.Delete delete -> 0;
          case Operation.Adjust(long amount) -> 0;
          case Operation.Join(Crdt state) -> of(state);
          case Operation.Enable() -> 0;
          case Operation.Disable disable -> 0;
          case Operation.Update(Field field, Operation inner) -> field.name().length() + of(inner);
        };
  }

  static long of(Crdt state) {
    return OVERHEAD
        + switch (state) {
          case LwwRegister register -> register.value().map(v -> v.payload().length()).orElse(0);
          case OrMap map -> of(map);
          case Parted parted -> of(parted.parts().keySet());
          case PnCounter counter -> PER_ELEMENT * counter.tallies().size();
          case MvRegister register -> of(register);
          case EwFlag flag -> 0;
        };
  }

  private static long of(MvRegister register) {
    return register.siblings().values().stream()
        .mapToLong(sibling -> PER_ELEMENT + sibling.value().payload().length())
        .sum();
  }

  private static long of(OrMap map) {
    return map.fields().entrySet().stream()
        .mapToLong(each -> each.getKey().name().length() + of(each.getValue().state()))
        .sum();
  }

  private static long of(Collection<Element> elements) {
    long sum = 0;
    for (Element element : elements) {
      sum += PER_ELEMENT + element.value().length();
    }
    return sum;
  }
}
