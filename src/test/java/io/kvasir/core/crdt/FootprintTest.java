package io.kvasir.core.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.node.Actor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How large what cannot be sent in pieces may become. */
class FootprintTest {
  private static final int VALUE = 5 << 20;
  private static final int FIT = (int) (Footprint.MAX_UNIT_BYTES / VALUE);
  private static final Field FIELD = new Field("f", DataType.MV_REGISTER);
  private static final Field OTHER = new Field("g", DataType.MV_REGISTER);

  private final Writer ann = new Writer(new Actor(1));

  @Test
  void siblingsGrowNoFurtherThanWhatFitsInOneMessage() {
    Crdt register = MvRegister.BOTTOM;
    List<Boolean> outgrown = new ArrayList<>();
    for (int i = 0; i <= FIT; i++) {
      Crdt delta = ann.write(register, put(VALUE), 5).state();
      Crdt after = Crdt.join(register, delta);
      outgrown.add(Footprint.outgrows(register, delta, after));
      register = after;
    }

    assertThat(outgrown).hasSize(FIT + 1).startsWith(false, false).endsWith(true);
    assertThat(outgrown.stream().filter(each -> each)).hasSize(1);
    Crdt replaced = ann.write(register, replacing(register, 8 << 20), 6).state();
    assertThat(Footprint.outgrows(register, replaced, Crdt.join(register, replaced))).isFalse();
    Crdt alone = ann.write(MvRegister.BOTTOM, put(20 << 20), 6).state();
    assertThat(Footprint.outgrows(MvRegister.BOTTOM, alone, alone)).isFalse();
  }

  @Test
  void eachFieldOfAMapMayGrowAsFar() {
    Crdt map = OrMap.BOTTOM;
    for (int i = 0; i < FIT; i++) {
      map = Crdt.join(map, ann.write(map, new Operation.Update(FIELD, put(VALUE)), 5).state());
    }

    assertThat(outgrows(map, new Operation.Update(OTHER, put(VALUE)))).isFalse();
    assertThat(outgrows(map, new Operation.Update(FIELD, put(VALUE)))).isTrue();
    assertThat(outgrows(map, new Operation.Update(FIELD, new Operation.Delete()))).isFalse();
    Field inner = new Field("m", DataType.OR_MAP);
    Operation deep = new Operation.Update(FIELD, put(VALUE));
    Crdt nested = OrMap.BOTTOM;
    for (int i = 0; i < FIT; i++) {
      nested = Crdt.join(nested, ann.write(nested, new Operation.Update(inner, deep), 5).state());
    }
    assertThat(outgrows(nested, new Operation.Update(inner, deep))).isTrue();
  }

  private boolean outgrows(Crdt state, Operation operation) {
    Crdt delta = ann.write(state, operation, 5).state();
    return Footprint.outgrows(state, delta, Crdt.join(state, delta));
  }

  private static Operation put(int bytes) {
    return new Operation.Put(Value.text("v".repeat(bytes)), new Seen.OfKey(CausalContext.EMPTY));
  }

  private static Operation replacing(Crdt state, int bytes) {
    return new Operation.Put(Value.text("v".repeat(bytes)), Seen.of(state).orElseThrow());
  }
}
