package io.kvasir.core.membership;

/**
 * The pace of failure detection, in milliseconds of a node that is awake.
 *
 * <p>A member that falls silent is suspected no earlier than {@code probeMillis} later, and
 * declared dead no earlier than {@code suspicionMillis} after that: who is silent for less than
 * both together and then speaks up is safe. A killed one is suspected within the time that its
 * probing takes to come round, at most {@code (2n - 1) · probeMillis} with n members.
 *
 * @param probeMillis one member is probed per so many
 * @param ackMillis when others are asked to ping a member that has not answered
 * @param relays how many others are asked
 * @param suspicionMillis how long a member has to speak up when enough others suspect it too
 * @param patience how many times that when nobody else does
 * @param confirmations how many others are enough
 * @param gossipMillis how often news are passed on
 * @param fanout to how many
 * @param syncMillis how often the whole table is exchanged with some member
 * @param reachOutMillis how often somebody is tried who is gone
 * @param forgetMillis when a member is forgotten that is gone and not on the list
 * @param maxHealth how many times slower a node gets, beyond once, that does not hear of others
 */
public record SwimConfig(
    long probeMillis,
    long ackMillis,
    int relays,
    long suspicionMillis,
    int patience,
    int confirmations,
    long gossipMillis,
    int fanout,
    long syncMillis,
    long reachOutMillis,
    long forgetMillis,
    int maxHealth) {
  /** Detects a killed node within 3 s, and lets one stand still for 1 s. */
  public static final SwimConfig DEFAULT =
      new SwimConfig(300, 120, 3, 1_200, 2, 2, 100, 3, 10_000, 1_000, 60_000, 2);

  public SwimConfig {
    if (ackMillis < 1 || ackMillis >= probeMillis) {
      throw new IllegalArgumentException(
          "an answer within %d ms, a probe every %d".formatted(ackMillis, probeMillis));
    }
    if (suspicionMillis < 1 || patience < 1 || confirmations < 0 || maxHealth < 0) {
      throw new IllegalArgumentException("no time to speak up");
    }
    if (relays < 0 || fanout < 1 || gossipMillis < 1 || syncMillis < 1 || reachOutMillis < 1) {
      throw new IllegalArgumentException("no word to anybody");
    }
  }
}
