package io.kvasir.core.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.fixture.ElementStore;
import io.kvasir.core.node.Actor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is computed on parts of a key's state agrees with the same on the whole. */
class SlicePropertyTest {
  private static final List<Actor> ACTORS = List.of(new Actor(1), new Actor(-1), new Actor(2));

  /** One replica, twice: as a whole state and as a store by element. */
  private static final class Replica {
    private final Writer forWhole;
    private final Writer forParts;
    private final ElementStore store;
    private Crdt whole;

    Replica(DataType type, Actor actor) {
      this.forWhole = new Writer(actor);
      this.forParts = new Writer(actor);
      this.store = new ElementStore(type);
      this.whole = Crdt.bottom(type);
    }

    Slice write(Operation operation, long wallMillis) {
      Slice delta = forWhole.write(whole, operation, wallMillis);
      Slice known = store.load(operation.scope());
      assertThat(forParts.write(known.state(), operation, wallMillis)).isEqualTo(delta);
      store.commit(known.join(delta).restrict(delta.scope()));
      whole = Crdt.join(whole, delta.state());
      return delta;
    }

    void merge(Slice delta) {
      Slice known = store.load(delta.scope());
      store.commit(known.join(delta));
      whole = Crdt.join(whole, delta.state());
    }
  }

  @Property(tries = 600)
  void aStoreByElementAgreesWithTheWholeState(@ForAll("scripts") Steps.Script script) {
    List<Replica> replicas =
        ACTORS.stream().map(actor -> new Replica(script.type(), actor)).toList();
    List<Slice> deltas = new ArrayList<>();

    for (Step step : script.steps()) {
      switch (step) {
        case Step.Write write ->
            deltas.add(
                replicas
                    .get(write.replica())
                    .write(
                        write.by(replicas.stream().map(each -> each.whole).toList()),
                        write.wallMillis()));
        case Step.Deliver(int delta, int to) -> {
          if (!deltas.isEmpty()) {
            replicas.get(to).merge(deltas.get(delta % deltas.size()));
          }
        }
        case Step.Sync(int from, int to) ->
            replicas.get(to).merge(replicas.get(from).store.load(Scope.whole()));
      }
      for (Replica replica : replicas) {
        assertThat(replica.store.load(Scope.whole()).state()).isEqualTo(replica.whole);
      }
    }
  }

  @Property(tries = 600)
  void aNewerPartBackedByAnOlderStateIsTheNewState(
      @ForAll("setSteps") List<Step> steps,
      @ForAll("scopes") Scope known,
      @ForAll("scopes") Scope read) {
    Writer writer = new Writer(ACTORS.getFirst());
    Crdt before = History.of(DataType.OR_SWOT, steps.subList(0, steps.size() / 2)).joined();
    Slice newer = Slice.whole(before).restrict(known);
    Slice whole = Slice.whole(before);
    for (Step step : steps.subList(steps.size() / 2, steps.size())) {
      if (step instanceof Step.Write write && known.covers(write.operation().scope())) {
        Slice delta = writer.write(newer.state(), write.operation(), write.wallMillis());
        newer = newer.join(delta);
        whole = whole.join(delta);
      }
    }

    Slice backed = newer.backedBy(Slice.whole(before).restrict(read));

    assertThat(backed).isEqualTo(whole.restrict(known.union(read)));
  }

  @Property
  void restrictingKeepsExactlyWhatTheScopeCovers(
      @ForAll("setSteps") List<Step> steps, @ForAll("scopes") Scope scope) {
    Crdt state = History.of(DataType.OR_SWOT, steps).joined();
    OrSwot set = (OrSwot) state;

    OrSwot part = (OrSwot) Slice.whole(state).restrict(scope).state();

    assertThat(part.context()).isEqualTo(set.context());
    assertThat(part.presence()).isEqualTo(set.presence());
    for (Element element : Steps.ELEMENTS) {
      assertThat(part.dotsOf(element).isEmpty())
          .isEqualTo(!scope.covers(element) || set.dotsOf(element).isEmpty());
    }
  }

  @Property
  void theUnionOfScopesCoversBoth(@ForAll("scopes") Scope one, @ForAll("scopes") Scope other) {
    Scope union = one.union(other);

    assertThat(union.covers(one) && union.covers(other)).isTrue();
    for (Element element : Steps.ELEMENTS) {
      assertThat(union.covers(element)).isEqualTo(one.covers(element) || other.covers(element));
    }
  }

  @Provide
  Arbitrary<Steps.Script> scripts() {
    return Steps.scripts(ACTORS.size(), 24);
  }

  @Provide
  Arbitrary<List<Step>> setSteps() {
    return Steps.steps(DataType.OR_SWOT, History.REPLICAS, 20);
  }

  @Provide
  Arbitrary<Scope> scopes() {
    Arbitrary<Set<Element>> some = Arbitraries.of(Steps.ELEMENTS).set().ofMaxSize(4);
    Arbitrary<Scope> parts = some.map(elements -> new Scope.Elements(new TreeSet<>(elements)));
    return Arbitraries.oneOf(parts, parts, Arbitraries.just(Scope.whole()));
  }
}
