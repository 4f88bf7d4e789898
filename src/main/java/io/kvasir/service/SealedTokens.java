package io.kvasir.service;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.topology.ClusterSecret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Bytes that clients carry around and cannot alter: base64url of
 *
 * <pre>
 * version(1) = 1
 * signature(16), the start of HMAC-SHA256 by the cluster's secret
 * content
 * </pre>
 *
 * The signature is over what the token is for and the content, so that it is good for that and
 * nothing else, on every node of the cluster. One thread at a time.
 */
final class SealedTokens {
  private static final byte VERSION = 1;
  private static final int SIGNATURE_BYTES = 16;
  private static final int CONTENT_AT = 1 + SIGNATURE_BYTES;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final Mac mac;
  private final byte[] use;

  /**
   * @param use what the tokens are for: of two lists that differ in any text, one's tokens are not
   *     the other's
   */
  SealedTokens(ClusterSecret secret, List<String> use) {
    this.mac = mac(secret);
    this.use = bytes(use);
  }

  /** What signs in the name of the cluster. */
  static Mac mac(ClusterSecret secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.bytes().toArray(), "HmacSHA256"));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
      throw new AssertionError("every Java platform has HmacSHA256", impossible);
    }
  }

  /** The texts with their lengths, so that no two lists are alike. */
  private static byte[] bytes(List<String> texts) {
    List<byte[]> all = texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    int length = all.stream().mapToInt(each -> Integer.BYTES + each.length).sum();
    ByteBuffer buffer = ByteBuffer.allocate(length);
    all.forEach(each -> buffer.putInt(each.length).put(each));
    return buffer.array();
  }

  String seal(Bytes content) {
    byte[] token = new byte[CONTENT_AT + content.length()];
    token[0] = VERSION;
    content.copyTo(token, CONTENT_AT);
    System.arraycopy(sign(token), 0, token, 1, SIGNATURE_BYTES);
    return ENCODER.encodeToString(token);
  }

  /** The content; empty when it is no token that this cluster gave out for the same use. */
  Optional<Bytes> open(String token) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    boolean isGenuine =
        bytes.length >= CONTENT_AT
            && bytes[0] == VERSION
            && MessageDigest.isEqual(Arrays.copyOfRange(bytes, 1, CONTENT_AT), sign(bytes));
    return isGenuine
        ? Optional.of(Bytes.copyOf(Arrays.copyOfRange(bytes, CONTENT_AT, bytes.length)))
        : Optional.empty();
  }

  private byte[] sign(byte[] token) {
    mac.update(VERSION);
    mac.update(use);
    mac.update(token, CONTENT_AT, token.length - CONTENT_AT);
    return Arrays.copyOf(mac.doFinal(), SIGNATURE_BYTES);
  }
}
