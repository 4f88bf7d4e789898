package io.kvasir.core.bucket;

import io.kvasir.core.bytes.Bytes;
import java.util.Arrays;
import java.util.Optional;

/**
 * Keys between two bounds, in the order of their UTF-8 bytes. A bound need not be the UTF-8 of any
 * text.
 *
 * @param from inclusive; no bytes for no bound
 * @param to exclusive; empty for no bound
 */
public record KeyRange(Bytes from, Optional<Bytes> to) {
  public static final KeyRange ALL = new KeyRange(Bytes.EMPTY, Optional.empty());

  /** Keys that start with {@code prefix}; all when it is empty. */
  public static KeyRange ofPrefix(String prefix) {
    Bytes start = Bytes.utf8(prefix);
    return new KeyRange(start, successor(start));
  }

  /** The least bytes above all that start with {@code prefix}: UTF-8 has no byte 0xFF. */
  private static Optional<Bytes> successor(Bytes prefix) {
    byte[] bytes = prefix.toArray();
    if (bytes.length == 0) {
      return Optional.empty();
    }
    bytes[bytes.length - 1]++;
    return Optional.of(Bytes.copyOf(bytes));
  }

  /** Those of them from {@code bound} on. */
  public KeyRange from(Bytes bound) {
    return bound.compareTo(from) > 0 ? new KeyRange(bound, to) : this;
  }

  /** Those of them before {@code bound}. */
  public KeyRange to(Bytes bound) {
    return to.isPresent() && to.get().compareTo(bound) <= 0
        ? this
        : new KeyRange(from, Optional.of(bound));
  }

  /** Those of them that come after {@code key}, or before it when the last come first. */
  public KeyRange beyond(Key key, boolean reverse) {
    Bytes utf8 = Bytes.utf8(key.value());
    return reverse
        ? to(utf8)
        : from(Bytes.copyOf(Arrays.copyOf(utf8.toArray(), utf8.length() + 1)));
  }

  /** Whether no key can be in it. */
  public boolean isEmpty() {
    return to.isPresent() && from.compareTo(to.get()) >= 0;
  }

  /** A key that none in the range is below, the greatest that can be told; empty for none. */
  public Optional<Key> floor() {
    return text(from);
  }

  /** A key that all in the range are below, if one can be told. */
  public Optional<Key> ceiling() {
    return to.flatMap(KeyRange::text);
  }

  private static Optional<Key> text(Bytes bound) {
    String text = bound.asUtf8();
    return text.isEmpty() || !Bytes.utf8(text).equals(bound)
        ? Optional.empty()
        : Optional.of(new Key(text));
  }

  public boolean contains(Key key) {
    Bytes utf8 = Bytes.utf8(key.value());
    return utf8.compareTo(from) >= 0 && (to.isEmpty() || utf8.compareTo(to.get()) < 0);
  }
}
