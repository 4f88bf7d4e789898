package io.kvasir.edge.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.GroupSamples;
import io.kvasir.contract.States;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.causality.VersionVector;
import io.kvasir.core.consensus.HardState;
import io.kvasir.core.consensus.LogEntry;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.Payload;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.EwFlag;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.crdt.Field;
import io.kvasir.core.crdt.GSet;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.Member;
import io.kvasir.core.crdt.MvRegister;
import io.kvasir.core.crdt.Nested;
import io.kvasir.core.crdt.OrMap;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.handoff.Bookmark;
import io.kvasir.core.handoff.TransferId;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.edge.rocksdb.GroupCodec.Mark;
import io.kvasir.engine.port.Outgoing;
import io.kvasir.engine.port.SnapshotRows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The rows that the first release wrote, byte by byte. A change here means that data directories of
 * earlier releases can no longer be read: give the row a new version instead.
 */
class GoldenRowsTest {
  private static final Actor A = new Actor(0x0102030405060708L);
  private static final Actor B = new Actor(-1);
  private static final HybridTimestamp STAMP = new HybridTimestamp(1_700_000_000_000L, 300);
  private static final Expiry EXPIRY = new Expiry(STAMP, B, 1_700_000_060_000L);

  @Test
  void rowsAreWrittenAsEver() throws IOException {
    Map<String, String> written = new TreeMap<>();
    rows().forEach((name, row) -> written.put(name, HexFormat.of().formatHex(row)));

    assertThat(written).isEqualTo(golden("/golden/rows-v1.txt"));
  }

