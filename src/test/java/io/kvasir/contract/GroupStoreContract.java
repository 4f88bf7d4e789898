package io.kvasir.contract;

import static io.kvasir.contract.GroupSamples.FOUNDING;
import static io.kvasir.contract.GroupSamples.MEMBERS;
import static io.kvasir.contract.GroupSamples.append;
import static io.kvasir.contract.GroupSamples.changes;
import static io.kvasir.contract.GroupSamples.entries;
import static io.kvasir.contract.GroupSamples.numbered;
import static io.kvasir.contract.GroupSamples.rows;
import static io.kvasir.contract.GroupSamples.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Chunk;
import io.kvasir.core.consensus.HardState;
import io.kvasir.core.consensus.LogEntry;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.LogWrite;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.Payload;
import io.kvasir.core.consensus.Recovered;
import io.kvasir.core.node.GroupId;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.GroupStore.Opened;
import io.kvasir.engine.port.GroupStore.Piece;
import io.kvasir.engine.port.RowRange;
import io.kvasir.engine.port.StorageFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What every {@link GroupStore} does. The store of a test is empty. */
public abstract class GroupStoreContract {
  protected static final GroupId G = new GroupId(7);
  protected static final GroupId OTHER = new GroupId(8);
  private static final GroupId FAR = new GroupId(7L << 8);
  private static final long LIFE = 0xfedc_ba98_7654_3210L;

  protected abstract GroupStore store();

  /** Lets time go by until the call is over; a simulated store needs that. */
  protected void settle(Call<?> call) {}

  @Test
  void knowsNoGroupAtFirst() {
    assertThat(store().groups()).isEmpty();
    assertThat(fault(write(G, state(1, 0))).reason()).contains("7");
  }

  @Test
  void aNewGroupHasNothingButItsStart() {
    create(G, LIFE, FOUNDING);

    assertThat(store().groups())
        .isEqualTo(sorted(G, new Opened.Intact(LIFE, Recovered.blank(FOUNDING))));
  }

  @Test
  void aNewGroupMayBeginInTheMiddle() {
    LogStart start = new LogStart(41, 6, Membership.NONE);

    create(G, LIFE, start);

    assertThat(intact(G)).isEqualTo(Recovered.blank(start));
  }

  @Test
  void creatingAGroupAnewDeletesWhatWasThere() {
    create(G, LIFE, FOUNDING);
    end(write(G, append(new HardState(3, Optional.empty(), 1), entries(1, 9, 3))));
    apply(G, 2, "a=1", "b=2");
    end(stage(G, new LogStart(5, 3, MEMBERS), chunk("", true, "x=1")));
    LogStart start = new LogStart(4, 2, MEMBERS);

    create(G, 5, start);

    assertThat(store().groups()).isEqualTo(sorted(G, new Opened.Intact(5, Recovered.blank(start))));
    assertThat(scan(G)).isEmpty();
  }

  @Test
  void keepsEveryKindOfEntryAndTheHardState() {
    create(G, LIFE, FOUNDING);
    List<LogEntry> log =
        List.of(
            new LogEntry(1, 1, new Payload.Nothing()),
            new LogEntry(2, 1, new Payload.Members(MEMBERS)),
            new LogEntry(3, 300, new Payload.Command(Bytes.EMPTY)),
            new LogEntry(4, 1L << 40, new Payload.Command(Bytes.copyOf(new byte[] {0, -1, 5}))));
    HardState voted = new HardState(1L << 40, Optional.of(GroupSamples.B), 3);

    end(write(G, append(voted, log)));

    assertThat(intact(G)).isEqualTo(new Recovered(voted, FOUNDING, log, 0, Optional.empty()));
  }

  @Test
  void keepsTheHardStateWhenAWriteHasNone() {
    create(G, LIFE, FOUNDING);
    end(write(G, state(4, 0)));

    end(write(G, append(entries(1, 2, 4))));

    assertThat(intact(G).state()).isEqualTo(new HardState(4, Optional.of(GroupSamples.B), 0));
  }

