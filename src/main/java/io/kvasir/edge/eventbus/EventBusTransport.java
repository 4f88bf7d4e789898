package io.kvasir.edge.eventbus;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.NodeId;
import io.kvasir.edge.eventbus.TransportStatistics.Drop;
import io.kvasir.edge.wire.Decoded;
import io.kvasir.edge.wire.EncodedMessage;
import io.kvasir.edge.wire.Envelope;
import io.kvasir.edge.wire.EnvelopeCodec;
import io.kvasir.edge.wire.EnvelopeHeader;
import io.kvasir.edge.wire.PeerMessageCodec;
import io.kvasir.engine.port.MessageTraces;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Transport;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageProducer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The transport over the clustered event bus: envelopes from node to node, one way, each with all
 * the messages that gathered while the window to its peer was closed.
 *
 * <p>Messages are encoded by whoever sends them: so engine loops share that work, queues count true
 * bytes, and the event loop only joins bytes. Everything else happens on one Vert.x context, on
 * which the bus also writes to its sockets and delivers, so that no envelope changes threads in
 * this class.
 *
 * <p>The peers are those of the {@link ClusterTable}, and follow it.
 */
public final class EventBusTransport implements Transport, AutoCloseable {
  /** The channel of {@link NodeAddress} on which nodes listen for envelopes. */
  static final String CHANNEL = "peer";

  private final Vertx vertx;
  private final Context context;
  private final ClusterTable table;
  private final NodeId self;
  private final TransportConfig config;
  private final MessageTraces traces;
  private final TransportStatistics statistics = new TransportStatistics();
  private final Map<NodeId, PeerLink> links = new ConcurrentHashMap<>();
  private volatile boolean closed;
  // What follows belongs to the context.
  private @Nullable MessageConsumer<Object> consumer;
  private long tickedAtMillis;
  private long soughtAtMillis;

  /** Without traces. */
  public EventBusTransport(Vertx vertx, ClusterTable table, TransportConfig config) {
    this(vertx, table, config, MessageTraces.NONE);
  }

  /**
   * @param traces go along with messages
   */
  public EventBusTransport(
      Vertx vertx, ClusterTable table, TransportConfig config, MessageTraces traces) {
    this.traces = traces;
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.table = table;
    this.self = new NodeId(table.self());
    this.config = config;
  }

  /** What was sent, received and dropped since the start. */
  public TransportStatistics statistics() {
    return statistics;
  }

  @Override
  public boolean send(NodeId to, PeerMessage message) {
    PeerLink link = links.get(to);
    List<Bytes> marks = traces.sending(to, message);
    if (link == null
        || !mayHear(link, message)
        || !link.offer(PeerMessageCodec.encode(message, self, to).marked(marks))) {
      statistics.messagesRefused.increment();
      traces.refused(marks);
      return false;
    }
    if (link.wake()) {
      context.runOnContext(ignored -> link.settle());
    }
    return true;
  }

  private static boolean mayHear(PeerLink link, PeerMessage message) {
    return message instanceof PeerMessage.OfFounding ? link.isReachable() : link.isAtHand();
  }

  /** Only nodes in the same cluster are. */
  @Override
  public boolean isReachable(NodeId peer) {
    PeerLink link = links.get(peer);
    return link != null && link.isAtHand();
  }

  @Override
  public void listen(Receiver receiver) {
    context.runOnContext(ignored -> start(receiver));
  }

  /**
   * Ends delivery; to be called before the Vert.x instance is closed. What is queued is dropped.
   */
  @Override
  public void close() {
    closed = true;
    links.values().forEach(PeerLink::shut);
    context.runOnContext(ignored -> stop());
  }

  private void start(Receiver receiver) {
    consumer = vertx.eventBus().consumer(NodeAddress.of(table.self(), CHANNEL));
    consumer.handler(message -> receive(message, receiver));
    tickedAtMillis = nowMillis();
    soughtAtMillis = tickedAtMillis;
    tick(receiver);
  }

  private void stop() {
    if (consumer != null) {
      consumer.unregister();
    }
  }

  private void tick(Receiver receiver) {
    if (closed) {
      return;
    }
    long now = nowMillis();
    boolean punctual = now - tickedAtMillis <= 2 * config.pace().heartbeat();
    tickedAtMillis = now;
    followTable(receiver);
    seek(now);
    links.values().forEach(link -> link.tick(punctual));
    vertx.setTimer(config.pace().heartbeat(), ignored -> tick(receiver));
  }

  /**
   * Looks for the lost at the other place where they may be, for as long as a probe or two takes.
   */
  private void seek(long now) {
    if (now - soughtAtMillis >= 2 * config.pace().probe()) {
      soughtAtMillis = now;
      links.forEach(
          (peer, link) -> {
            if (!link.isReachable()) {
              table.miss(peer.value());
            }
          });
    }
  }

  private void followTable(Receiver receiver) {
    TreeSet<NodeId> peers = new TreeSet<>();
    table.nodeIds().forEach(id -> peers.add(new NodeId(id)));
    peers.remove(self);
    for (NodeId peer : peers) {
      if (!links.containsKey(peer)) {
        PeerLink link = new PeerLink(self, config, new BusLine(peer, receiver), statistics);
        links.put(peer, link);
        link.greet();
      }
    }
    links.keySet().removeIf(peer -> !peers.contains(peer) && leaves(peer));
  }

