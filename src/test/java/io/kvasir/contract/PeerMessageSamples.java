package io.kvasir.contract;

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
import io.kvasir.core.burial.BurialMessage.Grave;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.causality.VersionVector;
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
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.crdt.PnCounter.Tally;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Seen;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.gossip.KeyDigest;
import io.kvasir.core.gossip.KeyDigests;
import io.kvasir.core.gossip.Leaf;
import io.kvasir.core.gossip.LeafSums;
import io.kvasir.core.gossip.RepairMessage;
import io.kvasir.core.gossip.RepairMessage.Answer;
import io.kvasir.core.gossip.RepairMessage.Question;
import io.kvasir.core.handoff.Excerpt;
import io.kvasir.core.handoff.HandoffMessage;
import io.kvasir.core.handoff.Piece;
import io.kvasir.core.handoff.Place;
import io.kvasir.core.handoff.TransferId;
import io.kvasir.core.node.Actor;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** One message of each kind and shape, as node a sends it to b, by name, always the same. */
public final class PeerMessageSamples {
  private static final Actor ALICE = new Actor(0x0123456789abcdefL);
  private static final Actor BOB = new Actor(0xfedcba9876543210L);
  private static final HybridTimestamp STAMP = new HybridTimestamp(1_790_000_000_123L, 7);
  private static final EntryKey ENTRY =
      new EntryKey(new BucketId(new BucketName("users"), 2), new Key("a/\"ü\":\n"));

  private PeerMessageSamples() {}

  public static Map<String, PeerMessage> all() {
    LinkedHashMap<String, PeerMessage> all = new LinkedHashMap<>();
    replicaMessages().forEach((name, m) -> all.put(name, new PeerMessage.OfReplica(m, 300, 0, 0)));
    writes().forEach((name, m) -> all.put(name, new PeerMessage.OfReplica(m, 300, 0, 0)));
    repairMessages().forEach((name, m) -> all.put(name, new PeerMessage.OfRepair(m, 0)));
    burialMessages().forEach((name, m) -> all.put(name, new PeerMessage.OfBurial(m)));
    watchMessages().forEach((name, m) -> all.put(name, new PeerMessage.OfWatch(m)));
    GroupMessageSamples.all().forEach((name, m) -> all.put(name, new PeerMessage.OfGroup(m, 0)));
    handoffMessages().forEach((name, m) -> all.put(name, new PeerMessage.OfHandoff(m)));
    TopologySamples.foundingMessages()
        .forEach((name, m) -> all.put(name, new PeerMessage.OfFounding(m)));
    return all;
  }

  private static Map<String, WatchMessage> watchMessages() {
    KeyPlace place = new KeyPlace(new PartitionId(255), ENTRY.key());
    Mark mark = new Mark(-1, -2, 299, 300);
    List<Shown> changes = List.of(new Shown(300, place.partition(), place.key(), mark));
    LinkedHashMap<String, WatchMessage> all = new LinkedHashMap<>();
    List<WatchMessage.Question> questions =
        List.of(
            new WatchMessage.Question.Pull(Long.MAX_VALUE, 300, 10_000),
            new WatchMessage.Question.Look(List.of(place, place)),
            new WatchMessage.Question.Fetch(List.of(place)));
    for (WatchMessage.Question question : questions) {
      all.put(
          "watch-ask-" + question.getClass().getSimpleName(),
          new WatchMessage.Ask(1, ENTRY.bucket(), question));
    }
    List<WatchMessage.Answer> answers =
        List.of(
            new WatchMessage.Answer.Changes(new JournalPage(1, 300, 301, changes)),
            new WatchMessage.Answer.Marks(List.of(mark, Mark.UNKNOWN)),
            new WatchMessage.Answer.States(
                List.of(Optional.of(PnCounter.BOTTOM.adjust(new Actor(3), 300)), Optional.empty())),
            new WatchMessage.Answer.Refused());
    for (WatchMessage.Answer answer : answers) {
      all.put(
          "watch-tell-" + answer.getClass().getSimpleName(),
          new WatchMessage.Tell(2, new Actor(-3), answer));
    }
    return all;
  }