  @Test
  void truncatesBeforeItAppends() {
    create(G, LIFE, FOUNDING);
    end(write(G, append(new HardState(1, Optional.empty(), 0), entries(1, 10, 1))));
    List<LogEntry> others = entries(4, 5, 2);

    end(write(G, new LogWrite(Optional.of(new HardState(2, Optional.empty(), 0)), 4, others)));

    assertThat(intact(G).entries()).isEqualTo(joined(entries(1, 3, 1), others));
    end(write(G, append(entries(6, 6, 2))));
    assertThat(intact(G).entries()).isEqualTo(joined(entries(1, 3, 1), entries(4, 6, 2)));
    end(write(G, new LogWrite(Optional.empty(), 1, List.of())));
    assertThat(intact(G).entries()).isEmpty();
  }

  @Test
  void writesOfOneGroupTakeEffectInOrder() {
    create(G, LIFE, FOUNDING);
    List<Call<Void>> calls = new ArrayList<>();
    calls.add(write(G, state(1, 0)));
    for (int i = 1; i <= 500; i++) {
      calls.add(write(G, append(entries(i, i, 1))));
      calls.add(applying(G, i, changes("last=" + i, "sum-" + i + "=x", "sum-" + (i - 1))));
    }

    calls.forEach(this::end);

    assertThat(intact(G).entries()).isEqualTo(entries(1, 500, 1));
    assertThat(intact(G).applied()).isEqualTo(500);
    assertThat(scan(G)).isEqualTo(rows("last=500", "sum-500=x"));
  }

  @Test
  void forgetsTheLogUpToItsStart() {
    create(G, LIFE, FOUNDING);
    end(write(G, append(new HardState(1, Optional.empty(), 9), entries(1, 10, 1))));
    apply(G, 9, "a=1");
    LogStart start = new LogStart(6, 1, MEMBERS);

    store().compact(G, start);
    end(write(G, append(entries(11, 11, 1))));

    assertThat(intact(G).start()).isEqualTo(start);
    assertThat(intact(G).entries()).isEqualTo(entries(7, 11, 1));
    assertThat(intact(G).applied()).isEqualTo(9);
  }

  @Test
  void goesOnAfterAllEntriesWereForgotten() {
    create(G, LIFE, FOUNDING);
    end(write(G, append(new HardState(2, Optional.empty(), 3), entries(1, 3, 2))));
    apply(G, 3);

    store().compact(G, new LogStart(3, 2, MEMBERS));
    end(write(G, state(2, 3)));
    assertThat(intact(G).entries()).isEmpty();
    end(write(G, append(entries(4, 4, 2))));

    assertThat(intact(G).entries()).isEqualTo(entries(4, 4, 2));
  }

  @Test
  void groupsDoNotMix() {
    for (GroupId group : List.of(GroupId.TOPOLOGY, G, OTHER, FAR)) {
      create(group, group.number(), FOUNDING);
      end(write(group, append(new HardState(1, Optional.empty(), 0), entries(1, 3, 1))));
      apply(group, 2, "k=" + group);
    }

    end(write(G, new LogWrite(Optional.empty(), 3, List.of())));
    store().compact(OTHER, new LogStart(2, 1, MEMBERS));
    destroy(FAR);

    assertThat(store().groups().keySet()).containsExactly(GroupId.TOPOLOGY, G, OTHER);
    assertThat(intact(GroupId.TOPOLOGY).entries()).isEqualTo(entries(1, 3, 1));
    assertThat(intact(G).entries()).isEqualTo(entries(1, 2, 1));
    assertThat(intact(OTHER).entries()).isEqualTo(entries(3, 3, 1));
    assertThat(scan(G)).isEqualTo(rows("k=7"));
    assertThat(scan(GroupId.TOPOLOGY)).isEqualTo(rows("k=0"));
  }