  private static Map<String, String> golden(String name) throws IOException {
    try (InputStream file = GoldenRowsTest.class.getResourceAsStream(name)) {
      assertThat(file).isNotNull();
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(" ", 2))
          .collect(Collectors.toMap(line -> line[0], line -> line[1]));
    }
  }

  private static Map<String, byte[]> rows() {
    EntryKey entry = States.entry("bucket-1", 258, "k\0é\ud83d\ude00");
    byte[] elements = RowKeys.elements(entry);
    Element large = new Element("x".repeat(1000));
    TreeMap<String, byte[]> rows = new TreeMap<>();
    rows.put("key.bucket", RowKeys.bucket(entry.bucket()));
    rows.put("key.head", RowKeys.head(entry));
    rows.put("key.elements", elements);
    rows.put("key.element.short", RowKeys.element(elements, new Element("e\0")));
    rows.put("key.element.long", RowKeys.element(elements, large));
    rows.put("key.outgoing", RowKeys.outgoing(0x0102030405060708L));
    rows.put("key.standing", RowKeys.standing());
    rows.put("key.change", RowKeys.change(entry));
    byte[] change = JournalKeys.change(entry.bucket(), 0x0102030405060708L);
    rows.put("key.journal.head", JournalKeys.head());
    rows.put("key.journal.change", change);
    rows.put("key.journal.step", JournalKeys.step(entry.bucket(), 300));
    rows.put("key.journal.progress", JournalKeys.progress(entry.bucket()));
    rows.put(
        "journal.change",
        CheckedRow.of(
            change,
            RowCodec.change(new JournalReads.Change(new PartitionId(200), entry.key(), 300))));
    rows.put("change", RowCodec.last(new JournalReads.Last(300, 299, 0x0102030405060708L)));
    rows.put("journal.progress", new Journal.Progress(300, 7).row(new byte[] {1}));
    rows.put("key.bookmark", RowKeys.bookmark(259));
    rows.put(
        "bookmark",
        BookmarkCodec.encode(
            new Bookmark(
                new TransferId(300, new PartitionId(1), 259),
                7,
                new TreeSet<>(List.of(new NodeId("a"), new NodeId("b"))),
                Optional.of(new NodeId("c")),
                Optional.of(entry),
                false)));
    rows.put("register", RowCodec.head(register()));
    rows.put("register.deleted", RowCodec.head(LwwRegister.BOTTOM));
    rows.put("counter", RowCodec.head(counter()));
    rows.put("set", RowCodec.head(set()));
    rows.put("siblings", RowCodec.head(siblings()));
    rows.put("flag", RowCodec.head(new EwFlag(dots(), DotSet.EMPTY, set().context())));
    rows.put("gset", RowCodec.head(new GSet(set())));
    rows.put("map", RowCodec.head(new OrMap(dots(), fields(), set().context(), Expiry.NONE)));
    fields()
        .forEach(
            (field, value) ->
                rows.put("field." + field.type().label(), RowCodec.part(field.element(), value)));
    rows.put("element.short", RowCodec.part(new Element("e"), new Member(dots(), new TreeMap<>())));
    rows.put(
        "element.long", RowCodec.part(new Element("x".repeat(513)), new Member(dots(), ends())));
    rows.put("register.ends", RowCodec.head(ending()));
    rows.put("counter.ends", RowCodec.head(counter().expiring(EXPIRY)));
    rows.put("outgoing.ends", outgoing(entry, new Slice(endingSet(), States.elements("e"))));
    rows.put("outgoing.whole", outgoing(entry, Slice.whole(register())));
    rows.put("outgoing.elements", outgoing(entry, new Slice(set(), States.elements("e", "f"))));
    rows.put("identity", identity());
    return rows;
  }

  private static SortedMap<Field, Nested> fields() {
    TreeMap<Field, Nested> fields = new TreeMap<>();
    for (Crdt value : List.of(register(), counter(), set(), siblings())) {
      Nested nested = new Nested(value.under(CausalContext.EMPTY));
      fields.put(new Field("f", value.type()), nested);
    }
    return fields;
  }

  @Test
  void rowsOfGroupsAreWrittenAsEver() throws IOException {
    Map<String, String> written = new TreeMap<>();
    groupRows().forEach((name, row) -> written.put(name, HexFormat.of().formatHex(row)));

    assertThat(written).isEqualTo(golden("/golden/group-rows-v1.txt"));
  }

  private static Map<String, byte[]> groupRows() {
    GroupId group = new GroupId(258);
    LogStart start = new LogStart(300, 2, GroupSamples.MEMBERS);
    HardState state = new HardState(300, Optional.of(GroupSamples.B), 299);
    Bytes bytes = Bytes.utf8("k\0é");
    byte[] place = GroupKeys.place(group);
    TreeMap<String, byte[]> rows = new TreeMap<>();
    rows.put("key.lost", GroupKeys.lost(group));
    rows.put("key.place", place);
    rows.put("key.state", GroupKeys.hardState(group));
    rows.put("key.start", GroupKeys.start(group));
    rows.put("key.entry", GroupKeys.entry(group, 0x0102030405060708L));
    rows.put("key.mark", GroupKeys.mark(group, 3));
    rows.put("key.row", GroupKeys.row(group, 3, bytes));
    rows.put("checked", CheckedRow.of(place, new byte[] {1, 2, 3}));
    rows.put("place", GroupCodec.place(new GroupCodec.Place(-2, 300)));
    rows.put("state", GroupCodec.hardState(state));
    rows.put("state.initial", GroupCodec.hardState(HardState.INITIAL));
    rows.put("start", GroupCodec.start(start));
    rows.put("mark.applied", GroupCodec.mark(new Mark.Applied(300)));
    rows.put("mark.staged", GroupCodec.mark(new Mark.Staged(start, bytes, true)));
    rows.put("entry.nothing", GroupCodec.entry(new LogEntry(1, 300, new Payload.Nothing())));
    rows.put("entry.command", GroupCodec.entry(new LogEntry(1, 2, new Payload.Command(bytes))));
    rows.put(
        "entry.members",
        GroupCodec.entry(new LogEntry(1, 2, new Payload.Members(GroupSamples.MEMBERS))));
    rows.put("chunk", chunk(bytes));
    return rows;
  }

  private static byte[] chunk(Bytes bytes) {
    SnapshotRows rows = new SnapshotRows();
    rows.add(bytes, Bytes.EMPTY);
    rows.add(Bytes.EMPTY, bytes);
    return rows.content().toArray();
  }

  private static byte[] outgoing(EntryKey entry, Slice delta) {
    return RowCodec.outgoing(entry, new Outgoing(1, 3, delta));
  }

  private static LwwRegister register() {
    return new LwwRegister(
        new HybridTimestamp(1_700_000_000_000L, 300), A, Optional.of(Value.text("\"v\"\n")));
  }

  private static LwwRegister ending() {
    return new LwwRegister(STAMP, B, Optional.of(Value.text("v")), 1_700_000_000_001L);
  }

  private static OrSwot endingSet() {
    OrSwot set = set();
    return new OrSwot(set.presence(), set.entries(), set.context(), ends(), EXPIRY);
  }

  private static SortedMap<Dot, Long> ends() {
    TreeMap<Dot, Long> ends = new TreeMap<>();
    ends.put(new Dot(B, 1_000), 1_700_000_000_000L);
    return ends;
  }

  private static MvRegister siblings() {
    TreeMap<Dot, MvRegister.Sibling> siblings = new TreeMap<>();
    siblings.put(
        new Dot(A, 5),
        new MvRegister.Sibling(register().stamp(), register().value().orElseThrow()));
    return new MvRegister(siblings, set().context());
  }

  private static PnCounter counter() {
    TreeMap<Actor, PnCounter.Tally> tallies = new TreeMap<>();
    tallies.put(A, new PnCounter.Tally(1, 128, 0, Long.MAX_VALUE));
    tallies.put(B, new PnCounter.Tally(16_384, 0, 16_383, 0));
    return new PnCounter(tallies);
  }

  private static OrSwot set() {
    TreeMap<Element, DotSet> members = new TreeMap<>();
    members.put(new Element("e"), dots());
    TreeMap<Actor, Long> vector = new TreeMap<>();
    vector.put(A, 5L);
    CausalContext context =
        new CausalContext(new VersionVector(vector), DotSet.of(new Dot(B, 1_000)));
    return new OrSwot(DotSet.of(new Dot(A, 2)), members, context);
  }

  private static DotSet dots() {
    return DotSet.of(List.of(new Dot(A, 5), new Dot(B, 1_000)));
  }

  private static byte[] identity() {
    return new Identity(1, "cluster", "n1", "256", B, SyncMode.ALWAYS, "boot", true).encode();
  }
}
