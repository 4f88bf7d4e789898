package io.kvasir.edge.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Field;
import io.kvasir.core.crdt.Member;
import io.kvasir.core.crdt.Nested;
import io.kvasir.core.crdt.OrMap;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.engine.port.Outgoing;
import io.kvasir.engine.port.PartitionStore.OutgoingRef;
import io.kvasir.engine.port.PartitionStore.StoredOutgoing;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RowCodecPropertyTest {
  @Property
  void headsComeBack(@ForAll("states") Crdt state) throws DamagedBytes {
    assertThat(RowCodec.head(RowCodec.head(state))).isEqualTo(AnyStates.withoutMembers(state));
  }

  @Property
  void membersComeBackWithTheirElements(
      @ForAll("elements") Element element, @ForAll("dots") DotSet dots, @ForAll boolean isEnding)
      throws DamagedBytes {
    TreeMap<Dot, Long> ends = new TreeMap<>();
    dots.dots().stream().filter(dot -> isEnding).forEach(dot -> ends.put(dot, dot.counter()));
    Member member = new Member(dots, ends);
    byte[] row = RowCodec.part(element, member);

    assertThat(RowCodec.part(OrSwot.BOTTOM, RowKeys.inKey(element), row))
        .isEqualTo(new RowCodec.PartRow(element, member));
  }

  @Property
  void fieldsOfMapsComeBack(@ForAll("elements") Element name, @ForAll("states") Crdt state)
      throws DamagedBytes {
    Crdt value = state.under(CausalContext.EMPTY);
    Assume.that(!value.equals(Crdt.bottom(value.type())));
    Element field = new Field(name.value(), value.type()).element();
    byte[] row = RowCodec.part(field, new Nested(value));

    assertThat(RowCodec.part(OrMap.BOTTOM, RowKeys.inKey(field), row))
        .isEqualTo(new RowCodec.PartRow(field, new Nested(value)));
  }

  @Property
  void outgoingDeltasComeBack(
      @ForAll("entries") EntryKey entry, @ForAll("outgoing") Outgoing outgoing)
      throws DamagedBytes {
    byte[] row = RowCodec.outgoing(entry, outgoing);
    PartitionId partition = new PartitionId(3);

    assertThat(RowCodec.outgoing(outgoing.sequence(), row))
        .isEqualTo(new StoredOutgoing(entry, outgoing));
    assertThat(RowCodec.outgoingRef(partition, outgoing.sequence(), row))
        .isEqualTo(
            new OutgoingRef(
                partition, outgoing.sequence(), entry, outgoing.replicas(), row.length));
  }

  @Property
  void noCutRowIsReadAsAnother(@ForAll("states") Crdt state, @ForAll("cuts") double cut) {
    byte[] row = RowCodec.head(state);
    byte[] shorter = Arrays.copyOf(row, (int) (row.length * cut));

    assertThatThrownBy(() -> RowCodec.head(shorter)).isInstanceOf(DamagedBytes.class);
    byte[] longer = Arrays.copyOf(row, row.length + 1);
    assertThatThrownBy(() -> RowCodec.head(longer)).isInstanceOf(DamagedBytes.class);
  }

  @Property
  void arbitraryBytesAreDamagedAtWorst(@ForAll("bytes") byte[] bytes) {
    byte[] row = bytes.clone();
    if (row.length > 0) {
      row[0] = 1;
    }
    acceptsOrRefuses(() -> RowCodec.head(row));
    acceptsOrRefuses(() -> RowCodec.outgoing(1, row));
    acceptsOrRefuses(() -> RowCodec.part(OrSwot.BOTTOM, Optional.empty(), row));
    acceptsOrRefuses(() -> RowCodec.part(OrMap.BOTTOM, Optional.empty(), row));
  }

  @Property
  void changedBytesAreDamagedAtWorst(
      @ForAll("entries") EntryKey entry,
      @ForAll("outgoing") Outgoing outgoing,
      @ForAll("cuts") double where,
      @ForAll byte what) {
    byte[] row = RowCodec.outgoing(entry, outgoing);
    row[(int) (row.length * where)] = what;

    acceptsOrRefuses(() -> RowCodec.outgoing(outgoing.sequence(), row));
  }

  private interface Decoding {
    Object decode() throws DamagedBytes;
  }

  /** Any exception but damage fails the test. */
  private static void acceptsOrRefuses(Decoding decoding) {
    try {
      assertThat(decoding.decode()).isNotNull();
    } catch (DamagedBytes refused) {
      assertThat(refused.detail()).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<Crdt> states() {
    return AnyStates.states();
  }

  @Provide
  Arbitrary<Element> elements() {
    return AnyStates.elements();
  }

  @Provide
  Arbitrary<DotSet> dots() {
    return AnyStates.dotSets().filter(dots -> !dots.isEmpty());
  }

  @Provide
  Arbitrary<EntryKey> entries() {
    return AnyStates.entries();
  }

  @Provide
  Arbitrary<Outgoing> outgoing() {
    return AnyStates.outgoing();
  }

  @Provide
  Arbitrary<Double> cuts() {
    return Arbitraries.doubles().between(0, true, 1, false);
  }

  @Provide
  Arbitrary<byte[]> bytes() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(64);
  }
}