  @Test
  void loadsTheRowsThatExist() {
    create(G, LIFE, FOUNDING);
    end(write(G, append(new HardState(1, Optional.empty(), 0), entries(1, 2, 1))));
    apply(G, 1, "a=1", "b=2", "=nobody", "empty=");
    apply(G, 2, "a", "b=3");

    assertThat(load(G, "a", "b", "c", "", "empty")).isEqualTo(rows("b=3", "=nobody", "empty="));
    assertThat(load(G)).isEmpty();
    assertThat(intact(G).applied()).isEqualTo(2);
  }

  @Test
  void loadsMoreRowsThanFitInMemoryAtOnce() {
    create(G, LIFE, FOUNDING);
    end(write(G, append(new HardState(1, Optional.empty(), 0), entries(1, 1, 1))));
    SortedMap<Bytes, Optional<Bytes>> many = numbered(2_000, "v");
    end(applying(G, 1, many));

    Call<SortedMap<Bytes, Bytes>> call = new Call<>();
    store().load(G, List.copyOf(many.keySet()), call);

    assertThat(value(call)).isEqualTo(present(many));
  }

  @Test
  void loadsNothingRatherThanTooMuch() {
    create(G, LIFE, FOUNDING);
    end(write(G, append(new HardState(1, Optional.empty(), 0), entries(1, 1, 1))));
    apply(G, 1, "a=12", "b=345", "c=6");

    assertThat(loadWithin(5, "a", "b", "none")).isEqualTo(Optional.of(rows("a=12", "b=345")));
    assertThat(loadWithin(4, "a", "b", "none")).isEmpty();
    assertThat(loadWithin(0, "none")).isEqualTo(Optional.of(rows()));
  }

  private Optional<SortedMap<Bytes, Bytes>> loadWithin(long maxBytes, String... keys) {
    Call<Optional<SortedMap<Bytes, Bytes>>> call = new Call<>();
    store().loadWithin(G, List.of(keys).stream().map(Bytes::utf8).toList(), maxBytes, call);
    return value(call);
  }

  @Test
  void scansInTheOrderOfUnsignedBytes() {
    create(G, LIFE, FOUNDING);
    end(write(G, append(new HardState(1, Optional.empty(), 0), entries(1, 1, 1))));
    TreeMap<Bytes, Optional<Bytes>> rows = new TreeMap<>();
    List<Bytes> keys =
        List.of(key(), key(0), key(0, 0), key(1), key(1, 255), key(127), key(128), key(255, 255));
    keys.forEach(key -> rows.put(key, Optional.of(key)));
    end(applying(G, 1, rows));

    assertThat(scan(key(), Optional.empty(), 100).keySet()).containsExactlyElementsOf(keys);
    assertThat(scan(key(0, 0), Optional.of(key(128)), 100).keySet())
        .containsExactly(key(0, 0), key(1), key(1, 255), key(127));
    assertThat(scan(key(0, 1), Optional.empty(), 2).keySet()).containsExactly(key(1), key(1, 255));
    assertThat(scan(key(), Optional.empty(), 0)).isEmpty();
    assertThat(scan(key(9), Optional.of(key(9)), 9)).isEmpty();
    assertThat(scan(key(9), Optional.of(key(8)), 9)).isEmpty();
  }

  @Test
  void loadsAPageOfARangeAndRowsBesides() {
    create(G, LIFE, FOUNDING);
    create(OTHER, LIFE, FOUNDING);
    end(write(G, append(new HardState(1, Optional.empty(), 0), entries(1, 1, 1))));
    apply(G, 1, "head=7", "ka=1", "kb=2", "kc=", "kd=4", "l=5");
    apply(OTHER, 1, "ka=other", "kbb=other");

    assertThat(page("ka", "ke", 9, 99, false)).isEqualTo("head ka kb kc kd");
    assertThat(page("ka", "ke", 4, 99, false)).isEqualTo("head ka kb kc kd");
    assertThat(page("kb", "kd", 9, 99, false)).isEqualTo("head kb kc");
    assertThat(page("kaa", "kcc", 1, 99, false)).isEqualTo("head kb …");
    assertThat(page("ka", "ke", 2, 99, true)).isEqualTo("head kc kd …");
    assertThat(page("k", "kd", 9, 99, true)).isEqualTo("head ka kb kc");
    assertThat(page("kb", "kb", 9, 99, true)).isEqualTo("head");
    assertThat(page("kc", "kb", 9, 99, false)).isEqualTo("head");
    assertThat(page("x", "z", 9, 99, true)).isEqualTo("head");
  }

