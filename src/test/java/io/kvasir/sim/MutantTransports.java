package io.kvasir.sim;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.gossip.RepairMessage;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Transport;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Transports that break their contract. */
final class MutantTransports {
  private MutantTransports() {}

  /** Answers one delta in ten itself instead of sending it. */
  static final class ForgingTransport implements Transport {
    private final Transport transport;
    private final Life life;
    private Optional<Receiver> receiver = Optional.empty();
    private int deltas;

    ForgingTransport(Transport transport, Life life) {
      this.transport = transport;
      this.life = life;
    }

    @Override
    public boolean send(NodeId to, PeerMessage message) {
      if (message
              instanceof
              PeerMessage.OfReplica(ReplicaMessage content, long epoch, long agreed, long clock)
          && content instanceof ReplicaMessage.Replicate(long token, EntryKey entry, Slice delta)
          && ++deltas % 10 == 0) {
        PeerMessage forged =
            new PeerMessage.OfReplica(new ReplicaMessage.Replicated(token), epoch, agreed, clock);
        life.after(100, "forged", () -> receiver.ifPresent(r -> r.onMessage(to, forged)));
        return true;
      }
      return transport.send(to, message);
    }

    @Override
    public boolean isReachable(NodeId peer) {
      return transport.isReachable(peer);
    }

    @Override
    public void listen(Receiver listener) {
      receiver = Optional.of(listener);
      transport.listen(listener);
    }
  }

  /** Answers itself that nobody knows of an end. */
  static final class UnaskingTransport implements Transport {
    private final Transport transport;
    private final Life life;
    private Optional<Receiver> receiver = Optional.empty();

    UnaskingTransport(Transport transport, Life life) {
      this.transport = transport;
      this.life = life;
    }

    @Override
    public boolean send(NodeId to, PeerMessage message) {
      if (message instanceof PeerMessage.OfRepair(RepairMessage content, long clock)
          && content instanceof RepairMessage.Ask(long token, var partition, var question)
          && question instanceof RepairMessage.Question.AskEnds(List<EntryKey> entries)) {
        List<Expiry> none = Collections.nCopies(entries.size(), Expiry.NONE);
        PeerMessage invented =
            new PeerMessage.OfRepair(
                new RepairMessage.Tell(token, new RepairMessage.Answer.Ends(none)), clock);
        life.after(100, "invented", () -> receiver.ifPresent(r -> r.onMessage(to, invented)));
        return true;
      }
      return transport.send(to, message);
    }

    @Override
    public boolean isReachable(NodeId peer) {
      return transport.isReachable(peer);
    }

    @Override
    public void listen(Receiver listener) {
      receiver = Optional.of(listener);
      transport.listen(listener);
    }
  }

  /** Acknowledges a delta that a newer write overrules like any other. */
  static final class DiscreetTransport implements Transport {
    private final Transport transport;

    DiscreetTransport(Transport transport) {
      this.transport = transport;
    }

    @Override
    public boolean send(NodeId to, PeerMessage message) {
      return transport.send(
          to,
          message
                      instanceof
                      PeerMessage.OfReplica(
                          ReplicaMessage content,
                          long epoch,
                          long agreed,
                          long clock)
                  && content
                      instanceof ReplicaMessage.Replicated(long token, var newer, boolean counts)
              ? new PeerMessage.OfReplica(
                  new ReplicaMessage.Replicated(token), epoch, agreed, clock)
              : message);
    }

    @Override
    public boolean isReachable(NodeId peer) {
      return transport.isReachable(peer);
    }

    @Override
    public void listen(Receiver receiver) {
      transport.listen(receiver);
    }
  }

  /** Sends every forwarded write a second time under a token of its own. */
  static final class RepeatingTransport implements Transport {
    private final Transport transport;

    RepeatingTransport(Transport transport) {
      this.transport = transport;
    }

    @Override
    public boolean send(NodeId to, PeerMessage message) {
      if (message
              instanceof
              PeerMessage.OfReplica(ReplicaMessage content, long epoch, long agreed, long clock)
          && content
              instanceof
              ReplicaMessage.ForwardWrite(long token, WriteRequest request, long timeoutMillis)) {
        ReplicaMessage again = new ReplicaMessage.ForwardWrite(-token, request, timeoutMillis);
        transport.send(to, new PeerMessage.OfReplica(again, epoch, agreed, clock));
      }
      return transport.send(to, message);
    }

    @Override
    public boolean isReachable(NodeId peer) {
      return transport.isReachable(peer);
    }

    @Override
    public void listen(Receiver receiver) {
      transport.listen(receiver);
    }
  }
}
