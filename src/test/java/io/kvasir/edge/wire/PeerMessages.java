package io.kvasir.edge.wire;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyRange;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.burial.BurialMessage;
import io.kvasir.core.burial.BurialMessage.Answer;
import io.kvasir.core.burial.BurialMessage.Grave;
import io.kvasir.core.burial.BurialMessage.Question;
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
import io.kvasir.core.crdt.Lifetime;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.MvRegister;
import io.kvasir.core.crdt.Nested;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.OrMap;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.Parted;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Seen;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.handoff.Excerpt;
import io.kvasir.core.handoff.HandoffMessage;
import io.kvasir.core.handoff.Piece;
import io.kvasir.core.handoff.Place;
import io.kvasir.core.handoff.TransferId;
import io.kvasir.core.node.Actor;
import io.kvasir.core.replication.Holding;
import io.kvasir.core.replication.KeyPage;
import io.kvasir.core.replication.PageQuery;
import io.kvasir.core.replication.Refusal;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.watch.JournalPage;
import io.kvasir.core.watch.KeyPlace;
import io.kvasir.core.watch.Mark;
import io.kvasir.core.watch.Shown;
import io.kvasir.core.watch.WatchMessage;
import io.kvasir.engine.port.PeerMessage;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.arbitraries.StringArbitrary;

/** Any message at all; those of groups from {@link GroupMessages#FROM} to the other. */
final class PeerMessages {
  private PeerMessages() {}

  static Arbitrary<PeerMessage> any() {
    return Arbitraries.oneOf(
        Combinators.combine(
                replicaMessages(), Arbitraries.longs(), Arbitraries.longs(), Arbitraries.longs())
            .as(PeerMessage.OfReplica::new),
        burialMessages().map(PeerMessage.OfBurial::new),
        watchMessages().map(PeerMessage.OfWatch::new),
        Topologies.foundingMessages().map(PeerMessage.OfFounding::new),
        Combinators.combine(GroupMessages.any(), Arbitraries.longs()).as(PeerMessage.OfGroup::new),
        handoffMessages().map(PeerMessage.OfHandoff::new));
  }

  private static Arbitrary<ReplicaMessage> replicaMessages() {
    return Arbitraries.oneOf(
        Combinators.combine(tokens(), entries(), slices()).as(ReplicaMessage.Replicate::new),
        Combinators.combine(tokens(), stamps().optional(), Arbitraries.of(true, false))
            .as(ReplicaMessage.Replicated::new),
        Combinators.combine(tokens(), Arbitraries.of(Refusal.class).optional())
            .as(ReplicaMessage.NotReplicated::new),
        Combinators.combine(tokens(), entries()).as(ReplicaMessage.Fetch::new),
        Combinators.combine(tokens(), states().optional()).as(ReplicaMessage.Fetched::new),
        tokens().map(ReplicaMessage.NotFetched::new),
        Combinators.combine(tokens(), pageQueries()).as(ReplicaMessage.FetchPage::new),
        Combinators.combine(tokens(), keyPages(), partitionSets())
            .as(ReplicaMessage.PageFetched::new),
        tokens().map(ReplicaMessage.Outdated::new),
        tokens().map(ReplicaMessage.NotForwarded::new),
        Combinators.combine(tokens(), requests(), Arbitraries.longs().greaterOrEqual(0))
            .as(ReplicaMessage.ForwardWrite::new),
        Combinators.combine(tokens(), outcomes()).as(ReplicaMessage.WriteAnswered::new));
  }