  @Test
  void aPageKeepsToItsBytesUnlessOneRowIsLarger() {
    create(G, LIFE, FOUNDING);
    end(write(G, append(new HardState(1, Optional.empty(), 0), entries(1, 1, 1))));
    apply(G, 1, "ka=1234567", "kb=1", "kc=2");

    assertThat(page("k", "l", 9, 5, false)).isEqualTo("ka …");
    assertThat(page("kb", "l", 9, 6, false)).isEqualTo("kb kc");
    assertThat(page("kb", "l", 9, 5, false)).isEqualTo("kb …");
    assertThat(page("k", "l", 9, 8, true)).isEqualTo("kb kc …");
  }

  /** The keys that were read, and whether there is more. */
  private String page(String from, String to, int limit, int bytes, boolean reverse) {
    RowRange range = new RowRange(Bytes.utf8(from), Bytes.utf8(to), limit, bytes, reverse, false);
    Call<GroupStore.RowPage> call = new Call<>();
    store().loadRange(G, List.of(Bytes.utf8("head"), Bytes.utf8("none")), range, call);
    GroupStore.RowPage page = value(call);
    page.rows().forEach((key, row) -> assertThat(row).isEqualTo(load(G, key.asUtf8()).get(key)));
    String keys = String.join(" ", page.rows().keySet().stream().map(Bytes::asUtf8).toList());
    return page.more() ? keys + " …" : keys;
  }

  @Test
  void aViewStaysAsItWasWhileTheGroupGoesOn() {
    SortedMap<Bytes, Bytes> before = groupWithRows(300);

    Piece first = piece("r", Bytes.EMPTY, 500);
    end(applying(G, 2, numbered(400, "later")));
    apply(G, 3, "a=new", "row-000007");
    TreeMap<Bytes, Bytes> read = new TreeMap<>(rowsOf(first.chunk()));
    Chunk last = readOn("r", first.chunk(), read);

    assertThat(last.last()).isTrue();
    assertThat(read).isEqualTo(before);
    assertThat(first.applied()).isEqualTo(1);
    assertThat(piece("s", Bytes.EMPTY, 500).applied()).isEqualTo(3);
    store().closeSnapshot(G, "r");
    assertThat(piece("r", Bytes.EMPTY, 500).applied()).isEqualTo(3);
  }

  @Test
  void chunksKeepToTheirBytesUnlessOneRowIsLarger() {
    groupWithRows(300);
    end(applying(G, 2, oneRow("row-000100x", new byte[100_000])));

    int chunks = 0;
    Chunk chunk = piece("r", Bytes.EMPTY, 1_000).chunk();
    while (!chunk.last()) {
      chunks++;
      assertThat(chunk.content().length() <= 1_000 || rowsOf(chunk).size() == 1).isTrue();
      assertThat(chunk.next()).isGreaterThan(chunk.from());
      chunk = piece("r", chunk.next(), 1_000).chunk();
    }

    assertThat(chunks).isGreaterThan(5);
  }

  @Test
  void anotherViewAtTheSameIndexGoesOnAtAnyCursor() {
    SortedMap<Bytes, Bytes> all = groupWithRows(300);
    TreeMap<Bytes, Bytes> read = new TreeMap<>();
    Chunk chunk = piece("r0", Bytes.EMPTY, 700).chunk();
    read.putAll(rowsOf(chunk));

    for (int i = 1; !chunk.last(); i++) {
      chunk = piece("r" + i, chunk.next(), 700).chunk();
      read.putAll(rowsOf(chunk));
      store().closeSnapshot(G, "r" + i);
    }

    assertThat(read).isEqualTo(all);
  }