  private boolean leaves(NodeId peer) {
    PeerLink link = links.get(peer);
    if (link != null) {
      link.lose();
    }
    return true;
  }

  private void receive(Message<Object> message, Receiver receiver) {
    if (closed) {
      return;
    }
    statistics.envelopesReceived.increment();
    if (message.body() instanceof Buffer body) {
      receive(body.getBytes(), receiver);
    } else {
      statistics.drop(Drop.MALFORMED);
    }
  }

  private void receive(byte[] bytes, Receiver receiver) {
    statistics.bytesReceived.add(bytes.length);
    switch (EnvelopeCodec.decode(bytes)) {
      case Decoded.Valid<Envelope>(Envelope envelope) -> admit(envelope, bytes.length, receiver);
      case Decoded.Malformed<Envelope>(String reason) -> statistics.drop(Drop.MALFORMED);
      case Decoded.Unsupported<Envelope>(String reason) -> statistics.drop(Drop.OTHER_VERSION);
    }
  }

  private void admit(Envelope envelope, int envelopeBytes, Receiver receiver) {
    EnvelopeHeader header = envelope.header();
    if (header.cluster().equals(config.cluster())) {
      meet(header, receiver);
    }
    PeerLink link = links.get(header.from());
    if (!header.cluster().equals(config.cluster())) {
      statistics.drop(Drop.OTHER_CLUSTER);
    } else if (link == null || table.endpoint(header.from().value()).isEmpty()) {
      statistics.drop(Drop.UNKNOWN_SENDER);
    } else if (!link.hear(header, envelopeBytes)) {
      statistics.drop(Drop.OLD_SESSION);
    } else {
      deliver(envelope, link, receiver);
      link.settle();
    }
  }

  /**
   * Who greets from an address that is not known is answered there, unless it is certainly of
   * another cluster. What a node may say that is no member any more is for its listener to judge:
   * one that knows of an earlier membership cannot tell it from one that joined since.
   */
  private void meet(EnvelopeHeader header, Receiver receiver) {
    PeerLink link = links.get(header.from());
    boolean isHeard = link != null && link.isReachable();
    if (!isHeard
        && !isForeign(header)
        && !header.bus().isEmpty()
        && table.meet(header.from().value(), header.bus())) {
      followTable(receiver);
    }
  }

  /** Whether it is certainly of another cluster. */
  private boolean isForeign(EnvelopeHeader header) {
    long ours = config.clusterId().getAsLong();
    return ours != 0 && header.clusterId() != 0 && ours != header.clusterId();
  }

  private void deliver(Envelope envelope, PeerLink link, Receiver receiver) {
    boolean whole = !isForeign(envelope.header());
    for (EncodedMessage message : envelope.messages()) {
      whole &= deliver(envelope.header().from(), message, link, receiver);
    }
    if (!whole) {
      statistics.drop(Drop.OTHER_CLUSTER_ID);
    }
  }

  /** False when the message is only for nodes in one cluster, and the peer is not in this one. */
  private boolean deliver(NodeId from, EncodedMessage message, PeerLink link, Receiver receiver) {
    switch (PeerMessageCodec.decode(message, from, self)) {
      case Decoded.Valid<PeerMessage>(PeerMessage decoded) -> {
        if (!mayHear(link, decoded)) {
          return false;
        }
        statistics.messagesReceived.increment();
        if (message.marks().isEmpty()) {
          receiver.onMessage(from, decoded);
        } else {
          traces.receiving(from, decoded, message.marks(), () -> receiver.onMessage(from, decoded));
        }
      }
      case Decoded.Malformed<PeerMessage>(String reason) ->
          statistics.messagesUnreadable.increment();
      case Decoded.Unsupported<PeerMessage>(String reason) ->
          statistics.messagesUnreadable.increment();
    }
    return true;
  }

  private static long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  /** How a link reaches its peer and this node's receiver. */
  private final class BusLine implements PeerLink.Line {
    private final NodeId peer;
    private final Receiver receiver;
    private final MessageProducer<Buffer> producer;

    BusLine(NodeId peer, Receiver receiver) {
      this.peer = peer;
      this.receiver = receiver;
      this.producer = vertx.eventBus().sender(NodeAddress.of(peer.value(), CHANNEL));
    }

    @Override
    public String address() {
      return table.selfEndpoint().toString();
    }

    @Override
    public long nowMillis() {
      return EventBusTransport.nowMillis();
    }

    @Override
    public void write(byte[] envelope, Consumer<Optional<Throwable>> written) {
      producer
          .write(Buffer.buffer(envelope))
          .onComplete(done -> written.accept(Optional.ofNullable(done.cause())));
    }

    @Override
    public void later(long delayMillis, Runnable task) {
      vertx.setTimer(delayMillis, ignored -> task.run());
    }

    @Override
    public void lost() {
      receiver.onUnreachable(peer);
    }
  }
}