  private static Arbitrary<WatchMessage> watchMessages() {
    Arbitrary<Long> longs = Arbitraries.longs();
    Arbitrary<Long> sequences = Arbitraries.longs().greaterOrEqual(1);
    Arbitrary<KeyPlace> places =
        Combinators.combine(counts().map(PartitionId::new), entries())
            .as((partition, entry) -> new KeyPlace(partition, entry.key()));
    Arbitrary<WatchMessage.Question> questions =
        Arbitraries.oneOf(
            Combinators.combine(sequences, Arbitraries.integers().greaterOrEqual(1), sequences)
                .as(WatchMessage.Question.Pull::new),
            places.list().ofMaxSize(4).map(WatchMessage.Question.Look::new),
            places.list().ofMaxSize(4).map(WatchMessage.Question.Fetch::new));
    Arbitrary<Mark> marks =
        Combinators.combine(longs, longs, sequences)
            .as((digest, version, shown) -> new Mark(digest, version, shown, shown));
    Arbitrary<Shown> changes =
        Combinators.combine(sequences, places, marks)
            .as((at, place, mark) -> new Shown(at, place.partition(), place.key(), mark));
    Arbitrary<WatchMessage.Answer> answers =
        Arbitraries.oneOf(
            Combinators.combine(sequences, sequences, sequences, changes.list().ofMaxSize(3))
                .as(JournalPage::new)
                .map(WatchMessage.Answer.Changes::new),
            marks.list().ofMaxSize(4).map(WatchMessage.Answer.Marks::new),
            states().optional().list().ofMaxSize(3).map(WatchMessage.Answer.States::new),
            Arbitraries.of(new WatchMessage.Answer.Refused()));
    return Arbitraries.oneOf(
        Combinators.combine(tokens(), entries(), questions)
            .as((token, entry, question) -> new WatchMessage.Ask(token, entry.bucket(), question)),
        Combinators.combine(tokens(), longs.map(Actor::new), answers).as(WatchMessage.Tell::new));
  }

  private static Arbitrary<SortedSet<PartitionId>> partitionSets() {
    return counts().map(PartitionId::new).set().ofMaxSize(5).map(TreeSet::new);
  }

  private static Arbitrary<PageQuery> pageQueries() {
    Arbitrary<Bytes> bounds =
        Arbitraries.bytes().array(byte[].class).ofMaxSize(5).map(Bytes::copyOf);
    Arbitrary<Boolean> flags = Arbitraries.of(true, false);
    Arbitrary<Integer> sizes = Arbitraries.integers().greaterOrEqual(1);
    Arbitrary<KeyScan> scans =
        Combinators.combine(bounds, bounds.optional(), sizes, flags, flags)
            .as(
                (from, to, limit, reverse, keysOnly) ->
                    new KeyScan(new KeyRange(from, to), limit, reverse, keysOnly));
    return Combinators.combine(entries(), partitionSets(), scans, sizes)
        .as(
            (entry, partitions, scan, bytes) ->
                new PageQuery(entry.bucket(), partitions, scan, bytes));
  }

  private static Arbitrary<KeyPage> keyPages() {
    Arbitrary<KeyPage.Content> contents =
        Arbitraries.oneOf(
            states().map(KeyPage.Content.State::new),
            Combinators.combine(Arbitraries.longs(), Arbitraries.of(true, false))
                .as(KeyPage.Content.Glimpse::new),
            Arbitraries.create(KeyPage.Content.TooLong::new));
    Arbitrary<List<KeyPage.Held>> items =
        Combinators.combine(counts().map(PartitionId::new), entries(), contents)
            .as((partition, entry, content) -> new KeyPage.Held(partition, entry.key(), content))
            .list()
            .uniqueElements(KeyPage.Held::key)
            .ofMaxSize(4)
            .map(each -> each.stream().sorted(Comparator.comparing(KeyPage.Held::key)).toList());
    return Combinators.combine(items, Arbitraries.of(true, false))
        .as(
            (held, more) ->
                new KeyPage(
                    held,
                    more && !held.isEmpty()
                        ? Optional.of(held.getLast().key())
                        : Optional.empty()));
  }

  private static Arbitrary<BurialMessage> burialMessages() {
    Arbitrary<Long> longs = Arbitraries.longs();
    Arbitrary<PartitionId> partitions = counts().map(PartitionId::new);
    Arbitrary<Integer> replicas = Arbitraries.integers().greaterOrEqual(1);
    Arbitrary<Question> questions =
        Arbitraries.oneOf(
            entries().list().ofMaxSize(4).map(Question.Survey::new),
            Combinators.combine(longs, stamps()).as(Question.Confirm::new),
            Combinators.combine(longs, entries().list().ofMaxSize(4)).as(Question.Fence::new));
    Arbitrary<Answer> answers =
        Arbitraries.oneOf(
            Combinators.combine(longs, longs, longs.list().ofMaxSize(4), stamps())
                .as(Answer.Remaining::new),
            Combinators.combine(longs, longs).as(Answer.Delivered::new),
            Arbitraries.of(new Answer.Owing(), new Answer.NotReady()));
    Arbitrary<Grave> graves = Combinators.combine(entries(), longs).as(Grave::new);
    return Arbitraries.oneOf(
        Combinators.combine(tokens(), longs, partitions, replicas, questions)
            .as(BurialMessage.Ask::new),
        Combinators.combine(tokens(), partitions, answers).as(BurialMessage.Tell::new),
        Combinators.combine(longs, partitions, replicas, longs, graves.list().ofMaxSize(4))
            .as(BurialMessage.Bury::new));
  }

