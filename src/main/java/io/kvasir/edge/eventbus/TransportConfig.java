package io.kvasir.edge.eventbus;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What an {@link EventBusTransport} is told at its start.
 *
 * @param cluster the cluster's name; envelopes of another are dropped
 * @param clusterId the cluster that this node is in, or helps to found, now; 0 for none. Asked from
 *     any thread. Of nodes that are not in the same, only founding messages are taken
 * @param session this life of the process, as {@link #session} makes it; not 0
 */
public record TransportConfig(
    String cluster, LongSupplier clusterId, long session, Bounds bounds, Pace pace) {
  /** Tell lives apart that began in the same millisecond; what is above lasts until 2248. */
  private static final int CHANCE_BITS = 20;

  /**
   * How much there is of anything, per peer.
   *
   * @param queueMessages how many messages wait at most
   * @param queueBytes no message is taken in while so many encoded bytes of others wait
   * @param windowEnvelopes how many envelopes are unacknowledged at most
   * @param windowBytes no envelope leaves while this or more is unacknowledged
   * @param envelopeBytes an envelope holds more than this only for a single message
   */
  public record Bounds(
      int queueMessages, int queueBytes, int windowEnvelopes, int windowBytes, int envelopeBytes) {
    public static final Bounds DEFAULT = new Bounds(16_384, 64 << 20, 8, 4 << 20, 1 << 20);

    public Bounds {
      if (queueMessages < 1 || queueBytes < 1 || windowEnvelopes < 1 || windowBytes < 1) {
        throw new IllegalArgumentException("no room for a message");
      }
    }
  }

  /**
   * When things happen, in milliseconds.
   *
   * @param ackDelay how long an acknowledgement waits for an envelope to ride on
   * @param heartbeat a reachable peer hears of this node after one to two times this
   * @param probe how often an unreachable peer is tried
   * @param unreachable a peer not heard of for longer is unreachable
   * @param ackTimeout an envelope unacknowledged for that long no longer counts as under way
   * @param stuck writes that the bus has not finished for that long no longer hold others back
   */
  public record Pace(
      long ackDelay, long heartbeat, long probe, long unreachable, long ackTimeout, long stuck) {
    public static final Pace DEFAULT = new Pace(10, 250, 1000, 2000, 2000, 10_000);

    public Pace {
      if (ackDelay < 1 || heartbeat < 1 || unreachable <= 2 * heartbeat) {
        throw new IllegalArgumentException(
            "unreachable after %d ms, a heartbeat every %d".formatted(unreachable, heartbeat));
      }
    }
  }

  public TransportConfig {
    if (session == 0) {
      throw new IllegalArgumentException("a session is not 0");
    }
  }

  /**
   * The session of a process: higher than those of its former lives, unless the wall clock stepped
   * back, and never 0.
   *
   * @param startMillis the wall clock at the start of the process
   */
  public static long session(long startMillis, RandomGenerator random) {
    return startMillis << CHANCE_BITS | random.nextLong(1, 1L << CHANCE_BITS);
  }

  public static TransportConfig of(String cluster, LongSupplier clusterId, long session) {
    return new TransportConfig(cluster, clusterId, session, Bounds.DEFAULT, Pace.DEFAULT);
  }
}