  @Test
  void anEmptyStateHasOneEmptyChunk() {
    create(G, LIFE, FOUNDING);

    Piece piece = piece("r", Bytes.EMPTY, 100);

    assertThat(piece.applied()).isZero();
    assertThat(piece.chunk().last()).isTrue();
    assertThat(rowsOf(piece.chunk())).isEmpty();
  }

  @Test
  void installsWhatWasStagedFromAnotherGroup() {
    SortedMap<Bytes, Bytes> all = groupWithRows(300);
    LogStart head = new LogStart(20, 5, MEMBERS);
    create(OTHER, LIFE, FOUNDING);
    end(write(OTHER, append(new HardState(5, Optional.empty(), 1), entries(1, 30, 5))));
    apply(OTHER, 1, "old=1", "row-000000=old");

    stageAll(OTHER, head);
    assertThat(scan(OTHER)).isEqualTo(rows("old=1", "row-000000=old"));
    end(install(OTHER, head));

    assertThat(scan(OTHER)).isEqualTo(all);
    assertThat(intact(OTHER))
        .isEqualTo(
            new Recovered(
                new HardState(5, Optional.empty(), 1), head, List.of(), 20, Optional.empty()));
    assertThat(scan(G)).isEqualTo(all);
  }

  @Test
  void goesOnAfterAnInstallation() {
    groupWithRows(3);
    create(OTHER, LIFE, FOUNDING);
    end(write(OTHER, state(5, 0)));
    for (int round = 1; round <= 3; round++) {
      LogStart head = new LogStart(20L * round, 5, MEMBERS);
      stageAll(OTHER, head);
      end(install(OTHER, head));
      end(write(OTHER, append(entries(head.index() + 1, head.index() + 2, 5))));
      apply(OTHER, head.index() + 1, "more=" + round);

      assertThat(scan(OTHER)).hasSize(4).containsEntry(Bytes.utf8("more"), Bytes.utf8("" + round));
      assertThat(intact(OTHER).entries()).hasSize(2);
      assertThat(intact(OTHER).applied()).isEqualTo(head.index() + 1);
    }
  }

  @Test
  void tellsHowFarASnapshotWasReceived() {
    create(G, LIFE, FOUNDING);
    LogStart head = new LogStart(20, 5, MEMBERS);

    end(stage(G, head, chunk("", false, "a=1", "b=2")));

    assertThat(intact(G).staged()).contains(new Recovered.Staged(head, Bytes.utf8("b\0")));
    end(stage(G, head, chunk("b\0", true, "c=3")));
    end(install(G, head));
    assertThat(scan(G)).isEqualTo(rows("a=1", "b=2", "c=3"));
    assertThat(intact(G).staged()).isEmpty();
  }

  @Test
  void aFirstChunkOrAnotherHeadDiscardsWhatWasStaged() {
    create(G, LIFE, FOUNDING);
    LogStart head = new LogStart(20, 5, MEMBERS);
    LogStart newer = new LogStart(21, 5, MEMBERS);
    end(stage(G, head, chunk("", true, "a=1", "b=2")));

    end(stage(G, newer, chunk("", true, "b=3")));
    fault(install(G, head));
    end(stage(G, newer, chunk("", true, "c=4")));
    end(install(G, newer));

    assertThat(scan(G)).isEqualTo(rows("c=4"));
    assertThat(intact(G).applied()).isEqualTo(21);
  }