  private static Arbitrary<HandoffMessage> handoffMessages() {
    Arbitrary<Element> elements = Arbitraries.strings().ofMaxLength(5).map(Element::new);
    Arbitrary<TransferId> transfers =
        Combinators.combine(Arbitraries.longs(), counts(), counts())
            .as((epoch, p, n) -> new TransferId(epoch, new PartitionId(p), n));
    Arbitrary<Piece> wholes =
        Combinators.combine(entries(), states())
            .as((entry, state) -> Piece.whole(entry, Slice.whole(state)));
    Arbitrary<Excerpt> excerpts =
        Combinators.combine(wholes.list().ofMaxSize(3), Arbitraries.longs(), Arbitraries.longs())
            .as((pieces, bytes, left) -> new Excerpt(pieces, bytes, left, pieces.isEmpty()));
    return Arbitraries.oneOf(
        Combinators.combine(
                tokens(),
                transfers,
                Combinators.combine(entries(), elements.optional()).as(Place::new).optional(),
                counts())
            .as(HandoffMessage.Pull::new),
        Combinators.combine(tokens(), transfers, entries(), elements.set().ofMaxSize(4))
            .as(
                (t, id, entry, all) ->
                    new HandoffMessage.Compare(t, id, entry, new TreeSet<>(all))),
        Combinators.combine(tokens(), excerpts).as(HandoffMessage.Page::new),
        Combinators.combine(tokens(), slices().optional()).as(HandoffMessage.Compared::new),
        Combinators.combine(tokens(), Arbitraries.of(HandoffMessage.Reason.class))
            .as(HandoffMessage.NotServed::new));
  }

  private static Arbitrary<Long> tokens() {
    return Arbitraries.longs();
  }

  private static Arbitrary<Integer> counts() {
    return Arbitraries.integers().greaterOrEqual(0);
  }

  private static Arbitrary<BucketId> buckets() {
    Arbitrary<String> names =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .withCharRange('A', 'Z')
            .withCharRange('0', '9')
            .withChars("._-")
            .ofMinLength(1)
            .ofMaxLength(64);
    return Combinators.combine(names.filter(BucketName::isValid).map(BucketName::new), counts())
        .as(BucketId::new);
  }

  private static Arbitrary<EntryKey> entries() {
    return Combinators.combine(buckets(), texts().ofMinLength(1).map(Key::new)).as(EntryKey::new);
  }

  /** Text as it can be written in UTF-8: no surrogate stands alone. */
  private static StringArbitrary texts() {
    return Arbitraries.strings()
        .withCharRange('\0', '\ud7ff')
        .withCharRange('\ue000', '\uffff')
        .ofMaxLength(20);
  }

  private static Arbitrary<Element> elements() {
    return Arbitraries.oneOf(texts(), Arbitraries.of("", "a", "b", "🙂")).map(Element::new);
  }

  private static Arbitrary<SortedSet<Element>> elementSets() {
    return elements().set().ofMaxSize(5).map(TreeSet::new);
  }

