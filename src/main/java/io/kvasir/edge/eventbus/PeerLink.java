package io.kvasir.edge.eventbus;

import io.kvasir.core.node.NodeId;
import io.kvasir.edge.eventbus.TransportConfig.Bounds;
import io.kvasir.edge.eventbus.TransportConfig.Pace;
import io.kvasir.edge.wire.EncodedMessage;
import io.kvasir.edge.wire.EnvelopeCodec;
import io.kvasir.edge.wire.EnvelopeHeader;
import java.net.ConnectException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * This node's side of the talk with one peer: what waits, what is under way, what is owed, and
 * whether the peer is there. All but {@link #offer}, {@link #wake}, {@link #isReachable} and {@link
 * #shut} belong to one owner.
 *
 * <p>A peer is
 *
 * <ul>
 *   <li>unreachable at first, and after {@code Pace.unreachable} without an envelope of it, or when
 *       its bus refuses connections: the queue is closed, and one probe per {@code Pace.probe}
 *       leaves, if the one before has left the bus
 *   <li>reachable from the next envelope of it: the queue is open, and something leaves every
 *       {@code Pace.heartbeat}
 *   <li>unreachable for a moment when it turns out to have begun a new life, since the former one
 *       will not answer
 * </ul>
 */
final class PeerLink {
  /** Acknowledgements do not wait when this many bytes are owed. */
  private static final int URGENT_BYTES = 256 << 10;

  /** What a link needs of its surroundings. All is called by the owner. */
  interface Line {
    /** {@code host:port} of this node's bus. */
    String address();

    /** A monotonic clock. */
    long nowMillis();

    /**
     * Hands an envelope to the bus; {@code written} is called once by the owner, with the failure.
     */
    void write(byte[] envelope, Consumer<Optional<Throwable>> written);

    /** Lets the owner run {@code task} after a while. */
    void later(long delayMillis, Runnable task);

    /** The peer was reachable and is no more. */
    void lost();
  }

  private final NodeId self;
  private final TransportConfig config;
  private final Line line;
  private final TransportStatistics statistics;
  private final SendQueue queue;
  private final SendWindow window;
  private final OwedAcks owed;
  private final PeerSession session = new PeerSession();
  private final AtomicBoolean awake = new AtomicBoolean();
  private Pipe pipe = new Pipe();

  /** The cluster that the peer said it is in. */
  private volatile long clusterId;

  private long heardAtMillis;
  private long sentAtMillis;
  private boolean ackScheduled;
  private boolean settling;

  PeerLink(NodeId self, TransportConfig config, Line line, TransportStatistics statistics) {
    Bounds bounds = config.bounds();
    this.self = self;
    this.config = config;
    this.line = line;
    this.statistics = statistics;
    this.queue = new SendQueue(bounds.queueMessages(), bounds.queueBytes());
    this.window = new SendWindow(bounds.windowEnvelopes(), bounds.windowBytes());
    this.owed = new OwedAcks(Math.max(1, bounds.windowEnvelopes() / 2), URGENT_BYTES);
  }

  /** Queues a message; false when the peer is unreachable or the queue full. Any thread. */
  boolean offer(EncodedMessage message) {
    return queue.offer(message);
  }

  /**
   * Whether the owner must be asked to {@link #settle}, since it is not certain to do it. Any
   * thread.
   */
  boolean wake() {
    return !awake.get() && awake.compareAndSet(false, true);
  }

  /** Any thread. */
  boolean isReachable() {
    return queue.isOpen();
  }

  /** Whether the peer can be reached and is in the same cluster. Any thread. */
  boolean isAtHand() {
    return isReachable() && clusterId != 0 && clusterId == config.clusterId().getAsLong();
  }

  /** Refuses messages from now on, and says nothing of it. Any thread. */
  void shut() {
    statistics.messagesDropped.add(queue.close());
  }

  /** The first words to a peer, that it may answer. */
  void greet() {
    sendEmpty();
  }

  /**
   * Takes note of an envelope of the peer.
   *
   * @return false when it is of a former life of the peer or for a former one of this node, and to
   *     be dropped
   */
  boolean hear(EnvelopeHeader header, int envelopeBytes) {
    if (!isForThisLife(header)) {
      return false;
    }
    switch (session.hear(header.session())) {
      case FORMER -> {
        return false;
      }
      case NEXT -> endLife();
      case FIRST, SAME -> {}
    }
    heardAtMillis = line.nowMillis();
    clusterId = header.clusterId();
    if (header.toSession() == config.session()) {
      window.acked(header.acked());
    }
    if (header.sequence() > 0) {
      owed.receive(header.sequence(), envelopeBytes);
    }
    welcome();
    return true;
  }

  private boolean isForThisLife(EnvelopeHeader header) {
    return header.toSession() == 0 || header.toSession() == config.session();
  }

  /** Lets the peer know at once that it was heard, so that it need not wait for a heartbeat. */
  private void welcome() {
    if (!queue.isOpen()) {
      queue.open();
      sendEmpty();
    }
  }

  /**
   * Sends what may be sent now. While something is in the way no one need ask for it: it is done
   * again whenever the window opens or the pipe moves on.
   */
  void settle() {
    awake.set(false);
    settling = true;
    while (mayTransmit()) {
      transmit(queue.take(config.bounds().envelopeBytes()));
    }
    settling = false;
    awake.set(!window.isOpen() || !pipeHasRoom());
    settleAcks();
  }

  private boolean mayTransmit() {
    return window.isOpen() && pipeHasRoom() && !queue.isEmpty();
  }

  private boolean pipeHasRoom() {
    return pipe.unwritten() < config.bounds().windowEnvelopes();
  }

  private void settleAcks() {
    if (owed.isUrgent()) {
      payAcks();
    } else if (owed.isDue() && !ackScheduled) {
      ackScheduled = true;
      line.later(config.pace().ackDelay(), this::ackIsDue);
    }
  }

  private void ackIsDue() {
    ackScheduled = false;
    if (owed.isDue()) {
      payAcks();
    }
  }

  /** What does not fit into the pipe is paid when the pipe moves on. */
  private void payAcks() {
    if (pipeHasRoom()) {
      sendEmpty();
    }
  }

  private void transmit(List<EncodedMessage> messages) {
    byte[] envelope = EnvelopeCodec.encode(header(window.nextSequence()), messages);
    window.sent(envelope.length, line.nowMillis());
    statistics.envelopesSent.increment();
    statistics.messagesSent.add(messages.size());
    write(envelope);
  }

  private void sendEmpty() {
    statistics.emptyEnvelopesSent.increment();
    write(EnvelopeCodec.encode(header(0), List.of()));
  }

  private EnvelopeHeader header(long sequence) {
    return new EnvelopeHeader(
        config.cluster(),
        self,
        config.session(),
        session.current(),
        sequence,
        owed.pay(),
        config.clusterId().getAsLong(),
        session.current() == 0 ? line.address() : "");
  }

  private void write(byte[] envelope) {
    Pipe used = pipe;
    sentAtMillis = line.nowMillis();
    used.begin(sentAtMillis);
    statistics.bytesSent.add(envelope.length);
    line.write(envelope, failure -> written(used, failure));
  }

  private void written(Pipe used, Optional<Throwable> failure) {
    used.end(line.nowMillis());
    failure.ifPresent(this::writeFailed);
    if (!settling) {
      settle();
    }
  }

  /** A process that is gone refuses connections; waiting for its silence would take longer. */
  private void writeFailed(Throwable failure) {
    statistics.envelopesFailed.increment();
    if (failure instanceof ConnectException || failure instanceof UnknownNodeException) {
      lose();
    }
  }

  /**
   * Does what time demands; called every {@code Pace.heartbeat}.
   *
   * @param punctual false when the call comes late: this process stood still, and what the peer
   *     sent meanwhile is still to be read
   */
  void tick(boolean punctual) {
    Pace pace = config.pace();
    long now = line.nowMillis();
    if (punctual && now - heardAtMillis > pace.unreachable()) {
      lose();
    }
    statistics.envelopesExpired.add(window.expire(now - pace.ackTimeout()));
    if (pipe.isStuckSince(now - pace.stuck())) {
      pipe = new Pipe();
    }
    if (pipe.isIdle() && now - sentAtMillis >= (isReachable() ? pace.heartbeat() : pace.probe())) {
      sendEmpty();
    }
    settle();
  }

  /** The peer is out of reach; what waits for it is dropped, and any life of it may speak next. */
  void lose() {
    session.forget();
    endLife();
  }

  /** The life of the peer that was known is over for this node: nothing is kept of the talk. */
  private void endLife() {
    owed.clear();
    if (queue.isOpen()) {
      statistics.messagesDropped.add(queue.close());
      statistics.peersLost.increment();
      window.clear();
      line.lost();
    }
  }
}
