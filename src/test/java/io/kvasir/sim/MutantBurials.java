package io.kvasir.sim;

import io.kvasir.core.burial.BurialMessage;
import io.kvasir.core.burial.BurialMessage.Answer;
import io.kvasir.core.burial.BurialMessage.Question;
import io.kvasir.core.burial.Burials;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.PartitionStore;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Transport;
import java.util.Collections;
import java.util.Optional;

/** Burials that leave out what makes them safe. */
final class MutantBurials {
  private MutantBurials() {}

  /** Takes it for granted that one replica has nothing left. */
  static final class Presuming implements Transport {
    private static final NodeId PRESUMED = new NodeId("n3");

    private final Transport transport;
    private final Life life;
    private Optional<Receiver> receiver = Optional.empty();

    Presuming(Transport transport, Life life) {
      this.transport = transport;
      this.life = life;
    }

    @Override
    public boolean send(NodeId to, PeerMessage message) {
      if (to.equals(PRESUMED)
          && message instanceof PeerMessage.OfBurial(BurialMessage burial)
          && burial instanceof BurialMessage.Ask ask) {
        PeerMessage presumed =
            new PeerMessage.OfBurial(
                new BurialMessage.Tell(ask.token(), ask.partition(), answer(ask.question())));
        life.after(100, "presumed", () -> receiver.ifPresent(r -> r.onMessage(to, presumed)));
        return true;
      }
      return transport.send(to, message);
    }

    private static Answer answer(Question question) {
      return switch (question) {
        case Question.Survey survey -> nothing(survey.entries().size());
        case Question.Confirm confirm -> new Answer.Delivered(1, 0);
        case Question.Fence fence -> nothing(fence.entries().size());
      };
    }

    private static Answer nothing(int entries) {
      return new Answer.Remaining(1, 0, Collections.nCopies(entries, 0L), HybridTimestamp.ZERO);
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

  /** Does not ask for what was filed to be delivered. */
  record Hasty(Transport transport) implements Transport {
    @Override
    public boolean send(NodeId to, PeerMessage message) {
      if (message instanceof PeerMessage.OfBurial(BurialMessage burial)
          && burial instanceof BurialMessage.Ask ask
          && ask.question() instanceof Question.Confirm confirm) {
        Question hasty = new Question.Confirm(-1, confirm.floor());
        return transport.send(
            to,
            new PeerMessage.OfBurial(
                new BurialMessage.Ask(
                    ask.token(), ask.epoch(), ask.partition(), ask.replicas(), hasty)));
      }
      return transport.send(to, message);
    }

    @Override
    public boolean isReachable(NodeId peer) {
      return transport.isReachable(peer);
    }

    @Override
    public void listen(Receiver listener) {
      transport.listen(listener);
    }
  }

  /** Keeps what was filed. */
  static final class Hoarding extends MutantStores.Wrapper {
    Hoarding(PartitionStore store) {
      super(store);
    }

    @Override
    public void keep(Burials burials, long sequence, Completion<Void> then) {
      super.keep(burials, 0, then);
    }

    @Override
    public void trimOutgoing(PartitionId partition, long sequence) {}
  }
}
