package io.kvasir.core.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bytes.Bytes;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class KeyRangePropertyTest {
  @Property
  void keysHaveTheOrderOfTheirUtf8(@ForAll("keys") Key a, @ForAll("keys") Key b) {
    assertThat(Integer.signum(a.compareTo(b)))
        .isEqualTo(Integer.signum(utf8(a).compareTo(utf8(b))));
    assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
  }

  @Property
  void aPrefixHoldsWhatStartsWithIt(@ForAll("texts") String prefix, @ForAll("keys") Key key) {
    KeyRange range = KeyRange.ofPrefix(prefix);

    assertThat(range.contains(key)).isEqualTo(key.value().startsWith(prefix));
    assertThat(range.contains(new Key(prefix + key.value()))).isTrue();
  }

  @Property
  void boundsOnlyNarrowARange(
      @ForAll("texts") String prefix,
      @ForAll("texts") String from,
      @ForAll("texts") String to,
      @ForAll("keys") Key key) {
    KeyRange whole = KeyRange.ofPrefix(prefix);
    KeyRange range = whole.from(Bytes.utf8(from)).to(Bytes.utf8(to));

    assertThat(range.contains(key))
        .isEqualTo(
            whole.contains(key)
                && utf8(key).compareTo(Bytes.utf8(from)) >= 0
                && utf8(key).compareTo(Bytes.utf8(to)) < 0);
    assertThat(range.isEmpty() && range.contains(key)).isFalse();
  }

  @Property
  void whatIsBeyondAKeyComesAfterIt(
      @ForAll("keys") Key end, @ForAll("keys") Key key, @ForAll boolean reverse) {
    KeyRange left = KeyRange.ALL.beyond(end, reverse);

    int order = key.compareTo(end);
    assertThat(left.contains(key)).isEqualTo(reverse ? order < 0 : order > 0);
  }

  private static Bytes utf8(Key key) {
    return Bytes.utf8(key.value());
  }

  @Provide
  Arbitrary<Key> keys() {
    return texts().filter(text -> !text.isEmpty()).map(Key::new);
  }

  /** Few characters of each length in UTF-8, so that texts begin alike. */
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.<Integer>of(
            0, 0x61, 0x62, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x1f600,
            0x10ffff)
        .list()
        .ofMaxSize(4)
        .map(
            points -> {
              StringBuilder text = new StringBuilder();
              points.forEach(text::appendCodePoint);
              return text.toString();
            });
  }
}