  private static Map<String, BurialMessage> burialMessages() {
    PartitionId partition = new PartitionId(255);
    LinkedHashMap<String, BurialMessage> all = new LinkedHashMap<>();
    List<BurialMessage.Question> questions =
        List.of(
            new BurialMessage.Question.Survey(List.of(ENTRY)),
            new BurialMessage.Question.Confirm(1L << 40, STAMP),
            new BurialMessage.Question.Fence(300, List.of(ENTRY, ENTRY)));
    for (BurialMessage.Question question : questions) {
      all.put(
          "burial-ask-" + question.getClass().getSimpleName(),
          new BurialMessage.Ask(1, 300, partition, 3, question));
    }
    List<BurialMessage.Answer> answers =
        List.of(
            new BurialMessage.Answer.Remaining(-5, 1L << 40, List.of(0L, 1L, -1L), STAMP),
            new BurialMessage.Answer.Owing(),
            new BurialMessage.Answer.NotReady(),
            new BurialMessage.Answer.Delivered(-5, 300));
    for (BurialMessage.Answer answer : answers) {
      all.put(
          "burial-tell-" + answer.getClass().getSimpleName(),
          new BurialMessage.Tell(2, partition, answer));
    }
    all.put("bury", new BurialMessage.Bury(300, partition, 3, 301, List.of(new Grave(ENTRY, -2))));
    return all;
  }

  private static Map<String, HandoffMessage> handoffMessages() {
    TransferId transfer = new TransferId(300, new PartitionId(255), 3);
    TreeSet<Element> elements = new TreeSet<>(List.of(new Element("a"), new Element("é")));
    Slice some =
        new Slice(OrSwot.BOTTOM.add(ALICE, elements).state(), new Scope.Elements(elements));
    Piece part = new Piece(ENTRY, some, Optional.of(new Element("é")));
    Piece whole = Piece.whole(ENTRY, Slice.whole(register()));
    LinkedHashMap<String, HandoffMessage> all = new LinkedHashMap<>();
    all.put("handoff-pull", new HandoffMessage.Pull(1, transfer, Optional.empty(), 65_536));
    all.put(
        "handoff-pull-behind",
        new HandoffMessage.Pull(2, transfer, Optional.of(Place.behind(ENTRY)), 65_536));
    all.put(
        "handoff-pull-within", new HandoffMessage.Pull(3, transfer, Optional.of(part.place()), 1));
    all.put("handoff-compare", new HandoffMessage.Compare(4, transfer, ENTRY, elements));
    all.put(
        "handoff-page",
        new HandoffMessage.Page(5, new Excerpt(List.of(whole, whole), 1_000, 1L << 40, false)));
    all.put(
        "handoff-page-part",
        new HandoffMessage.Page(6, new Excerpt(List.of(part), 300, 300, false)));
    all.put("handoff-page-last", new HandoffMessage.Page(7, Excerpt.NOTHING));
    all.put("handoff-compared", new HandoffMessage.Compared(8, Optional.of(some)));
    all.put("handoff-compared-absent", new HandoffMessage.Compared(9, Optional.empty()));
    for (HandoffMessage.Reason reason : HandoffMessage.Reason.values()) {
      all.put("handoff-not-served-" + reason, new HandoffMessage.NotServed(10, reason));
    }
    return all;
  }