  @Test
  void neitherStagesWithAHoleNorInstallsAHalf() {
    create(G, LIFE, FOUNDING);
    end(write(G, append(new HardState(1, Optional.empty(), 0), entries(1, 1, 1))));
    apply(G, 1, "old=1");
    LogStart head = new LogStart(20, 5, MEMBERS);
    end(stage(G, head, chunk("", false, "a=1")));

    fault(stage(G, head, chunk("k", true, "k=1")));
    fault(stage(G, head, new Chunk(Bytes.utf8("a\0"), Bytes.utf8("z"), Bytes.utf8("?"), true)));
    fault(install(G, head));

    assertThat(scan(G)).isEqualTo(rows("old=1"));
    end(stage(G, head, chunk("a\0", true, "k=1")));
    end(install(G, head));
    assertThat(scan(G)).isEqualTo(rows("a=1", "k=1"));
  }

  @Test
  void aDestroyedGroupIsGone() {
    groupWithRows(10);
    end(stage(G, new LogStart(5, 3, MEMBERS), chunk("", true, "x=1")));

    destroy(G);

    assertThat(store().groups()).isEmpty();
    fault(write(G, state(9, 0)));
    create(G, 1, FOUNDING);
    assertThat(scan(G)).isEmpty();
    assertThat(intact(G)).isEqualTo(Recovered.blank(FOUNDING));
  }

  @Test
  void holdsLargeEntriesAndRows() {
    create(G, LIFE, FOUNDING);
    byte[] large = new byte[9 << 20];
    new Random(1).nextBytes(large);
    Bytes bytes = Bytes.copyOf(large);
    LogEntry first = new LogEntry(1, 1, new Payload.Command(bytes));
    LogEntry second = new LogEntry(2, 1, new Payload.Command(bytes));

    Call<Void> one = write(G, append(new HardState(1, Optional.empty(), 0), List.of(first)));
    Call<Void> two = write(G, append(List.of(second)));
    Call<Void> three = applying(G, 1, oneRow("large", large));

    List.of(one, two, three).forEach(this::end);
    assertThat(intact(G).entries()).isEqualTo(List.of(first, second));
    assertThat(load(G, "large")).containsValue(bytes);
    assertThat(rowsOf(piece("r", Bytes.EMPTY, 1 << 20).chunk())).containsValue(bytes);
  }

  /** Random work, compared with collections. */
  @Test
  void agreesWithAModel() {
    for (long seed = 1; seed <= 10; seed++) {
      GroupId group = new GroupId(100 + seed);
      new GroupModel(this, group, new Random(seed)).run(200);
    }
  }

  /** A group with some rows, applied up to 1. */
  private SortedMap<Bytes, Bytes> groupWithRows(int count) {
    create(G, LIFE, FOUNDING);
    end(write(G, append(new HardState(1, Optional.empty(), 0), entries(1, 9, 1))));
    SortedMap<Bytes, Optional<Bytes>> rows = numbered(count, "v");
    end(applying(G, 1, rows));
    return present(rows);
  }

  /** Stages all of {@link #G} in another group. */
  protected void stageAll(GroupId to, LogStart head) {
    String reader = "to-" + to + "-" + head.index();
    Chunk chunk = piece(reader, Bytes.EMPTY, 500).chunk();
    end(stage(to, head, chunk));
    while (!chunk.last()) {
      chunk = piece(reader, chunk.next(), 500).chunk();
      end(stage(to, head, chunk));
    }
    store().closeSnapshot(G, reader);
  }

  /** Reads to the end of a view. */
  private Chunk readOn(String reader, Chunk from, SortedMap<Bytes, Bytes> into) {
    Chunk chunk = from;
    while (!chunk.last()) {
      chunk = piece(reader, chunk.next(), 500).chunk();
      into.putAll(rowsOf(chunk));
    }
    return chunk;
  }

  protected void create(GroupId group, long life, LogStart start) {
    Call<Void> call = new Call<>();
    store().create(group, life, start, call);
    end(call);
  }

  protected Call<Void> write(GroupId group, LogWrite write) {
    Call<Void> call = new Call<>();
    store().write(group, write, call);
    return call;
  }

  protected void apply(GroupId group, long index, String... changes) {
    end(applying(group, index, changes(changes)));
  }

