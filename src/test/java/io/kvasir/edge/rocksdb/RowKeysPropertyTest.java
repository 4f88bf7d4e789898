package io.kvasir.edge.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RowKeysPropertyTest {
  @Property
  void textComesBackAndKeepsItsOrder(@ForAll("texts") String a, @ForAll("texts") String b)
      throws DamagedBytes {
    assertThat(OrderedText.decode(OrderedText.encode(a))).isEqualTo(a);
    assertThat(Integer.signum(compare(OrderedText.encode(a), OrderedText.encode(b))))
        .isEqualTo(Integer.signum(new Element(a).compareTo(new Element(b))));
  }

  @Test
  void halvesOfAPairAreNotReadAsOneCharacter() {
    byte[] halves = {(byte) 0xed, (byte) 0xa0, (byte) 0xbd, (byte) 0xed, (byte) 0xb8, (byte) 0x80};

    assertThat(OrderedText.encode("\ud83d")).isEqualTo(Arrays.copyOf(halves, 3));
    assertThatExceptionOfType(DamagedBytes.class).isThrownBy(() -> OrderedText.decode(halves));
  }

  @Property
  void arbitraryBytesAreNoOtherTextThanTheyDecodeTo(@ForAll("nearText") byte[] bytes) {
    try {
      assertThat(OrderedText.encode(OrderedText.decode(bytes))).isEqualTo(bytes);
    } catch (DamagedBytes refused) {
      assertThat(refused.detail()).isNotEmpty();
    }
  }

  @Property
  void headsOfABucketAreInTheOrderOfTheirKeys(
      @ForAll("entries") EntryKey a, @ForAll("entries") EntryKey b) {
    EntryKey sameBucket = new EntryKey(a.bucket(), b.key());

    assertThat(Integer.signum(compare(RowKeys.head(a), RowKeys.head(sameBucket))))
        .isEqualTo(Integer.signum(a.key().compareTo(b.key())));
  }

  @Property
  void rangesOfDifferentBucketsAndKeysDoNotMeet(
      @ForAll("entries") EntryKey a,
      @ForAll("entries") EntryKey b,
      @ForAll("elements") Element element) {
    Assume.that(!a.equals(b));
    byte[] ofA = RowKeys.elements(a);
    byte[] ofB = RowKeys.elements(b);

    assertThat(isWithin(RowKeys.element(ofB, element), ofA)).isFalse();
    assertThat(isWithin(RowKeys.element(ofA, element), ofA)).isTrue();
    assertThat(RowKeys.head(a)).isNotEqualTo(RowKeys.head(b));
    assertThat(isWithin(RowKeys.head(b), ofA)).isFalse();
    boolean sameBucket = a.bucket().equals(b.bucket());
    assertThat(isWithin(RowKeys.head(b), RowKeys.bucket(a.bucket()))).isEqualTo(sameBucket);
    assertThat(isWithin(ofB, RowKeys.bucket(a.bucket()))).isEqualTo(sameBucket);
  }

  @Property
  void elementsAreFoundInTheirRows(
      @ForAll("entries") EntryKey entry, @ForAll("elements") Element element) throws DamagedBytes {
    byte[] prefix = RowKeys.elements(entry);
    byte[] row = RowKeys.element(prefix, element);

    assertThat(RowKeys.elementOf(row, prefix.length)).isEqualTo(RowKeys.inKey(element));
    assertThat(row.length).isLessThanOrEqualTo(prefix.length + 1 + RowKeys.SHORT_ELEMENT_BYTES);
  }

  @Property
  void outgoingRowsAreInTheOrderOfTheirSequencesAndInNoBucket(
      @ForAll("sequences") long a, @ForAll("sequences") long b, @ForAll("entries") EntryKey entry)
      throws DamagedBytes {
    assertThat(Integer.signum(compare(RowKeys.outgoing(a), RowKeys.outgoing(b))))
        .isEqualTo(Long.compare(a, b));
    assertThat(RowKeys.outgoingSequence(RowKeys.outgoing(a))).isEqualTo(a);
    assertThat(isWithin(RowKeys.outgoing(a), RowKeys.outgoing())).isTrue();
    assertThat(isWithin(RowKeys.head(entry), RowKeys.outgoing())).isFalse();
    assertThat(isWithin(RowKeys.outgoing(a), RowKeys.bucket(entry.bucket()))).isFalse();
  }

  @Property
  void thatAfterAPrefixIsTheLeastBeyondIt(@ForAll byte[] prefix, @ForAll byte[] rest) {
    Assume.that(hasRoom(prefix));
    byte[] after = RowKeys.after(prefix);

    assertThat(compare(append(prefix, rest), after)).isNegative();
    assertThat(Arrays.mismatch(prefix, after)).isLessThan(prefix.length);
  }

  private static boolean hasRoom(byte[] prefix) {
    for (byte each : prefix) {
      if (each != (byte) 0xff) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWithin(byte[] row, byte[] prefix) {
    return compare(row, prefix) >= 0 && compare(row, RowKeys.after(prefix)) < 0;
  }

  private static int compare(byte[] a, byte[] b) {
    return Arrays.compareUnsigned(a, b);
  }

  private static byte[] append(byte[] a, byte[] b) {
    return new ByteSink().raw(a).raw(b).toArray();
  }

  /** Lead and tail bytes at random: sometimes text, often just not. */
  @Provide
  Arbitrary<byte[]> nearText() {
    return Arbitraries.of(0x00, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xa0, 0xef, 0xf0)
        .map(Integer::byteValue)
        .array(byte[].class)
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<String> texts() {
    return AnyStates.texts();
  }

  @Provide
  Arbitrary<EntryKey> entries() {
    return AnyStates.entries();
  }

  @Provide
  Arbitrary<Element> elements() {
    return AnyStates.elements();
  }

  @Provide
  Arbitrary<Long> sequences() {
    return Arbitraries.longs().greaterOrEqual(0);
  }
}
