package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.crdt.End;
import io.kvasir.core.gossip.Leaf;
import io.kvasir.engine.port.PartitionStore.Due;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The keys of a partition's rows.
 *
 * <pre>
 * outgoing  00 01 sequence(8)
 * bookmark  00 03 replicas(4)
 * burials   00 04 replicas(4)
 * head      bucket 01 key
 * element   bucket 02 key 00 00 01 text          a short one
 *           bucket 02 key 00 00 02 SHA-256(32)   a long one, its text is in the row's value
 * leaf      bucket 03 leaf(2)       sum of its keys' digests
 * digest    bucket 04 leaf(2) key   digest of a key
 * end       bucket 05 millis(8) key 00 00             when a key ends
 *           bucket 05 millis(8) key 00 00 01 text     when a member does
 *           bucket 05 millis(8) key 00 00 02 SHA-256(32)   a long one, its text is in the row's value
 * change    bucket 06 key           where the journal has the last change of the key
 *
 * bucket    length(1) name generation(4)
 * key       {@link OrderedText}, a byte 00 written as 00 FF
 * </pre>
 *
 * No bucket, and no key with its end mark, is a prefix of another, so that one range holds exactly
 * one bucket, or exactly the elements of one key. Heads are in the order of their keys.
 */
final class RowKeys {
  /** The longest text that is part of a row's key, in encoded bytes. */
  static final int SHORT_ELEMENT_BYTES = 512;

  private static final byte[] OUTGOING = {0, 1};
  private static final byte[] BOOKMARK = {0, 3};
  private static final byte[] BURIALS = {0, 4};
  private static final byte[] STANDING = {1};
  private static final int HEAD = 1;
  private static final int ELEMENT = 2;
  private static final int LEAF = 3;
  private static final int DIGEST = 4;
  private static final int END = 5;
  private static final int CHANGE = 6;
  private static final int SHORT = 1;
  private static final int LONG = 2;

  private RowKeys() {}

  /** The start of all rows of a bucket. */
  static byte[] bucket(BucketId bucket) {
    return bucketPrefix(bucket).toArray();
  }

  /** The start of the heads of all keys of a bucket. */
  static byte[] heads(BucketId bucket) {
    return bucketPrefix(bucket).u8(HEAD).toArray();
  }

  /**
   * Where the heads of the keys from {@code bound} on begin, which is in UTF-8 or no text at all.
   */
  static byte[] headBound(BucketId bucket, Bytes bound) {
    return escaped(bucketPrefix(bucket).u8(HEAD), bound.toArray()).toArray();
  }

  static byte[] head(EntryKey entry) {
    return escaped(bucketPrefix(entry.bucket()).u8(HEAD), entry.key()).toArray();
  }

  /** The start of all element rows of a key. */
  static byte[] elements(EntryKey entry) {
    return escaped(bucketPrefix(entry.bucket()).u8(ELEMENT), entry.key()).u8(0).u8(0).toArray();
  }

  /**
   * The row of one element.
   *
   * @param elements what {@link #elements} returned for its key
   */
  static byte[] element(byte[] elements, Element element) {
    byte[] text = OrderedText.encode(element.value());
    boolean isShort = text.length <= SHORT_ELEMENT_BYTES;
    return new ByteSink(elements.length + 1 + SHORT_ELEMENT_BYTES)
        .raw(elements)
        .u8(isShort ? SHORT : LONG)
        .raw(isShort ? text : sha256(text))
        .toArray();
  }

  /**
   * The element of a row, empty when the row's value has it.
   *
   * @param prefixLength the length of what {@link #elements} returned for its key
   */
  static Optional<Element> elementOf(byte[] row, int prefixLength) throws DamagedBytes {
    ByteSource source = new ByteSource(row);
    source.raw(prefixLength);
    int kind = source.u8();
    if (kind == LONG) {
      return Optional.empty();
    }
    if (kind != SHORT) {
      throw new DamagedBytes("an element row of kind " + kind);
    }
    return Optional.of(new Element(OrderedText.decode(source.raw(source.remaining()))));
  }

  /** The element if its row's key has it, which one that is too long has not. */
  static Optional<Element> inKey(Element element) {
    return Optional.of(element)
        .filter(each -> OrderedText.encodedLength(each.value()) <= SHORT_ELEMENT_BYTES);
  }

  /** Where the last change of a key is noted. */
  static byte[] change(EntryKey entry) {
    return escaped(bucketPrefix(entry.bucket()).u8(CHANGE), entry.key()).toArray();
  }

  /** The start of the index of ends of a bucket. */
  static byte[] ends(BucketId bucket) {
    return bucketPrefix(bucket).u8(END).toArray();
  }

  /** The least row above all ends up to and with {@code millis}. */
  static byte[] afterEnds(BucketId bucket, long millis) {
    return millis == Long.MAX_VALUE
        ? after(ends(bucket))
        : bucketPrefix(bucket).u8(END).u64(millis + 1).toArray();
  }

  static byte[] end(EntryKey entry, End end) {
    byte[] ofKey =
        escaped(bucketPrefix(entry.bucket()).u8(END).u64(end.millis()), entry.key())
            .u8(0)
            .u8(0)
            .toArray();
    return end.member().map(element -> element(ofKey, element)).orElse(ofKey);
  }

