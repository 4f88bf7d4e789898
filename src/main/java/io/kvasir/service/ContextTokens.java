package io.kvasir.service;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Seen;
import io.kvasir.core.topology.ClusterSecret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * What a client has seen of one key, as it carries it around: base64url of
 *
 * <pre>
 * version(1) = 1, kind(1) = 1 of the key, 2 of a member
 * signature(16), the start of HMAC-SHA256 by the cluster's secret
 * content, {@link ContextBytes}
 * </pre>
 *
 * The signature is over version, kind, bucket with its generation, key, member and content, so that
 * a context is good for what it was given for and nothing else. Only nodes of the cluster know the
 * secret, so what is signed was written by one of them.
 */
final class ContextTokens {
  private static final int VERSION = 1;
  private static final int OF_KEY = 1;
  private static final int OF_PART = 2;
  private static final int HEAD_BYTES = 2;
  private static final int SIGNATURE_BYTES = 16;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final ClusterSecret secret;
  private final EntryKey entry;

  /** Made when it is needed: most writes neither bring a context nor get one. */
  private @Nullable Mac mac;

  ContextTokens(ClusterSecret secret, EntryKey entry) {
    this.secret = secret;
    this.entry = entry;
  }

  BucketName bucket() {
    return entry.bucket().name();
  }

  /** The context of the key as a whole. */
  String ofKey(Seen.OfKey seen) {
    return encode(OF_KEY, Optional.empty(), seen);
  }

  /** The context of one member. */
  String ofPart(Element element, Seen.OfKey seen) {
    return encode(OF_PART, Optional.of(element), seen);
  }

  /**
   * Reads what {@link #ofKey} wrote.
   *
   * @throws Refused when it is none of this key
   */
  Seen.OfKey key(String token) {
    return decode(OF_KEY, Optional.empty(), token);
  }

  /**
   * Reads what {@link #ofPart} wrote.
   *
   * @throws Refused when it is none of this member
   */
  Seen.OfKey part(Element element, String token) {
    return decode(OF_PART, Optional.of(element), token);
  }

  /** Whether it claims to be of one member. */
  static boolean isOfPart(String token) {
    byte[] bytes = bytes(token);
    return bytes[1] == OF_PART;
  }

  private String encode(int kind, Optional<Element> element, Seen.OfKey seen) {
    byte[] content = ContextBytes.of(seen);
    byte[] token = new byte[HEAD_BYTES + SIGNATURE_BYTES + content.length];
    token[0] = VERSION;
    token[1] = (byte) kind;
    System.arraycopy(sign(kind, element, content), 0, token, HEAD_BYTES, SIGNATURE_BYTES);
    System.arraycopy(content, 0, token, HEAD_BYTES + SIGNATURE_BYTES, content.length);
    return ENCODER.encodeToString(token);
  }

  private Seen.OfKey decode(int kind, Optional<Element> element, String token) {
    byte[] bytes = bytes(token);
    int contentAt = HEAD_BYTES + SIGNATURE_BYTES;
    byte[] signature = Arrays.copyOfRange(bytes, HEAD_BYTES, contentAt);
    byte[] content = Arrays.copyOfRange(bytes, contentAt, bytes.length);
    boolean genuine = MessageDigest.isEqual(signature, sign(kind, element, content));
    if (bytes[1] != kind || !genuine) {
      throw bad("is not one that this cluster gave out for this bucket, key and member");
    }
    return ContextBytes.read(content);
  }

  private static byte[] bytes(String token) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw bad("is not base64url");
    }
    if (bytes.length < HEAD_BYTES + SIGNATURE_BYTES) {
      throw bad("is cut short");
    }
    if (bytes[0] != VERSION) {
      throw bad("is of version " + bytes[0] + ", which this release does not know");
    }
    return bytes;
  }

  private static Refused bad(String reason) {
    return new Refused(new Failure.BadContext(reason));
  }

  private byte[] sign(int kind, Optional<Element> element, byte[] content) {
    if (mac == null) {
      mac = SealedTokens.mac(secret);
    }
    mac.update((byte) VERSION);
    mac.update((byte) kind);
    update(mac, entry.bucket().name().value());
    update(mac, Integer.toString(entry.bucket().generation()));
    update(mac, entry.key().value());
    update(mac, element.map(Element::value).orElse(""));
    return Arrays.copyOf(mac.doFinal(content), SIGNATURE_BYTES);
  }

  /** With its length, so that no two sequences of texts are alike. */
  private static void update(Mac mac, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int shift = 24; shift >= 0; shift -= 8) {
      mac.update((byte) (bytes.length >>> shift));
    }
    mac.update(bytes);
  }
}