  private static Arbitrary<Actor> actors() {
    return Arbitraries.oneOf(
            Arbitraries.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE), Arbitraries.longs())
        .map(Actor::new);
  }

  private static Arbitrary<DotSet> dotSets() {
    Arbitrary<Long> counters =
        Arbitraries.oneOf(Arbitraries.longs().between(1, 9), Arbitraries.longs().greaterOrEqual(1));
    return Combinators.combine(actors(), counters).as(Dot::new).set().ofMaxSize(4).map(DotSet::of);
  }

  private static Arbitrary<CausalContext> contexts() {
    Arbitrary<VersionVector> vectors =
        Arbitraries.maps(actors(), Arbitraries.longs().greaterOrEqual(1))
            .ofMaxSize(4)
            .map(counters -> new VersionVector(new TreeMap<>(counters)));
    return Combinators.combine(vectors, dotSets()).as(CausalContext::new);
  }

  private static Arbitrary<HybridTimestamp> stamps() {
    return Combinators.combine(Arbitraries.longs().greaterOrEqual(0), counts())
        .as(HybridTimestamp::new);
  }

  private static Arbitrary<Value> values() {
    Arbitrary<String> mediaTypes = Arbitraries.oneOf(Arbitraries.of(Value.TEXT, ""), texts());
    Arbitrary<Bytes> payloads =
        Arbitraries.bytes().array(byte[].class).ofMaxSize(100).map(Bytes::copyOf);
    return Combinators.combine(mediaTypes, payloads).as(Value::new);
  }

  private static Arbitrary<Crdt> states() {
    return Arbitraries.oneOf(flat(), flat(), maps(Arbitraries.oneOf(flat(), maps(flat()))));
  }

  private static Arbitrary<Crdt> flat() {
    return Arbitraries.oneOf(
        Combinators.combine(stamps(), actors(), values().optional(), ends()).as(LwwRegister::new),
        sets(),
        sets().map(GSet::new),
        counters(),
        siblings(),
        Combinators.combine(dotSets(), dotSets(), contexts()).as(EwFlag::new));
  }

  private static Arbitrary<Crdt> maps(Arbitrary<Crdt> values) {
    Arbitrary<Nested> nested =
        values
            .map(value -> value.under(CausalContext.EMPTY))
            .filter(value -> !value.equals(Crdt.bottom(value.type())))
            .map(Nested::new);
    return Combinators.combine(
            dotSets(), Arbitraries.maps(texts(), nested).ofMaxSize(3), contexts(), expiries())
        .as(
            (presence, fields, context, expiry) -> {
              TreeMap<Field, Nested> named = new TreeMap<>();
              fields.forEach(
                  (name, value) -> named.put(new Field(name, value.state().type()), value));
              return new OrMap(presence, named, context, expiry);
            });
  }

  private static Arbitrary<OrSwot> sets() {
    Arbitrary<DotSet> someDots = dotSets().filter(dots -> !dots.isEmpty());
    return Combinators.combine(
            dotSets(),
            Arbitraries.maps(elements(), someDots).ofMaxSize(5),
            contexts(),
            ends(),
            expiries())
        .as(
            (presence, members, context, end, expiry) ->
                new OrSwot(presence, new TreeMap<>(members), context, some(members, end), expiry));
  }

  private static Arbitrary<MvRegister> siblings() {
    Arbitrary<Dot> dots =
        Combinators.combine(actors(), Arbitraries.longs().greaterOrEqual(1)).as(Dot::new);
    Arbitrary<MvRegister.Sibling> sibling =
        Combinators.combine(stamps(), values()).as(MvRegister.Sibling::new);
    return Combinators.combine(Arbitraries.maps(dots, sibling).ofMaxSize(3), contexts())
        .as((siblings, context) -> new MvRegister(new TreeMap<>(siblings), context));
  }

  private static Arbitrary<PnCounter> counters() {
    Arbitrary<Long> sums = Arbitraries.longs();
    Arbitrary<PnCounter.Tally> tallies =
        Combinators.combine(sums, sums, sums, sums).as(PnCounter.Tally::new);
    return Arbitraries.maps(actors(), tallies)
        .ofMaxSize(4)
        .flatMap(map -> expiries().map(expiry -> new PnCounter(new TreeMap<>(map), expiry)));
  }

  private static Arbitrary<Long> ends() {
    return Arbitraries.oneOf(Arbitraries.just(Expiry.NEVER), Arbitraries.longs().greaterOrEqual(1));
  }

  private static Arbitrary<Expiry> expiries() {
    return Arbitraries.oneOf(
        Arbitraries.just(Expiry.NONE),
        Combinators.combine(stamps(), actors(), ends())
            .filter((stamp, actor, end) -> !stamp.equals(HybridTimestamp.ZERO))
            .as(Expiry::new));
  }

  /** The last dot of each member ends. */
  private static SortedMap<Dot, Long> some(Map<Element, DotSet> members, long end) {
    TreeMap<Dot, Long> ends = new TreeMap<>();
    if (end != Expiry.NEVER) {
      members.values().forEach(dots -> ends.put(dots.dots().getLast(), end));
    }
    return ends;
  }

  private static Arbitrary<Slice> slices() {
    return Arbitraries.oneOf(
        states().map(Slice::whole),
        Combinators.combine(states(), elementSets()).as(PeerMessages::scoped));
  }

  /** A slice holds members within its scope only. */
  private static Slice scoped(Crdt state, SortedSet<Element> more) {
    TreeSet<Element> scope = new TreeSet<>(more);
    if (state instanceof Parted parted) {
      scope.addAll(parted.parts().keySet());
    }
    return new Slice(state, new Scope.Elements(scope));
  }

  private static Arbitrary<WriteRequest> requests() {
    Arbitrary<Operation> operations =
        Arbitraries.oneOf(
            Combinators.combine(values(), seen()).as(Operation.Put::new),
            seen().map(Operation.Delete::new),
            Combinators.combine(elementSets(), lives().optional()).as(Operation.Add::new),
            Combinators.combine(elementSets(), Arbitraries.oneOf(seen(), parts()))
                .as(Operation.Remove::new),
            Arbitraries.longs().map(Operation.Adjust::new),
            Arbitraries.create(Operation.Enable::new),
            seen().map(Operation.Disable::new),
            updates());
    Arbitrary<Integer> positive = Arbitraries.integers().greaterOrEqual(1);
    Arbitrary<Quorum> quorums =
        Arbitraries.oneOf(
            positive.map(Quorum.Exactly::new),
            Arbitraries.of(new Quorum.Majority(), new Quorum.All()));
    return Combinators.combine(
            entries(),
            Arbitraries.of(DataType.class),
            operations,
            positive,
            quorums,
            lifetimes(),
            holdings())
        .as(
            (entry, type, operation, replicas, quorum, lifetime, holding) ->
                new WriteRequest(entry, type, operation, replicas, quorum, 1, lifetime, holding));
  }

  private static Arbitrary<Holding> holdings() {
    return Combinators.combine(
            Arbitraries.integers().greaterOrEqual(0), Arbitraries.of(true, false))
        .as(Holding::new);
  }

  private static Arbitrary<Operation> updates() {
    Arbitrary<Operation> shallow =
        Combinators.combine(texts(), seen())
            .as(
                (name, seen) ->
                    new Operation.Update(
                        new Field(name, DataType.EW_FLAG), new Operation.Disable(seen)));
    return Arbitraries.oneOf(
        shallow,
        Combinators.combine(texts(), shallow)
            .as((name, inner) -> new Operation.Update(new Field(name, DataType.OR_MAP), inner)));
  }

  private static Arbitrary<Long> lives() {
    return Arbitraries.longs().between(1, Lifetime.MAX_MILLIS);
  }

  private static Arbitrary<Lifetime> lifetimes() {
    return Arbitraries.oneOf(
        Arbitraries.of(Lifetime.kept(), new Lifetime.Endless()),
        lives().map(Lifetime.Limited::new));
  }

  private static Arbitrary<Seen> seen() {
    return Arbitraries.oneOf(
        Arbitraries.just(Seen.HERE), contexts().map(context -> new Seen.OfKey(context)));
  }

  private static Arbitrary<Seen> parts() {
    return Arbitraries.maps(elements(), contexts().map(Seen.OfKey::new))
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(parts -> new Seen.OfParts(new TreeMap<>(parts)));
  }

  private static Arbitrary<WriteOutcome> outcomes() {
    return Arbitraries.oneOf(
        Combinators.combine(stamps(), counts(), contexts().map(Seen.OfKey::new).optional())
            .as(WriteOutcome.Stored::new),
        Combinators.combine(counts(), counts(), Arbitraries.of(true, false))
            .as(WriteOutcome.QuorumUnavailable::new),
        Combinators.combine(counts(), counts()).as(WriteOutcome.Indeterminate::new),
        Arbitraries.of(Refusal.class).map(WriteOutcome.Refused::new),
        Arbitraries.create(WriteOutcome.Overloaded::new));
  }
}
