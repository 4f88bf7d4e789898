package io.kvasir.operator.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What is told of a cluster.
 *
 * @param phase the short of it
 * @param readyReplicas pods that are ready
 * @param updatedReplicas pods from the present template
 */
public record Health(
    Phase phase,
    int readyReplicas,
    int updatedReplicas,
    List<Node> nodes,
    List<Statement> conditions) {
  /** The short of it, for people. */
  public enum Phase {
    Creating,
    Running,
    ScalingUp,
    ScalingDown,
    Rolling,
    Blocked,
    QuorumLost
  }

  /** What the store makes of a node. */
  public enum State {
    Member,
    Leaving,
    Removed,
    Outside,
    Unknown
  }

  /** A node with a pod, or without one although it is a member. */
  public record Node(
      int ordinal, State state, boolean ready, int partitions, int leads, boolean updated) {}

  /** One condition. */
  public record Statement(Kind kind, boolean holds, String reason, String message) {}

  /** The conditions there are. */
  public enum Kind {
    /** It is founded, has its majorities, and misses one node at most. */
    Ready,
    /** It is not as desired, and on the way. */
    Progressing,
    /** Some node does not serve, or somebody has to act. */
    Degraded,
    /** Fewer than a majority answer, or some group reaches none. */
    QuorumLost
  }

  public static Health of(Observed seen, Step step) {
    return new Teller(new Situation(seen), step).health();
  }

  /** Puts it together. */
  private static final class Teller {
    private final Situation now;
    private final Step step;
    private final SortedSet<Integer> unwell;

    Teller(Situation now, Step step) {
      this.now = now;
      this.step = step;
      this.unwell = now.unwell();
    }

    Health health() {
      SortedSet<Integer> outdated = now.outdated();
      return new Health(
          phase(),
          (int) now.seen.pods().values().stream().filter(PodState::ready).count(),
          now.seen.pods().size() - outdated.size(),
          nodes(outdated),
          List.of(ready(), progressing(), degraded(), quorumLost()));
    }

    private Phase phase() {
      if (!now.seen.founding().done()) {
        return Phase.Creating;
      }
      if (now.isQuorumLost()) {
        return Phase.QuorumLost;
      }
      if (step instanceof Step.Blocked) {
        return Phase.Blocked;
      }
      if (now.replicas() != now.desired()) {
        return now.replicas() < now.desired() ? Phase.ScalingUp : Phase.ScalingDown;
      }
      return now.outdated().isEmpty() ? Phase.Running : Phase.Rolling;
    }

    private List<Node> nodes(SortedSet<Integer> outdated) {
      List<Node> nodes = new ArrayList<>();
      int last = Math.max(lastOf(now.seen.pods().keySet()), lastOf(now.membership.members()));
      for (int ordinal = 0; ordinal <= last; ordinal++) {
        if (now.pod(ordinal).isPresent() || now.membership.isMember(ordinal)) {
          boolean ready = now.isWell(ordinal);
          int leads = now.view(ordinal).map(NodeView::leads).orElse(0);
          int partitions = now.membership.partitions(ordinal);
          boolean updated = now.pod(ordinal).isPresent() && !outdated.contains(ordinal);
          nodes.add(new Node(ordinal, state(ordinal), ready, partitions, leads, updated));
        }
      }
      return nodes;
    }

    private static int lastOf(Iterable<Integer> ordinals) {
      int last = -1;
      for (int ordinal : ordinals) {
        last = Math.max(last, ordinal);
      }
      return last;
    }

    private State state(int ordinal) {
      if (now.membership.isMember(ordinal)) {
        return now.membership.leaving().contains(ordinal) ? State.Leaving : State.Member;
      }
      Optional<NodeView> view = now.view(ordinal);
      if (view.isEmpty()) {
        return State.Unknown;
      }
      return view.get().removed() ? State.Removed : State.Outside;
    }

    private Statement ready() {
      long missing =
          now.membership.members().stream().filter(ordinal -> !now.isWell(ordinal)).count();
      boolean few = missing <= 1 && missing < now.membership.size();
      if (!now.seen.founding().done()) {
        return new Statement(Kind.Ready, false, Reason.Founding.name(), "it is not founded yet");
      }
      if (now.isQuorumLost()) {
        return new Statement(Kind.Ready, false, Reason.QuorumLost.name(), quorum());
      }
      return few
          ? new Statement(Kind.Ready, true, "Serving", "it serves")
          : new Statement(Kind.Ready, false, Reason.NotReady.name(), unwellText());
    }

    private String unwellText() {
      return "these nodes are not ready: " + unwell;
    }

    private Statement progressing() {
      return switch (step) {
        case Step.Settled() ->
            new Statement(Kind.Progressing, false, "AsDesired", "it is as desired");
        case Step.Blocked(Reason reason, String message) ->
            new Statement(Kind.Progressing, false, reason.name(), message);
        case Step.Wait(Reason reason, String message) ->
            new Statement(Kind.Progressing, true, reason.name(), message);
        default -> new Statement(Kind.Progressing, true, step.name(), step.describe());
      };
    }

    private Statement degraded() {
      if (step instanceof Step.Blocked(Reason reason, String message)) {
        return new Statement(Kind.Degraded, true, reason.name(), message);
      }
      if (!now.membership.strangers().isEmpty()) {
        String text = "these members are no pods of this cluster: " + now.membership.strangers();
        return new Statement(Kind.Degraded, true, "Strangers", text);
      }
      return unwell.isEmpty() || !now.seen.founding().done()
          ? new Statement(Kind.Degraded, false, "AllServe", "all nodes serve")
          : new Statement(Kind.Degraded, true, Reason.NotReady.name(), unwellText());
    }

    private Statement quorumLost() {
      return now.isQuorumLost()
          ? new Statement(Kind.QuorumLost, true, Reason.QuorumLost.name(), quorum())
          : new Statement(Kind.QuorumLost, false, "Majority", "majorities answer");
    }

    private String quorum() {
      return Quorum.describe(now.membership);
    }
  }
}