  protected Call<Void> applying(
      GroupId group, long index, SortedMap<Bytes, Optional<Bytes>> changes) {
    Call<Void> call = new Call<>();
    store().apply(group, index, changes, call);
    return call;
  }

  protected SortedMap<Bytes, Bytes> load(GroupId group, String... keys) {
    Call<SortedMap<Bytes, Bytes>> call = new Call<>();
    store().load(group, List.of(keys).stream().map(Bytes::utf8).toList(), call);
    return value(call);
  }

  /** All rows. */
  protected SortedMap<Bytes, Bytes> scan(GroupId group) {
    Call<SortedMap<Bytes, Bytes>> call = new Call<>();
    store().scan(group, Bytes.EMPTY, Optional.empty(), Integer.MAX_VALUE, call);
    return value(call);
  }

  private SortedMap<Bytes, Bytes> scan(Bytes from, Optional<Bytes> to, int limit) {
    Call<SortedMap<Bytes, Bytes>> call = new Call<>();
    store().scan(G, from, to, limit, call);
    return value(call);
  }

  private Piece piece(String reader, Bytes cursor, int bytes) {
    Call<Piece> call = new Call<>();
    store().readSnapshot(G, reader, cursor, bytes, call);
    Piece piece = value(call);
    assertThat(piece.chunk().from()).isEqualTo(cursor);
    return piece;
  }

  protected Call<Void> stage(GroupId group, LogStart head, Chunk chunk) {
    Call<Void> call = new Call<>();
    store().stage(group, head, chunk, call);
    return call;
  }

  protected Call<Void> install(GroupId group, LogStart head) {
    Call<Void> call = new Call<>();
    store().install(group, head, call);
    return call;
  }

  protected void destroy(GroupId group) {
    Call<Void> call = new Call<>();
    store().destroy(group, call);
    end(call);
  }

  protected Recovered intact(GroupId group) {
    return switch (store().groups().get(group)) {
      case Opened.Intact(long life, Recovered recovered) -> recovered;
      case null -> throw new AssertionError("no group " + group);
      case Opened.Damaged(String reason) -> throw new AssertionError(reason);
    };
  }

  protected void end(Call<Void> call) {
    settle(call);
    Void _ = call.value();
    assertThat(call.ends()).isOne();
  }

  private <T> T value(Call<T> call) {
    settle(call);
    return call.value();
  }

  private StorageFault fault(Call<Void> call) {
    settle(call);
    return call.fault();
  }

  /** A chunk whose cursors are those of its rows. */
  private static Chunk chunk(String from, boolean last, String... rows) {
    return GroupSamples.chunk(Bytes.utf8(from), last, rows(rows));
  }

  private static SortedMap<Bytes, Bytes> rowsOf(Chunk chunk) {
    return GroupSamples.rowsOf(chunk);
  }

  private static SortedMap<Bytes, Bytes> present(SortedMap<Bytes, Optional<Bytes>> changes) {
    TreeMap<Bytes, Bytes> rows = new TreeMap<>();
    changes.forEach((key, value) -> value.ifPresent(bytes -> rows.put(key, bytes)));
    return rows;
  }

  private static SortedMap<Bytes, Optional<Bytes>> oneRow(String key, byte[] value) {
    TreeMap<Bytes, Optional<Bytes>> rows = new TreeMap<>();
    rows.put(Bytes.utf8(key), Optional.of(Bytes.copyOf(value)));
    return rows;
  }

  private static List<LogEntry> joined(List<LogEntry> first, List<LogEntry> second) {
    List<LogEntry> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static SortedMap<GroupId, Opened> sorted(GroupId group, Opened opened) {
    TreeMap<GroupId, Opened> groups = new TreeMap<>();
    groups.put(group, opened);
    return groups;
  }

  private static Bytes key(int... bytes) {
    byte[] key = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      key[i] = (byte) bytes[i];
    }
    return Bytes.copyOf(key);
  }
}