  /**
   * What a row of the index says.
   *
   * @param prefixLength the length of what {@link #ends} returned for the bucket
   * @param inValue the member, when the row's key has only its hash
   */
  static Due due(BucketId bucket, byte[] row, int prefixLength, Optional<Element> inValue)
      throws DamagedBytes {
    ByteSource source = new ByteSource(row);
    source.raw(prefixLength);
    long millis = source.u64();
    int keyAt = prefixLength + Long.BYTES;
    int end = keyAt;
    while (end + 1 < row.length && (row[end] != 0 || row[end + 1] != 0)) {
      end += row[end] == 0 ? 2 : 1;
    }
    if (end + 1 >= row.length || millis < 0) {
      throw new DamagedBytes("an end without a key");
    }
    Key key = keyOf(Arrays.copyOf(row, end), keyAt);
    Optional<Element> member =
        end + 2 == row.length ? Optional.empty() : elementOf(row, end + 2).or(() -> inValue);
    return new Due(new EntryKey(bucket, key), new End(millis, member));
  }

  /** The start of all leaves of a bucket's tree. */
  static byte[] leaves(BucketId bucket) {
    return bucketPrefix(bucket).u8(LEAF).toArray();
  }

  static byte[] leaf(BucketId bucket, Leaf leaf) {
    return numbered(bucketPrefix(bucket).u8(LEAF), leaf).toArray();
  }

  static Leaf leafOf(byte[] row) {
    int end = row.length;
    return new Leaf((row[end - 2] & 0xff) << 8 | (row[end - 1] & 0xff));
  }

  /** The start of the digests of all keys. */
  static byte[] digests(BucketId bucket) {
    return bucketPrefix(bucket).u8(DIGEST).toArray();
  }

  /** The start of the digests of all keys in a leaf. */
  static byte[] digests(BucketId bucket, Leaf leaf) {
    return numbered(bucketPrefix(bucket).u8(DIGEST), leaf).toArray();
  }

  static byte[] digest(EntryKey entry) {
    return escaped(
            numbered(bucketPrefix(entry.bucket()).u8(DIGEST), Leaf.of(entry.key())), entry.key())
        .toArray();
  }

  /**
   * The key at the end of a row.
   *
   * @param prefixLength the length of what stands before it
   */
  static Key keyOf(byte[] row, int prefixLength) throws DamagedBytes {
    ByteSink text = new ByteSink(row.length);
    for (int i = prefixLength; i < row.length; i++) {
      text.u8(row[i]);
      if (row[i] == 0) {
        i++;
      }
    }
    return new Key(OrderedText.decode(text.toArray()));
  }

  private static ByteSink numbered(ByteSink sink, Leaf leaf) {
    return sink.u8(leaf.number() >>> 8).u8(leaf.number());
  }

  /** The start of all outgoing deltas of a partition. */
  static byte[] outgoing() {
    return OUTGOING.clone();
  }

  /**
   * @param sequence 0 and up
   */
  static byte[] outgoing(long sequence) {
    return new ByteSink(10).raw(OUTGOING).u64(sequence).toArray();
  }

  static long outgoingSequence(byte[] row) throws DamagedBytes {
    ByteSource source = new ByteSource(row);
    source.raw(OUTGOING.length);
    long sequence = source.u64();
    source.end();
    return sequence;
  }

  /** The start of all bookmarks of a partition. */
  static byte[] bookmarks() {
    return BOOKMARK.clone();
  }

  static byte[] bookmark(int replicas) {
    return new ByteSink(6).raw(BOOKMARK).u32(replicas).toArray();
  }

  /** The start of what a partition keeps of burials. */
  static byte[] burials() {
    return BURIALS.clone();
  }

  static byte[] burials(int replicas) {
    return new ByteSink(6).raw(BURIALS).u32(replicas).toArray();
  }

  /** The number of replicas of a row of a bookmark or of burials. */
  static int replicasOf(byte[] row) throws DamagedBytes {
    ByteSource source = new ByteSource(row);
    source.raw(BOOKMARK.length);
    int replicas = source.u32();
    source.end();
    return replicas;
  }

  /** The least key above this one. */
  static byte[] successor(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /** The one row of the node's column family. */
  static byte[] standing() {
    return STANDING.clone();
  }

  /** The least key above all that start with {@code prefix}. */
  static byte[] after(byte[] prefix) {
    int last = prefix.length - 1;
    while (prefix[last] == (byte) 0xff) {
      last--;
    }
    byte[] end = Arrays.copyOf(prefix, last + 1);
    end[last]++;
    return end;
  }

  /** Reads what {@link #bucket(BucketId)} returned. */
  static BucketId bucket(ByteSource source) throws DamagedBytes {
    String name = new String(source.raw(source.u8()), StandardCharsets.US_ASCII);
    int generation = source.u32();
    if (!BucketName.isValid(name) || generation < 0) {
      throw new DamagedBytes("a bucket that cannot be");
    }
    return new BucketId(new BucketName(name), generation);
  }

  private static ByteSink bucketPrefix(BucketId bucket) {
    byte[] name = bucket.name().value().getBytes(StandardCharsets.US_ASCII);
    return new ByteSink(128).u8(name.length).raw(name).u32(bucket.generation());
  }

  private static ByteSink escaped(ByteSink sink, Key key) {
    return escaped(sink, OrderedText.encode(key.value()));
  }

  private static ByteSink escaped(ByteSink sink, byte[] text) {
    for (byte each : text) {
      sink.u8(each);
      if (each == 0) {
        sink.u8(0xff);
      }
    }
    return sink;
  }

  private static byte[] sha256(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }
}
