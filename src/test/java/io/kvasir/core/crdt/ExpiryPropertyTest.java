package io.kvasir.core.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.LatticeLaws;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.node.Actor;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.time.Moment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Keys and members that end, on three replicas whose clocks differ. */
class ExpiryPropertyTest {
  private static final int REPLICAS = 3;
  private static final int SKEW = 3_000;

  /**
   * Something a client did, or made exist.
   *
   * @param element of a set; empty for what makes it exist
   */
  private record Event(BigInteger amount, Optional<Element> element, long endMillis) {}

  /** One replica, and beside it every event it knows and which of them were removed. */
  private static final class Replica {
    final Writer writer;
    final long skew;
    Crdt state;
    final SortedMap<Integer, Event> known = new TreeMap<>();
    final SortedSet<Integer> over = new TreeSet<>();

    Replica(int number, DataType type, long skew) {
      this.writer = new Writer(new Actor(number - 1L));
      this.skew = skew;
      this.state = Crdt.bottom(type);
    }

    void join(Replica other) {
      state = Crdt.join(state, other.state);
      known.putAll(other.known);
      over.addAll(other.over);
    }

    SortedMap<Integer, Event> live() {
      TreeMap<Integer, Event> live = new TreeMap<>(known);
      live.keySet().removeAll(over);
      return live;
    }
  }

  /** Types whose keys end by an expiry beside what they hold. */
  private static final List<DataType> KEY_EXPIRY =
      List.of(
          DataType.OR_SWOT,
          DataType.PN_COUNTER,
          DataType.MV_REGISTER,
          DataType.EW_FLAG,
          DataType.G_SET,
          DataType.OR_MAP);

  /** The one field of maps. */
  private static final Field COUNTER = new Field("n", DataType.PN_COUNTER);

  private static final SortedSet<Element> ENABLED = new TreeSet<>(List.of(new Element("enabled")));

  private final List<Crdt> reached = new ArrayList<>();
  private int events;

  @Property(tries = 1500)
  void whatWasRemovedAfterItsEndNeverComesBack(@ForAll long seed) {
    Random random = new Random(seed);
    DataType type = KEY_EXPIRY.get(random.nextInt(KEY_EXPIRY.size()));
    List<Replica> replicas = replicas(type, random);
    long time = 100_000;
    for (int step = 0; step < 40; step++) {
      time += random.nextInt(2_000);
      Replica replica = replicas.get(random.nextInt(REPLICAS));
      switch (random.nextInt(4)) {
        case 0 -> replica.join(replicas.get(random.nextInt(REPLICAS)));
        case 1 -> sweep(replica, time + replica.skew);
        default -> write(replica, time + replica.skew, random);
      }
      for (Replica each : replicas) {
        requireAgreement(each, time + each.skew);
      }
    }
    requireConvergence(replicas, time + 10 * SKEW);
  }

  @Property(tries = 300)
  void joinIsALatticeWithEnds(@ForAll long seed) {
    Random random = new Random(seed);
    List<DataType> types = List.of(DataType.values());
    DataType type = types.get(random.nextInt(types.size()));
    List<Replica> replicas = replicas(type, random);
    long time = 100_000;
    for (int step = 0; step < 25; step++) {
      time += random.nextInt(2_000);
      Replica replica = replicas.get(random.nextInt(REPLICAS));
      switch (random.nextInt(4)) {
        case 0 -> replica.join(replicas.get(random.nextInt(REPLICAS)));
        case 1 -> sweep(replica, time + replica.skew);
        default -> write(replica, time + replica.skew, random);
      }
      reached.add(replica.state);
    }
    List<Crdt> states = new ArrayList<>(reached.stream().distinct().toList());
    reached.clear();
    Collections.shuffle(states, random);

    LatticeLaws.hold(Crdt::join, states.subList(0, Math.min(states.size(), 12)));
  }

  @Example
  void anErasedWriteOverrulesItselfAndNothingElse() {
    HybridTimestamp stamp = new HybridTimestamp(5, 0);
    LwwRegister write = new LwwRegister(stamp, new Actor(1), Optional.of(Value.text("x")), 10_000);
    LwwRegister later = new LwwRegister(stamp.next(), new Actor(0), Optional.of(Value.text("y")));
    LwwRegister erased = (LwwRegister) write.erased().state();

    assertThat(write.join(erased)).isEqualTo(erased);
    assertThat(erased.join(write)).isEqualTo(erased);
    assertThat(erased.join(later)).isEqualTo(later);
    assertThat(write.visible(9_999)).isEqualTo(write);
    assertThat(write.visible(10_000).isPresent()).isFalse();
  }

