package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.causality.VersionVector;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.EwFlag;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.crdt.Field;
import io.kvasir.core.crdt.GSet;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.MvRegister;
import io.kvasir.core.crdt.Nested;
import io.kvasir.core.crdt.OrMap;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.Parted;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.Actor;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.engine.port.Outgoing;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Generates all that can be stored, well-formed or barely so. */
final class AnyStates {
  private AnyStates() {}

  /** Any text, with zero characters, unpaired surrogates, and some that is long. */
  static Arbitrary<String> texts() {
    Arbitrary<String> any = Arbitraries.strings().all().ofMaxLength(12);
    Arbitrary<String> tricky =
        Arbitraries.strings()
            .withChars('\0', '\1', 'a', '\u00ff', '\ud800', '\uffff')
            .ofMaxLength(6);
    return Arbitraries.oneOf(
        any, tricky, any.map(text -> text + "x".repeat(RowKeys.SHORT_ELEMENT_BYTES)));
  }

  static Arbitrary<EntryKey> entries() {
    Arbitrary<BucketName> names =
        Arbitraries.strings()
            .withChars("Aa0._-")
            .ofMinLength(1)
            .ofMaxLength(64)
            .filter(BucketName::isValid)
            .map(BucketName::new);
    Arbitrary<Integer> generations = Arbitraries.integers().greaterOrEqual(0);
    Arbitrary<Key> keys = texts().filter(text -> !text.isEmpty()).map(Key::new);
    return Combinators.combine(names, generations, keys)
        .as((name, generation, key) -> new EntryKey(new BucketId(name, generation), key));
  }

  static Arbitrary<Element> elements() {
    return texts().map(Element::new);
  }

  static Arbitrary<Crdt> states() {
    return Arbitraries.oneOf(flat(), flat(), maps());
  }

  private static Arbitrary<Crdt> flat() {
    return Arbitraries.oneOf(
        registers(),
        sets(),
        sets().map(set -> new GSet((OrSwot) set)),
        counters(),
        siblings(),
        flags());
  }

  /** Maps of anything but maps, or of such maps. */
  private static Arbitrary<Crdt> maps() {
    Arbitrary<Crdt> shallow = maps(flat());
    return Arbitraries.oneOf(shallow, maps(shallow));
  }

  private static Arbitrary<Crdt> maps(Arbitrary<Crdt> values) {
    Arbitrary<Crdt> nested =
        values
            .map(value -> value.under(CausalContext.EMPTY))
            .filter(value -> !value.equals(Crdt.bottom(value.type())));
    return Combinators.combine(
            dotSets(), Arbitraries.maps(texts(), nested).ofMaxSize(3), contexts(), expiries())
        .as(
            (presence, fields, context, expiry) -> {
              TreeMap<Field, Nested> named = new TreeMap<>();
              fields.forEach(
                  (name, value) -> named.put(new Field(name, value.type()), new Nested(value)));
              return new OrMap(presence, named, context, expiry);
            });
  }

  static Arbitrary<Crdt> registers() {
    return Combinators.combine(stamps(), actors(), values().optional(), ends())
        .as(
            (stamp, actor, value, end) ->
                new LwwRegister(stamp, actor, value, value.isPresent() ? end : Expiry.NEVER));
  }

  private static Arbitrary<Value> values() {
    Arbitrary<byte[]> payloads = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
    return Combinators.combine(texts(), payloads)
        .as((type, payload) -> new Value(type, Bytes.copyOf(payload)));
  }

  private static Arbitrary<Crdt> siblings() {
    Arbitrary<MvRegister.Sibling> sibling =
        Combinators.combine(stamps(), values()).as(MvRegister.Sibling::new);
    return Combinators.combine(Arbitraries.maps(dots(), sibling).ofMaxSize(3), contexts())
        .as((siblings, context) -> new MvRegister(new TreeMap<>(siblings), context));
  }

