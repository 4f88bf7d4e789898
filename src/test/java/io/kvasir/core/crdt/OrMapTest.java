package io.kvasir.core.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.node.Actor;
import java.math.BigInteger;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What becomes of concurrent changes of one map. */
class OrMapTest {
  private static final Field VISITS = new Field("visits", DataType.PN_COUNTER);
  private static final Field TAGS = new Field("tags", DataType.OR_SWOT);
  private static final Field NAME = new Field("name", DataType.MV_REGISTER);
  private static final Field INNER = new Field("inner", DataType.OR_MAP);

  private final Writer ann = new Writer(new Actor(1));
  private final Writer bob = new Writer(new Actor(2));

  private static Crdt after(Writer writer, Crdt map, Field field, Operation operation) {
    Operation update = new Operation.Update(field, operation);
    return Slice.whole(map).join(writer.write(map, update, 5)).state();
  }

  private static Operation add(String element) {
    return new Operation.Add(new TreeSet<>(List.of(new Element(element))));
  }

  @Test
  void anUpdateWinsOverAConcurrentRemovalAndBringsNothingBack() {
    Crdt seen = after(ann, OrMap.BOTTOM, TAGS, add("old"));
    seen = after(ann, seen, VISITS, new Operation.Adjust(5));

    Crdt removed = after(ann, seen, TAGS, new Operation.Delete());
    removed = after(ann, removed, VISITS, new Operation.Delete());
    Crdt updated = after(bob, seen, TAGS, add("new"));
    updated = after(bob, updated, VISITS, new Operation.Adjust(2));
    OrMap both = (OrMap) Crdt.join(removed, updated);

    assertThat(((OrSwot) both.valueOf(TAGS)).members()).containsExactly(new Element("new"));
    assertThat(((PnCounter) both.valueOf(VISITS)).value()).isEqualTo(BigInteger.TWO);
  }

  @Test
  void ofARemovedFieldWithDotsNothingRemains() {
    Crdt map = after(ann, OrMap.BOTTOM, TAGS, add("a"));
    map = after(ann, map, INNER, new Operation.Update(NAME, new Operation.Put(Value.text("x"))));

    map = after(ann, map, TAGS, new Operation.Delete());
    map = after(ann, map, INNER, new Operation.Delete());

    assertThat(((OrMap) map).fields()).isEmpty();
    assertThat(map.isPresent()).as("empty, not absent").isTrue();
  }

  @Test
  void valuesOfTwoTypesUnderOneNameStandSideBySide() {
    Field flag = new Field("visits", DataType.EW_FLAG);
    Crdt counted = after(ann, OrMap.BOTTOM, VISITS, new Operation.Adjust(1));
    Crdt flagged = after(bob, OrMap.BOTTOM, flag, new Operation.Enable());

    OrMap both = (OrMap) Crdt.join(counted, flagged);

    assertThat(both.values().keySet()).containsExactly(VISITS, flag);
  }

  @Test
  void aRemovalByContextLeavesWhatWasNotSeen() {
    Crdt first = after(ann, OrMap.BOTTOM, NAME, new Operation.Put(Value.text("a")));
    Crdt value = ((OrMap) first).valueOf(NAME);
    Seen seen = new Seen.OfKey(CausalContext.of(value.dots()));
    Crdt second = after(bob, first, NAME, new Operation.Put(Value.text("b")));

    OrMap removed = (OrMap) after(ann, second, NAME, new Operation.Delete(seen));

    assertThat(((MvRegister) removed.valueOf(NAME)).siblings()).hasSize(1);
  }

  @Test
  void mapsDoNotLieDeeperThanAllowed() {
    Operation operation = new Operation.Adjust(1);
    Field field = VISITS;
    for (int depth = 1; depth <= Operation.Update.MAX_DEPTH; depth++) {
      operation = new Operation.Update(field, operation);
      field = INNER;
    }
    Operation deepest = operation;

    assertThat(ann.write(OrMap.BOTTOM, deepest, 5).state().isPresent()).isTrue();
    assertThatThrownBy(() -> new Operation.Update(INNER, deepest))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRegisterTakesNoMoreSiblingsThanItMayHave() {
    Seen nothing = new Seen.OfKey(CausalContext.EMPTY);
    Crdt register = MvRegister.BOTTOM;
    for (int write = 0; write < MvRegister.MAX_SIBLINGS; write++) {
      register = Crdt.join(register, ann.write(register, put(nothing), 5).state());
    }
    Crdt full = register;

    assertThatThrownBy(() -> ann.write(full, put(nothing), 5)).isInstanceOf(TooManySiblings.class);
    Crdt after = Crdt.join(full, ann.write(full, put(Seen.of(full).orElseThrow()), 5).state());
    assertThat(((MvRegister) after).siblings()).hasSize(1);
  }

  private static Operation put(Seen seen) {
    return new Operation.Put(Value.text("v"), seen);
  }
}