  @Example
  void aRegistersEndIsThatOfTheWriteThatStands() {
    Writer writer = new Writer(new Actor(1));
    Crdt state = LwwRegister.BOTTOM;
    state = put(writer, state, new Lifetime.Limited(1_000), 50_000);
    assertThat(state.expiry().endMillis()).isEqualTo(51_000);

    state = put(writer, state, new Lifetime.Endless(), 50_500);

    assertThat(state.visible(99_000).isPresent()).isTrue();
  }

  @Example
  void aDeletedKeyBeginsAnewWithoutTheEndItHad() {
    Writer writer = new Writer(new Actor(1));
    Crdt state = count(writer, PnCounter.BOTTOM, new Lifetime.Limited(1_000), 50_000);
    state =
        Crdt.join(
            state,
            writer
                .write(
                    state,
                    Elsewhere.UNKNOWN,
                    new Operation.Delete(),
                    Lifetime.kept(),
                    Moment.of(50_100))
                .state());

    state = count(writer, state, Lifetime.kept(), 50_200);

    assertThat(((PnCounter) state.visible(99_000)).value()).isEqualTo(BigInteger.ONE);
  }

  private static Crdt put(Writer writer, Crdt state, Lifetime lifetime, long now) {
    return Crdt.join(
        state,
        writer
            .write(
                state,
                Elsewhere.UNKNOWN,
                new Operation.Put(Value.text("v")),
                lifetime,
                Moment.of(now))
            .state());
  }

  private static Crdt count(Writer writer, Crdt state, Lifetime lifetime, long now) {
    return Crdt.join(
        state,
        writer
            .write(state, Elsewhere.UNKNOWN, new Operation.Adjust(1), lifetime, Moment.of(now))
            .state());
  }

  private static List<Replica> replicas(DataType type, Random random) {
    List<Replica> replicas = new ArrayList<>();
    for (int number = 0; number < REPLICAS; number++) {
      replicas.add(new Replica(number, type, random.nextInt(2 * SKEW) - SKEW));
    }
    return replicas;
  }

  private void write(Replica replica, long now, Random random) {
    Operation operation = operation(replica.state.type(), random);
    boolean isOver = replica.state.expiry().hasPassed(now);
    Lifetime lifetime = lifetime(random);
    Crdt before = replica.state;

    Slice delta =
        replica.writer.write(before, Elsewhere.UNKNOWN, operation, lifetime, Moment.of(now));

    replica.state = Crdt.join(before, delta.state());
    assertThat(Slice.whole(before).join(delta).state()).isEqualTo(replica.state);
    assertThat(replica.state.expiry().hasPassed(now)).as("a write lives").isFalse();
    reached.add(delta.state());
    if (isOver) {
      replica.over.addAll(replica.known.keySet());
    }
    model(replica, operation, now);
  }

  private void model(Replica replica, Operation operation, long now) {
    switch (operation) {
      case Operation.Adjust(long amount) ->
          happen(replica, new Event(BigInteger.valueOf(amount), Optional.empty(), Expiry.NEVER));
      case Operation.Add add -> {
        removeElements(replica, add.elements());
        long end = add.lifeMillis().map(life -> now + life).orElse(Expiry.NEVER);
        add.elements()
            .forEach(e -> happen(replica, new Event(BigInteger.ZERO, Optional.of(e), end)));
      }
      case Operation.Remove remove -> removal(replica, remove.elements());
      case Operation.Delete delete -> replica.over.addAll(replica.known.keySet());
      case Operation.Update(Field field, Operation inner) ->
          modelField(replica, new TreeSet<>(List.of(field.element())), inner);
      case Operation.Put put -> {
        replica.over.addAll(replica.known.keySet());
        happen(replica, new Event(BigInteger.ZERO, Optional.empty(), Expiry.NEVER));
      }
      case Operation.Enable() -> {
        removeElements(replica, ENABLED);
        happen(replica, new Event(BigInteger.ZERO, Optional.of(ENABLED.first()), Expiry.NEVER));
      }
      case Operation.Disable disable -> removal(replica, ENABLED);
      case Operation.Join join -> throw new AssertionError("nothing is kept elsewhere");
    }
  }

  private void modelField(Replica replica, SortedSet<Element> field, Operation operation) {
    if (operation instanceof Operation.Adjust(long amount)) {
      BigInteger counted = BigInteger.valueOf(amount);
      happen(replica, new Event(counted, Optional.of(field.first()), Expiry.NEVER));
    } else {
      removal(replica, field);
    }
  }

  /** It also makes the key exist. */
  private void removal(Replica replica, SortedSet<Element> elements) {
    removeElements(replica, elements);
    if (replica.live().values().stream().noneMatch(event -> event.element().isEmpty())) {
      happen(replica, new Event(BigInteger.ZERO, Optional.empty(), Expiry.NEVER));
    }
  }