  private static Arbitrary<Crdt> flags() {
    return Combinators.combine(dotSets(), dotSets(), contexts()).as(EwFlag::new);
  }

  static Arbitrary<Crdt> sets() {
    Arbitrary<TreeMap<Element, DotSet>> members =
        Arbitraries.maps(elements(), dotSets().filter(dots -> !dots.isEmpty()))
            .ofMaxSize(4)
            .map(TreeMap::new);
    return Combinators.combine(dotSets(), members, contexts(), ends(), expiries())
        .as(
            (presence, entries, context, end, expiry) ->
                new OrSwot(presence, entries, context, someEnds(entries, end), expiry));
  }

  static Arbitrary<Crdt> counters() {
    Arbitrary<Long> counts = Arbitraries.longs().greaterOrEqual(0);
    Arbitrary<PnCounter.Tally> tallies =
        Combinators.combine(counts, counts, counts, counts).as(PnCounter.Tally::new);
    return Arbitraries.maps(actors(), tallies)
        .ofMaxSize(4)
        .flatMap(map -> expiries().map(expiry -> new PnCounter(new TreeMap<>(map), expiry)));
  }

  private static Arbitrary<Long> ends() {
    return Arbitraries.oneOf(Arbitraries.just(Expiry.NEVER), Arbitraries.longs().greaterOrEqual(0));
  }

  static Arbitrary<Expiry> expiries() {
    return Arbitraries.oneOf(
        Arbitraries.just(Expiry.NONE),
        Combinators.combine(stamps(), actors(), ends())
            .filter((stamp, actor, end) -> !stamp.equals(HybridTimestamp.ZERO))
            .as(Expiry::new));
  }

  /** The first dot of each member ends. */
  static SortedMap<Dot, Long> someEnds(SortedMap<Element, DotSet> entries, long end) {
    TreeMap<Dot, Long> ends = new TreeMap<>();
    if (end != Expiry.NEVER) {
      entries.values().forEach(dots -> ends.put(dots.dots().getFirst(), end));
    }
    return ends;
  }

  static Arbitrary<Outgoing> outgoing() {
    Arbitrary<Long> sequences = Arbitraries.longs().greaterOrEqual(0);
    Arbitrary<Integer> replicas = Arbitraries.integers().between(1, 9);
    return Combinators.combine(sequences, replicas, states(), scopes())
        .as(
            (sequence, count, state, scope) ->
                new Outgoing(sequence, count, new Slice(state, scope)));
  }

  static Arbitrary<DotSet> dotSets() {
    return dots().set().ofMaxSize(3).map(DotSet::of);
  }

  private static Arbitrary<Dot> dots() {
    return Combinators.combine(actors(), Arbitraries.longs().greaterOrEqual(1)).as(Dot::new);
  }

  private static Arbitrary<CausalContext> contexts() {
    return Arbitraries.maps(actors(), Arbitraries.longs().greaterOrEqual(1))
        .ofMaxSize(3)
        .map(counters -> new VersionVector(new TreeMap<>(counters)))
        .flatMap(vector -> dotSets().map(cloud -> new CausalContext(vector, cloud)));
  }

  private static Arbitrary<Scope> scopes() {
    Arbitrary<Scope> some =
        elements().set().ofMaxSize(4).map(set -> new Scope.Elements(new TreeSet<>(set)));
    return Arbitraries.oneOf(Arbitraries.just(Scope.whole()), some);
  }

  private static Arbitrary<HybridTimestamp> stamps() {
    return Combinators.combine(
            Arbitraries.longs().greaterOrEqual(0), Arbitraries.integers().greaterOrEqual(0))
        .as(HybridTimestamp::new);
  }

  private static Arbitrary<Actor> actors() {
    return Arbitraries.longs().map(Actor::new);
  }

  /** The head of a state in parts. */
  static Crdt withoutMembers(Crdt state) {
    return state instanceof Parted parted ? parted.head() : state;
  }
}
