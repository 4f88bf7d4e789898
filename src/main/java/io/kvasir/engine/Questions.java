package io.kvasir.engine;

import io.kvasir.core.gossip.RepairMessage;
import io.kvasir.core.gossip.RepairMessage.Answer;
import io.kvasir.core.gossip.RepairMessage.Question;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.engine.loop.Deadlines;
import io.kvasir.engine.loop.Tokens;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The questions of one loop to other replicas, until they are answered or their time is up. */
final class Questions {
  private record Waiting(NodeId asked, Consumer<Answer> then, Deadlines.Wait deadline) {}

  private final Tokens tokens;
  private final Peers peers;
  private final Deadlines deadlines;
  private final Map<Long, Waiting> waiting = new LinkedHashMap<>();

  Questions(Tokens tokens, Peers peers, Deadlines deadlines) {
    this.tokens = tokens;
    this.peers = peers;
    this.deadlines = deadlines;
  }

  /** Calls {@code then} once, with a refusal when there is no answer; maybe before it returns. */
  void ask(
      NodeId to,
      PartitionId partition,
      Question question,
      long timeoutMillis,
      Consumer<Answer> then) {
    ask(to, partition, question, peers.clock(), timeoutMillis, then);
  }

  /**
   * As above, with a state.
   *
   * @param asOf when it was read
   */
  void ask(
      NodeId to,
      PartitionId partition,
      Question question,
      long asOf,
      long timeoutMillis,
      Consumer<Answer> then) {
    long token = tokens.next();
    if (!peers.send(to, new RepairMessage.Ask(token, partition, question), asOf)) {
      then.accept(new Answer.Refused());
      return;
    }
    Deadlines.Wait deadline =
        deadlines.after(timeoutMillis, () -> end(token, new Answer.Refused()));
    waiting.put(token, new Waiting(to, then, deadline));
  }

  void answered(NodeId from, long token, Answer answer) {
    Waiting question = waiting.get(token);
    if (question != null && question.asked().equals(from)) {
      end(token, answer);
    }
  }

  void peerLost(NodeId peer) {
    List<Long> lost =
        waiting.entrySet().stream()
            .filter(entry -> entry.getValue().asked().equals(peer))
            .map(Map.Entry::getKey)
            .toList();
    lost.forEach(token -> end(token, new Answer.Refused()));
  }

  private void end(long token, Answer answer) {
    Waiting question = waiting.remove(token);
    if (question != null) {
      question.deadline().cancel();
      question.then().accept(answer);
    }
  }
}