  private static Map<String, ReplicaMessage> replicaMessages() {
    LinkedHashMap<String, ReplicaMessage> all = new LinkedHashMap<>();
    all.put("replicate-register", new ReplicaMessage.Replicate(1, ENTRY, Slice.whole(register())));
    all.put("replicate-deletion", new ReplicaMessage.Replicate(2, ENTRY, Slice.whole(deleted())));
    all.put("replicate-set", new ReplicaMessage.Replicate(3, ENTRY, Slice.whole(set())));
    all.put("replicate-elements", new ReplicaMessage.Replicate(4, ENTRY, elements()));
    all.put("replicate-counter", new ReplicaMessage.Replicate(5, ENTRY, Slice.whole(counter())));
    all.put("replicate-siblings", new ReplicaMessage.Replicate(5, ENTRY, Slice.whole(siblings())));
    all.put("replicate-flag", new ReplicaMessage.Replicate(5, ENTRY, Slice.whole(flag())));
    all.put(
        "replicate-grow-set", new ReplicaMessage.Replicate(5, ENTRY, Slice.whole(new GSet(set()))));
    all.put("replicate-map", new ReplicaMessage.Replicate(5, ENTRY, Slice.whole(map())));
    all.put("replicated", new ReplicaMessage.Replicated(-1));
    all.put("not-replicated", new ReplicaMessage.NotReplicated(7, Optional.empty()));
    for (Refusal refusal : Refusal.values()) {
      all.put("refused-" + refusal, new ReplicaMessage.NotReplicated(8, Optional.of(refusal)));
    }
    all.put("outdated", new ReplicaMessage.Outdated(20));
    all.put("not-forwarded", new ReplicaMessage.NotForwarded(21));
    all.put("fetch", new ReplicaMessage.Fetch(9, ENTRY));
    all.put("fetched-nothing", new ReplicaMessage.Fetched(10, Optional.empty()));
    all.put("fetched-register", new ReplicaMessage.Fetched(11, Optional.of(register())));
    all.put("fetched-set", new ReplicaMessage.Fetched(12, Optional.of(set())));
    all.put("fetched-counter", new ReplicaMessage.Fetched(13, Optional.of(counter())));
    all.put("fetched-ending", new ReplicaMessage.Fetched(15, Optional.of(ending())));
    all.put("replicate-ending", new ReplicaMessage.Replicate(6, ENTRY, Slice.whole(endingSet())));
    all.put("not-fetched", new ReplicaMessage.NotFetched(14));
    all.put("fetch-page", new ReplicaMessage.FetchPage(30, page(Optional.of(Bytes.utf8("to")))));
    all.put("fetch-page-to-the-end", new ReplicaMessage.FetchPage(31, page(Optional.empty())));
    TreeSet<PartitionId> refused = new TreeSet<>(List.of(new PartitionId(0), new PartitionId(9)));
    all.put("page-fetched", new ReplicaMessage.PageFetched(32, held(), refused));
    all.put(
        "page-fetched-nothing",
        new ReplicaMessage.PageFetched(33, KeyPage.NOTHING, new TreeSet<>()));
    all.put("replicated-newer", new ReplicaMessage.Replicated(-2, Optional.of(STAMP), true));
    all.put("replicated-uncounted", new ReplicaMessage.Replicated(-3, Optional.empty(), false));
    return all;
  }

  private static PageQuery page(Optional<Bytes> to) {
    KeyRange range = new KeyRange(Bytes.utf8("from"), to);
    TreeSet<PartitionId> partitions =
        new TreeSet<>(List.of(new PartitionId(3), new PartitionId(255)));
    return new PageQuery(
        ENTRY.bucket(), partitions, new KeyScan(range, 300, to.isPresent(), true), 70_000);
  }

  private static KeyPage held() {
    PartitionId partition = new PartitionId(255);
    List<KeyPage.Held> items =
        List.of(
            new KeyPage.Held(partition, new Key("d"), new KeyPage.Content.State(counter())),
            new KeyPage.Held(partition, new Key("c"), new KeyPage.Content.Glimpse(-2, true)),
            new KeyPage.Held(partition, new Key("b"), new KeyPage.Content.Glimpse(7, false)),
            new KeyPage.Held(new PartitionId(0), new Key("a"), new KeyPage.Content.TooLong()));
    return new KeyPage(items, Optional.of(new Key("a")));
  }

  private static Map<String, ReplicaMessage> writes() {
    LinkedHashMap<String, ReplicaMessage> all = new LinkedHashMap<>();
    all.put("put", forward(DataType.LWW_REGISTER, new Operation.Put(value())));
    all.put("delete", forward(DataType.LWW_REGISTER, new Operation.Delete()));
    all.put("add", forward(DataType.OR_SWOT, new Operation.Add(elementsOf("", "x", "ÿ"))));
    all.put("remove", forward(DataType.OR_SWOT, new Operation.Remove(elementsOf("x"))));
    all.put("adjust", forward(DataType.PN_COUNTER, new Operation.Adjust(-3)));
    all.put("add-ending", ending(new Operation.Add(elementsOf("x"), Optional.of(3_000L))));
    all.put("put-seen", forward(DataType.MV_REGISTER, new Operation.Put(value(), seen())));
    all.put("delete-seen", forward(DataType.OR_SWOT, new Operation.Delete(seen())));
    all.put(
        "remove-seen", forward(DataType.OR_SWOT, new Operation.Remove(elementsOf("x"), parts())));
    all.put("enable", forward(DataType.EW_FLAG, new Operation.Enable()));
    all.put("disable", forward(DataType.EW_FLAG, new Operation.Disable()));
    all.put("update", forward(DataType.OR_MAP, update()));
    all.put("stored-seen", answer(new WriteOutcome.Stored(STAMP, 2, Optional.of(seen()))));
    all.put("stored", answer(new WriteOutcome.Stored(STAMP, 2)));
    all.put("quorum-unavailable", answer(new WriteOutcome.QuorumUnavailable(1, 2, true)));
    all.put("indeterminate", answer(new WriteOutcome.Indeterminate(0, 3)));
    all.put("write-refused", answer(new WriteOutcome.Refused(Refusal.TYPE_MISMATCH)));
    all.put("overloaded", answer(new WriteOutcome.Overloaded()));
    return all;
  }

