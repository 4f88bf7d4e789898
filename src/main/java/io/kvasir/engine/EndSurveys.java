package io.kvasir.engine;

import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.gossip.RepairMessage.Answer;
import io.kvasir.core.gossip.RepairMessage.Question;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.EndSurvey;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.ring.Replicas;
import io.kvasir.core.topology.Topology;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks the other replicas of keys whose time is up here when they think that it is. */
final class EndSurveys {
  private static final long ANSWER_MILLIS = 5_000;

  private final NodeId self;
  private final Peers peers;
  private final Questions questions;
  private final Predicate<EntryKey> hasVote;
  private final Supplier<Topology> topology;

  /**
   * @param hasVote whether this replica knows what it had of a key
   */
  EndSurveys(
      NodeId self,
      Peers peers,
      Questions questions,
      Predicate<EntryKey> hasVote,
      Supplier<Topology> topology) {
    this.self = self;
    this.peers = peers;
    this.questions = questions;
    this.hasVote = hasVote;
    this.topology = topology;
  }

  /**
   * Calls {@code then} with what others know of the end of each key, or {@code otherwise} when too
   * few have said.
   *
   * @param entries of one bucket, at least one
   */
  void begin(
      PartitionId partition,
      BucketSpec spec,
      List<EntryKey> entries,
      Consumer<List<Expiry>> then,
      Runnable otherwise) {
    Replicas replicas = topology.get().replicas(partition, spec.replicas());
    EndSurvey survey =
        new EndSurvey(self, replicas, spec.consistency().write()::of, entries.size());
    List<NodeId> others = survey.others();
    int[] missing = {others.size() + 1};
    Runnable one =
        () -> {
          if (--missing[0] == 0) {
            survey
                .known(peers.unreachableOf(others))
                .filter(known -> hasVote.test(entries.getFirst()))
                .ifPresentOrElse(then, otherwise);
          }
        };
    for (NodeId other : others) {
      questions.ask(
          other,
          partition,
          new Question.AskEnds(entries),
          ANSWER_MILLIS,
          answer -> {
            if (answer instanceof Answer.Ends(List<Expiry> ends)) {
              survey.answered(other, ends);
            }
            one.run();
          });
    }
    one.run();
  }
}
