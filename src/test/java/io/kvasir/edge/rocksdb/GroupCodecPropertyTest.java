package io.kvasir.edge.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.HardState;
import io.kvasir.core.consensus.LogEntry;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.Payload;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.edge.rocksdb.GroupCodec.Mark;
import io.kvasir.edge.rocksdb.GroupCodec.Place;
import java.util.Arrays;
import java.util.Collections;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class GroupCodecPropertyTest {
  private static final byte[] KEY = {1, 2, 3};

  @Property
  void entriesComeBack(@ForAll("entries") LogEntry entry) throws DamagedBytes {
    assertComesBack(
        entry, GroupCodec.entry(entry), source -> GroupCodec.entry(entry.index(), source));
  }

  @Property
  void hardStatesComeBack(@ForAll("hardStates") HardState state) throws DamagedBytes {
    assertComesBack(state, GroupCodec.hardState(state), GroupCodec::hardState);
  }

  @Property
  void startsComeBack(@ForAll("starts") LogStart start) throws DamagedBytes {
    assertComesBack(start, GroupCodec.start(start), GroupCodec::start);
  }

  @Property
  void marksComeBack(@ForAll("marks") Mark mark) throws DamagedBytes {
    assertComesBack(mark, GroupCodec.mark(mark), GroupCodec::mark);
  }

  @Property
  void placesComeBack(@ForAll long life, @ForAll("small") int generation) throws DamagedBytes {
    Place place = new Place(life, generation);
    assertComesBack(place, GroupCodec.place(place), GroupCodec::place);
  }

  @Property
  void noCutOrAlteredRowIsBelieved(
      @ForAll("entries") LogEntry entry, @ForAll("where") double where, @ForAll("bits") int bit) {
    byte[] row = CheckedRow.of(KEY, GroupCodec.entry(entry));
    int at = (int) (row.length * where);
    byte[] altered = row.clone();
    altered[at] ^= (byte) (1 << bit);

    assertDamaged(KEY, altered);
    assertDamaged(KEY, Arrays.copyOf(row, at));
    assertDamaged(KEY, Arrays.copyOf(row, row.length + 1));
    assertDamaged(new byte[] {1, 2, 4}, row);
  }

  /** With a right checksum, as a later release might write it. */
  @Property
  void contentsThatNobodyWroteAreDamagedAtWorst(@ForAll("bytes") byte[] content) {
    byte[] row = CheckedRow.of(KEY, content);
    acceptsOrRefuses(row, GroupCodec::hardState);
    acceptsOrRefuses(row, GroupCodec::start);
    acceptsOrRefuses(row, GroupCodec::mark);
    acceptsOrRefuses(row, GroupCodec::place);
    acceptsOrRefuses(row, source -> GroupCodec.entry(1, source));
  }

  private static <T> void assertComesBack(T value, byte[] content, CheckedRow.Content<T> reading)
      throws DamagedBytes {
    Object read = CheckedRow.read(KEY, CheckedRow.of(KEY, content), reading);

    assertThat(read).isEqualTo(value);
  }

  private static void assertDamaged(byte[] key, byte[] row) {
    assertThatThrownBy(() -> CheckedRow.read(key, row, source -> GroupCodec.entry(1, source)))
        .isInstanceOf(DamagedBytes.class);
  }

  /** Any exception but damage fails the test. */
  private static void acceptsOrRefuses(byte[] row, CheckedRow.Content<?> content) {
    try {
      Object read = CheckedRow.read(KEY, row, content);
      assertThat(read).isNotNull();
    } catch (DamagedBytes refused) {
      assertThat(refused.detail()).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<LogEntry> entries() {
    return Combinators.combine(positive(), positive(), payloads()).as(LogEntry::new);
  }

  @Provide
  Arbitrary<HardState> hardStates() {
    return Combinators.combine(positive(), replicas().optional(), positive()).as(HardState::new);
  }

  @Provide
  Arbitrary<LogStart> starts() {
    return Combinators.combine(positive(), positive(), memberships()).as(LogStart::new);
  }

  @Provide
  Arbitrary<Mark> marks() {
    Arbitrary<Mark> applied = positive().map(Mark.Applied::new);
    Arbitrary<Mark> staged =
        Combinators.combine(starts(), contents(), Arbitraries.of(true, false)).as(Mark.Staged::new);
    return Arbitraries.oneOf(applied, staged);
  }

  @Provide
  Arbitrary<Integer> small() {
    return Arbitraries.integers().between(0, Integer.MAX_VALUE);
  }

  @Provide
  Arbitrary<Integer> bits() {
    return Arbitraries.integers().between(0, 7);
  }

  @Provide
  Arbitrary<Double> where() {
    return Arbitraries.doubles().between(0, true, 1, false);
  }

  @Provide
  Arbitrary<byte[]> bytes() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(64);
  }

  private static Arbitrary<Payload> payloads() {
    Arbitrary<Payload> nothing = Arbitraries.just(new Payload.Nothing());
    Arbitrary<Payload> commands = contents().map(Payload.Command::new);
    Arbitrary<Payload> members = memberships().map(Payload.Members::new);
    return Arbitraries.oneOf(nothing, commands, members);
  }

  private static Arbitrary<Membership> memberships() {
    return replicas()
        .set()
        .ofMaxSize(6)
        .map(
            all -> {
              TreeSet<ReplicaId> voters = new TreeSet<>(all);
              TreeSet<ReplicaId> learners = new TreeSet<>();
              if (voters.size() > 3) {
                learners.add(voters.pollFirst());
              }
              return new Membership(
                  Collections.unmodifiableSortedSet(voters),
                  Collections.unmodifiableSortedSet(learners));
            });
  }

  private static Arbitrary<ReplicaId> replicas() {
    Arbitrary<NodeId> nodes =
        Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(64).map(NodeId::new);
    return Combinators.combine(nodes, Arbitraries.longs()).as(ReplicaId::new);
  }

  private static Arbitrary<Bytes> contents() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(300).map(Bytes::copyOf);
  }

  private static Arbitrary<Long> positive() {
    return Arbitraries.longs().between(1, Long.MAX_VALUE);
  }
}