  private void happen(Replica replica, Event event) {
    replica.known.put(++events, event);
  }

  private static void removeElements(Replica replica, SortedSet<Element> elements) {
    replica
        .live()
        .forEach(
            (number, event) -> {
              if (event.element().isPresent() && elements.contains(event.element().get())) {
                replica.over.add(number);
              }
            });
  }

  private static void sweep(Replica replica, long now) {
    Slice ended = replica.state.ended(now);
    boolean isOver = replica.state.expiry().hasPassed(now);
    replica.state = Slice.whole(replica.state).join(ended).state();
    if (isOver) {
      replica.over.addAll(replica.known.keySet());
    } else if (ended.scope() instanceof Scope.Elements(SortedSet<Element> elements)) {
      removeElements(replica, elements);
    }
  }

  private static void requireAgreement(Replica replica, long now) {
    Crdt seen = replica.state.visible(now);
    boolean isOver = replica.state.expiry().hasPassed(now);
    SortedMap<Integer, Event> live = isOver ? new TreeMap<>() : replica.live();
    live.values().removeIf(event -> event.endMillis() <= now);
    if (seen instanceof PnCounter counter) {
      assertThat(counter.value())
          .isEqualTo(
              live.values().stream().map(Event::amount).reduce(BigInteger.ZERO, BigInteger::add));
    }
    if (seen instanceof MvRegister register) {
      assertThat(register.siblings()).hasSameSizeAs(live.values());
    }
    if (seen instanceof EwFlag flag) {
      assertThat(flag.isEnabled())
          .isEqualTo(live.values().stream().anyMatch(event -> event.element().isPresent()));
      assertThat(flag.isPresent()).isEqualTo(!live.isEmpty());
    }
    if (seen instanceof OrMap map) {
      PnCounter counter = (PnCounter) map.valueOf(COUNTER);
      assertThat(counter.value())
          .isEqualTo(
              live.values().stream().map(Event::amount).reduce(BigInteger.ZERO, BigInteger::add));
      assertThat(map.isPresent()).isEqualTo(!live.isEmpty());
    }
    if (seen instanceof OrSwot || seen instanceof GSet) {
      OrSwot set = seen instanceof GSet growing ? growing.set() : (OrSwot) seen;
      TreeSet<Element> members = new TreeSet<>();
      live.values().forEach(event -> event.element().ifPresent(members::add));
      assertThat(set.members()).isEqualTo(members);
      assertThat(set.isPresent()).isEqualTo(!live.isEmpty());
    }
  }

  private static void requireConvergence(List<Replica> replicas, long now) {
    Replica first = replicas.getFirst();
    replicas.forEach(first::join);
    for (Replica each : replicas) {
      each.join(first);
      assertThat(each.state).isEqualTo(first.state);
      sweep(each, now);
      requireAgreement(each, now);
    }
    for (Replica each : replicas) {
      assertThat(each.state).as("equal after each swept alone").isEqualTo(first.state);
    }
  }

  private static Operation operation(DataType type, Random random) {
    if (random.nextInt(12) == 0) {
      return new Operation.Delete();
    }
    return switch (type) {
      case LWW_REGISTER, MV_REGISTER -> new Operation.Put(Value.text("v" + random.nextInt(9)));
      case EW_FLAG -> random.nextBoolean() ? new Operation.Enable() : new Operation.Disable();
      case PN_COUNTER -> new Operation.Adjust(random.nextInt(20) + 1 - 8 * random.nextInt(2));
      case OR_SWOT -> random.nextInt(3) == 0 ? new Operation.Remove(elements(random)) : add(random);
      case G_SET -> add(random);
      case OR_MAP ->
          new Operation.Update(
              COUNTER,
              random.nextInt(3) == 0
                  ? new Operation.Delete()
                  : new Operation.Adjust(1 + random.nextInt(20)));
    };
  }

  private static Operation add(Random random) {
    return new Operation.Add(
        elements(random),
        random.nextBoolean() ? Optional.of(1L + random.nextInt(4_000)) : Optional.empty());
  }

  private static SortedSet<Element> elements(Random random) {
    TreeSet<Element> elements = new TreeSet<>();
    elements.add(Steps.ELEMENTS.get(random.nextInt(Steps.ELEMENTS.size())));
    elements.add(Steps.ELEMENTS.get(random.nextInt(Steps.ELEMENTS.size())));
    return elements;
  }

  private static Lifetime lifetime(Random random) {
    return switch (random.nextInt(5)) {
      case 0, 1 -> Lifetime.kept();
      case 2 -> new Lifetime.Endless();
      default -> new Lifetime.Limited(1 + random.nextInt(4_000));
    };
  }
}