  private static ReplicaMessage forward(DataType type, Operation operation) {
    return new ReplicaMessage.ForwardWrite(
        18, new WriteRequest(ENTRY, type, operation, 3, new Quorum.Majority()), 4999);
  }

  private static ReplicaMessage answer(WriteOutcome outcome) {
    return new ReplicaMessage.WriteAnswered(19, outcome);
  }

  private static Map<String, RepairMessage> repairMessages() {
    BucketId bucket = ENTRY.bucket();
    Key key = ENTRY.key();
    LinkedHashMap<String, RepairMessage> all = new LinkedHashMap<>();
    all.put("compare", ask(new Question.Compare(3, -5)));
    all.put("ask-leaves", ask(new Question.AskLeaves(bucket)));
    all.put("ask-keys", ask(new Question.AskKeys(bucket, new Leaf(1023), Optional.empty())));
    all.put("ask-more-keys", ask(new Question.AskKeys(bucket, new Leaf(0), Optional.of(key))));
    all.put(
        "ask-offers",
        ask(
            new Question.AskOffers(
                bucket, Optional.of(key), new TreeMap<>(Map.of(key, 0L, new Key("z"), -1L)))));
    all.put("offer", ask(new Question.Offer(ENTRY, Slice.whole(counter()), Optional.empty())));
    all.put("offer-members", ask(new Question.Offer(ENTRY, elements(), Optional.of(BOB))));
    all.put("same", tell(new Answer.Same()));
    all.put("roots", tell(new Answer.Roots(new TreeMap<>(Map.of(bucket, 77L)))));
    all.put(
        "leaves",
        tell(
            new Answer.Leaves(
                new LeafSums(new TreeMap<>(Map.of(new Leaf(0), 1L, new Leaf(1023), -1L))))));
    List<KeyDigest> digests = List.of(new KeyDigest(key, Long.MIN_VALUE));
    all.put("keys", tell(new Answer.Keys(new KeyDigests(digests, Optional.empty()))));
    all.put("some-keys", tell(new Answer.Keys(new KeyDigests(digests, Optional.of(key)))));
    all.put("ask-whole", ask(new Question.AskWhole(ENTRY)));
    all.put("whole", tell(new Answer.Whole(Optional.of(counter()), true)));
    all.put("whole-nothing", tell(new Answer.Whole(Optional.empty(), false)));
    all.put("offers-made", tell(new Answer.OffersMade(true)));
    all.put("offers-made-in-part", tell(new Answer.OffersMade(false)));
    all.put("taken", tell(new Answer.Taken(ALICE, Optional.empty())));
    all.put("taken-but-removed", tell(new Answer.Taken(ALICE, Optional.of(elements()))));
    Expiry said = new Expiry(STAMP, ALICE, 1_790_000_060_000L, 1_790_000_000_000L, 1);
    all.put("ask-ends", ask(new Question.AskEnds(List.of(ENTRY, ENTRY))));
    all.put("ends", tell(new Answer.Ends(List.of(said, Expiry.NONE, Expiry.written(7)))));
    all.put("repair-refused", tell(new Answer.Refused()));
    return all;
  }

  private static RepairMessage ask(Question question) {
    return new RepairMessage.Ask(20, new PartitionId(255), question);
  }

  private static RepairMessage tell(Answer answer) {
    return new RepairMessage.Tell(-21, answer);
  }

  private static Value value() {
    return new Value("application/octet-stream", Bytes.copyOf(new byte[] {0, -1, 127, -128}));
  }

  private static LwwRegister register() {
    return new LwwRegister(STAMP, BOB, Optional.of(Value.text("hello")));
  }

  private static LwwRegister ending() {
    return new LwwRegister(STAMP, BOB, Optional.of(Value.text("hello")), 1_790_000_060_123L);
  }

