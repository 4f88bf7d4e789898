package io.kvasir.core.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.States;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.Lineage;
import io.kvasir.core.time.HybridClock;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.time.Moment;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A replica that has dropped a key, with one that still remembers all that was deleted: what the
 * first writes from then on must show.
 */
class AfterBurialTest {
  private static final EntryKey KEY = States.entry("b", "k");
  private static final Actor IDENTITY = new Actor(0x7abc_def0_1234_5678L);

  @ParameterizedTest
  @EnumSource(DataType.class)
  void whatIsWrittenAfterADropShowsWhereItWasNotDropped(DataType type) {
    Crdt kept = deleted(type);

    Slice delta = renewed(kept).write(Crdt.bottom(type), operation(type), 1);

    assertThat(Crdt.join(kept, delta.state()).isPresent()).isTrue();
    assertThat(Digest.of(KEY, Slice.whole(Crdt.join(kept, delta.state()))))
        .isEqualTo(Digest.of(KEY, delta));
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void anActorWouldNotBeSeenThatWentOnAsBefore(DataType type) {
    Crdt kept = deleted(type);

    Slice delta =
        new Writer(
                Lineage.of(IDENTITY, 0), new HybridClock(), new HybridClock(), HybridTimestamp.ZERO)
            .write(Crdt.bottom(type), operation(type), 1);

    assertThat(Crdt.join(kept, delta.state()).isPresent()).isFalse();
  }

  /** As by the context of a client that read the key before it was deleted. */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"OR_SWOT", "MV_REGISTER", "EW_FLAG", "G_SET", "OR_MAP"})
  void whatOthersRememberInPartLeadsNobodyBackToOldActors(DataType type) {
    Crdt kept = deleted(type);
    Writer writer = renewed(kept);
    Actor old = Lineage.of(IDENTITY, 0).newest();
    Crdt part = Crdt.bottom(type).under(CausalContext.of(DotSet.of(List.of(new Dot(old, 1)))));

    Crdt known =
        Crdt.join(Crdt.bottom(type), writer.admit(Crdt.bottom(type), Slice.whole(part)).state());
    Slice delta = writer.write(known, operation(type), 1);

    assertThat(Crdt.join(kept, delta.state()).isPresent()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void whoHasNotDroppedTheKeyGoesOnAsTheSameActor(DataType type) {
    Crdt kept = deleted(type);

    Slice delta = renewed(kept).write(kept, operation(type), 1);

    assertThat(Crdt.join(kept, delta.state()).isPresent()).isTrue();
    if (type.isCausal() && type != DataType.OR_MAP) {
      assertThat(delta.state().context().actors())
          .containsExactly(Lineage.of(IDENTITY, 0).newest());
    }
  }

  /** A register's end is part of the write. */
  @ParameterizedTest
  @EnumSource(value = DataType.class, names = "LWW_REGISTER", mode = EnumSource.Mode.EXCLUDE)
  void whatIsWrittenAfterADropHasNotEndedWhereTheKeyHad(DataType type) {
    Expiry passed = new Expiry(new HybridTimestamp(7, 0), IDENTITY, 9);
    Crdt kept = deleted(type).expiring(passed);

    Slice delta = renewed(kept).write(Crdt.bottom(type), operation(type), 10);

    assertThat(Crdt.join(kept, delta.state()).visible(10).isPresent()).isTrue();
  }

  /**
   * The key was written elsewhere just now, with a time to live, and that is not known here yet.
   */
  @ParameterizedTest
  @EnumSource(value = DataType.class, names = "LWW_REGISTER", mode = EnumSource.Mode.EXCLUDE)
  void whoHasNotHeardOfATimeToLiveDoesNotTakeItBack(DataType type) {
    HybridTimestamp floor = new HybridTimestamp(700, 3);
    Slice limited = limited(renewed(floor), type, 1_000);

    Slice kept = renewed(floor).write(Crdt.bottom(type), operation(type), 1_005);

    assertThat(Crdt.join(limited.state(), kept.state()).expiry().endMillis()).isEqualTo(61_000);
    assertThat(Crdt.join(limited.state(), kept.state()).visible(61_000).isPresent()).isFalse();
  }

  /** Not even when the clock of who said it is behind. */
  @ParameterizedTest
  @EnumSource(value = DataType.class, names = "LWW_REGISTER", mode = EnumSource.Mode.EXCLUDE)
  void aTimeToLiveStaysThoughItsClockIsBehind(DataType type) {
    HybridTimestamp floor = new HybridTimestamp(7_000_000, 3);
    Slice limited = limited(renewed(floor), type, 1_000);

    Slice kept = renewed(floor).write(Crdt.bottom(type), operation(type), 1_005);

    assertThat(Crdt.join(limited.state(), kept.state()).expiry().endMillis()).isEqualTo(61_000);
  }

  /** What was there before goes, wherever both are known. */
  @ParameterizedTest
  @EnumSource(value = DataType.class, names = "LWW_REGISTER", mode = EnumSource.Mode.EXCLUDE)
  void whatEndedBeforeItWasWrittenAnewIsOver(DataType type) {
    HybridTimestamp floor = new HybridTimestamp(700, 3);
    Slice limited = limited(renewed(floor), type, 1_000);

    Slice kept = renewed(floor).write(Crdt.bottom(type), operation(type), 61_001);

    assertThat(limited.state().isOverBefore(kept.state().expiry())).isTrue();
  }

  private static Slice limited(Writer writer, DataType type, long millis) {
    return writer.write(
        Crdt.bottom(type),
        Elsewhere.UNKNOWN,
        operation(type),
        new Lifetime.Limited(60_000),
        Moment.of(millis));
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void whatRemainsHasAHashOfItsOwn(DataType type) {
    Crdt kept = deleted(type);
    Writer writer = renewed(kept);
    Crdt anew = Crdt.join(kept, writer.write(kept, operation(type), 1).state());
    Crdt again = Crdt.join(anew, writer.write(anew, new Operation.Delete(), 1).state());

    assertThat(Remains.hash(anew)).isEqualTo(Remains.VISIBLE);
    assertThat(Remains.hash(kept)).isNotIn(Remains.NONE, Remains.VISIBLE, Remains.hash(again));
    assertThat(Remains.hash(Crdt.bottom(type))).isNotIn(Remains.NONE, Remains.VISIBLE);
  }

  private static Writer renewed(Crdt dropped) {
    return renewed(Remains.newest(dropped));
  }

  private static Writer renewed(HybridTimestamp floor) {
    return new Writer(Lineage.of(IDENTITY, 1), new HybridClock(), new HybridClock(), floor);
  }

  /** Written three times and deleted, by one replica. */
  private static Crdt deleted(DataType type) {
    Writer writer =
        new Writer(
            Lineage.of(IDENTITY, 0), new HybridClock(), new HybridClock(), HybridTimestamp.ZERO);
    Crdt state = Crdt.bottom(type);
    for (int i = 0; i < 3; i++) {
      state = Crdt.join(state, writer.write(state, operation(type), 1).state());
    }
    state = Crdt.join(state, writer.write(state, new Operation.Delete(), 1).state());
    assertThat(state.isPresent()).isFalse();
    return state;
  }

  /** In a map one of a counter, which leaves behind what it counted. */
  private static Operation operation(DataType type) {
    TreeSet<Element> elements = new TreeSet<>(List.of(new Element("e")));
    return switch (type) {
      case LWW_REGISTER, MV_REGISTER -> new Operation.Put(Value.text("x"));
      case OR_SWOT, G_SET -> new Operation.Add(elements);
      case PN_COUNTER -> new Operation.Adjust(1);
      case EW_FLAG -> new Operation.Enable();
      case OR_MAP ->
          new Operation.Update(new Field("n", DataType.PN_COUNTER), new Operation.Adjust(1));
    };
  }
}
