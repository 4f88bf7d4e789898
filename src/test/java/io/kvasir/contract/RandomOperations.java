package io.kvasir.contract;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.Field;
import io.kvasir.core.crdt.Operation;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Operations on keys of any type, in a world that is small enough for them to meet.
 *
 * @param deleteOneIn one operation of so many deletes the key
 * @param elements how many different members there are
 * @param elementsAtOnce at most so many in one operation
 * @param fields how many names of fields there are
 */
public record RandomOperations(int deleteOneIn, int elements, int elementsAtOnce, int fields) {
  public Operation next(DataType type, Random random) {
    if (random.nextInt(deleteOneIn) == 0) {
      return new Operation.Delete();
    }
    return switch (type) {
      case LWW_REGISTER, MV_REGISTER -> new Operation.Put(Value.text("v" + random.nextInt(9)));
      case EW_FLAG -> random.nextBoolean() ? new Operation.Enable() : new Operation.Disable();
      case PN_COUNTER -> new Operation.Adjust(random.nextInt(9) - 4);
      case OR_SWOT ->
          random.nextInt(3) == 0
              ? new Operation.Remove(members(random))
              : new Operation.Add(members(random));
      case G_SET -> new Operation.Add(members(random));
      case OR_MAP -> {
        List<DataType> types = List.of(DataType.values());
        DataType value = types.get(random.nextInt(types.size()));
        Field field = new Field("f" + random.nextInt(fields), value);
        yield new Operation.Update(field, next(value, random));
      }
    };
  }

  private SortedSet<Element> members(Random random) {
    TreeSet<Element> members = new TreeSet<>();
    for (int i = random.nextInt(elementsAtOnce); i >= 0; i--) {
      members.add(new Element("e" + random.nextInt(elements)));
    }
    return members;
  }
}