  private static OrSwot endingSet() {
    SortedMap<Dot, Long> ends = new TreeMap<>(Map.of(new Dot(BOB, 1), 1_790_000_030_000L));
    Expiry expiry = new Expiry(STAMP, ALICE, 1_790_000_060_000L);
    return new OrSwot(set().presence(), set().entries(), set().context(), ends, expiry);
  }

  private static ReplicaMessage ending(Operation operation) {
    Lifetime lifetime = new Lifetime.Limited(60_000);
    return new ReplicaMessage.ForwardWrite(
        18,
        new WriteRequest(ENTRY, DataType.OR_SWOT, operation, 3, new Quorum.Majority(), 1, lifetime),
        4999);
  }

  private static LwwRegister deleted() {
    return new LwwRegister(STAMP.next(), ALICE, Optional.empty());
  }

  /** A map in a map, with a flag and a counter. */
  private static OrMap map() {
    Nested flag = new Nested(flag().under(CausalContext.EMPTY));
    SortedMap<Field, Nested> inner = new TreeMap<>(Map.of(new Field("f", DataType.EW_FLAG), flag));
    Nested nested =
        new Nested(new OrMap(DotSet.of(new Dot(BOB, 6)), inner, CausalContext.EMPTY, Expiry.NONE));
    SortedMap<Field, Nested> fields =
        new TreeMap<>(
            Map.of(
                new Field("", DataType.PN_COUNTER),
                new Nested(counter()),
                new Field("m", DataType.OR_MAP),
                nested));
    return new OrMap(DotSet.EMPTY, fields, set().context(), Expiry.NONE);
  }

  private static Operation update() {
    return new Operation.Update(
        new Field("m", DataType.OR_MAP),
        new Operation.Update(
            new Field("v", DataType.MV_REGISTER), new Operation.Put(value(), seen())));
  }

  private static OrSwot set() {
    SortedMap<Element, DotSet> members = new TreeMap<>();
    members.put(new Element(""), DotSet.of(new Dot(ALICE, 1)));
    members.put(new Element("red"), DotSet.of(List.of(new Dot(ALICE, 300), new Dot(BOB, 1))));
    SortedMap<Actor, Long> vector = new TreeMap<>(Map.of(ALICE, 300L, BOB, 4L));
    DotSet cloud = DotSet.of(List.of(new Dot(BOB, 6), new Dot(BOB, 9)));
    CausalContext context = new CausalContext(new VersionVector(vector), cloud);
    return new OrSwot(DotSet.of(new Dot(BOB, 2)), members, context);
  }

  /** Adds one element and removes another. */
  private static Slice elements() {
    SortedMap<Element, DotSet> members = new TreeMap<>();
    members.put(new Element("red"), DotSet.of(new Dot(ALICE, 301)));
    CausalContext context =
        CausalContext.of(DotSet.of(List.of(new Dot(ALICE, 301), new Dot(BOB, 3))));
    return new Slice(
        new OrSwot(DotSet.EMPTY, members, context), new Scope.Elements(elementsOf("blue", "red")));
  }

  private static Seen.OfKey seen() {
    return new Seen.OfKey(set().context());
  }

  private static Seen parts() {
    return new Seen.OfParts(new TreeMap<>(Map.of(new Element("x"), seen())));
  }

  private static MvRegister siblings() {
    SortedMap<Dot, MvRegister.Sibling> siblings = new TreeMap<>();
    siblings.put(new Dot(ALICE, 300), new MvRegister.Sibling(STAMP, Value.text("hello")));
    siblings.put(new Dot(BOB, 9), new MvRegister.Sibling(STAMP.next(), value()));
    return new MvRegister(siblings, set().context());
  }

  private static EwFlag flag() {
    return new EwFlag(DotSet.of(new Dot(BOB, 2)), DotSet.of(new Dot(ALICE, 1)), set().context());
  }

  private static PnCounter counter() {
    return new PnCounter(
        new TreeMap<>(
            Map.of(ALICE, new Tally(1, 2, 0, 1), BOB, new Tally(Long.MAX_VALUE, 0, 1L << 40, 0))));
  }

  private static SortedSet<Element> elementsOf(String... texts) {
    TreeSet<Element> elements = new TreeSet<>();
    for (String text : texts) {
      elements.add(new Element(text));
    }
    return elements;
  }
}
