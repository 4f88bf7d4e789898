package io.kvasir.core.watch;

/**
 * Something that was delivered and that others may still come with.
 *
 * @param hash {@link KeyHash} of the key, as 32 bits
 * @param digest the lower half of the digest
 */
public record Echo(int hash, int digest) {
  /** Of what was delivered. */
  public static Echo of(Delivery delivery) {
    return new Echo((int) KeyHash.of(delivery.key()), (int) delivery.digest());
  }
}
