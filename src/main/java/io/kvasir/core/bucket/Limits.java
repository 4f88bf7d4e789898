package io.kvasir.core.bucket;

/**
 * What a client may send at most, in bytes of UTF-8 or raw bytes.
 *
 * @param keyBytes a key
 * @param valueBytes a register's value, or a set's element
 * @param bodyBytes a request's body
 * @param elements elements of one add or remove
 */
public record Limits(int keyBytes, int valueBytes, int bodyBytes, int elements) {
  public static final Limits DEFAULT = new Limits(4096, 8 << 20, 12 << 20, 10_000);
}
