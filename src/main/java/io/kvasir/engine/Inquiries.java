package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.watch.WatchMessage;
import io.kvasir.core.watch.WatchMessage.Answer;
import io.kvasir.core.watch.WatchMessage.Question;
import io.kvasir.engine.loop.Deadlines;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.PeerMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** What feeds ask replicas here and elsewhere, until it is answered or the time is up. */
final class Inquiries {
  private record Waiting(NodeId asked, BiConsumer<Actor, Answer> then, Deadlines.Wait deadline) {}

  private final NodeId self;
  private final Actor store;
  private final LoopPorts on;
  private final Tokens tokens;
  private final Deadlines deadlines;
  private final JournalAnswers answers;
  private final Map<Long, Waiting> waiting = new LinkedHashMap<>();

  Inquiries(
      NodeId self,
      Actor store,
      LoopPorts on,
      Tokens tokens,
      Deadlines deadlines,
      JournalAnswers answers) {
    this.self = self;
    this.store = store;
    this.on = on;
    this.tokens = tokens;
    this.deadlines = deadlines;
    this.answers = answers;
  }

  /** Calls {@code then} once, on the loop, after it returned; with a refusal if nothing comes. */
  void ask(
      NodeId to,
      BucketId bucket,
      Question question,
      long timeoutMillis,
      BiConsumer<Actor, Answer> then) {
    long token = tokens.next();
    Deadlines.Wait deadline =
        deadlines.after(timeoutMillis, () -> end(token, store, new Answer.Refused()));
    waiting.put(token, new Waiting(to, then, deadline));
    if (to.equals(self)) {
      on.loop()
          .complete(() -> answers.answer(bucket, question, answer -> end(token, store, answer)));
    } else {
      PeerMessage message = new PeerMessage.OfWatch(new WatchMessage.Ask(token, bucket, question));
      if (!on.ports().transport().send(to, message)) {
        on.loop().complete(() -> end(token, store, new Answer.Refused()));
      }
    }
  }

  void answered(NodeId from, long token, Actor by, Answer answer) {
    Waiting question = waiting.get(token);
    if (question != null && question.asked().equals(from)) {
      end(token, by, answer);
    }
  }

  void peerLost(NodeId peer) {
    List<Long> lost =
        waiting.entrySet().stream()
            .filter(entry -> entry.getValue().asked().equals(peer))
            .map(Map.Entry::getKey)
            .toList();
    lost.forEach(token -> end(token, store, new Answer.Refused()));
  }

  private void end(long token, Actor by, Answer answer) {
    Waiting question = waiting.remove(token);
    if (question != null) {
      question.deadline().cancel();
      question.then().accept(by, answer);
    }
  }
}
