package io.kvasir.core.replication;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.ring.Replicas;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides the quorums of one page of a scan, on any node. The keys of a bucket are spread over all
 * partitions, each with replicas of its own, but a node is asked once for all partitions that it is
 * to answer for. Few nodes are asked: this one first, then whoever serves most of the partitions
 * that lack an answer, as in the greedy cover of a set. Whoever fails, or has no vote in some
 * partitions, is replaced there by others.
 *
 * <p>R of the present and R of the next replicas of each partition must answer, as with a read
 * ({@link ReadCoordinator}).
 *
 * <pre>
 * state     event                              next      effects
 * (start)   –                                  ASKING    AskPage…, or Complete(QuorumUnavailable)
 * ASKING    PageArrived, all quorums met       CLOSED    Complete(Scanned)
 * ASKING    PageArrived, AskFailed, NodeLost   …         AskPage…, or Complete(QuorumUnavailable)
 * ASKING    DeadlineExpired                    CLOSED    Complete(TimedOut)
 * </pre>
 */
public final class ScanCoordinator {
  /** What the coordinator learns. */
  public sealed interface Event {
    /**
     * An answer.
     *
     * @param ask the number of the question
     * @param refused partitions in which the replica has no vote
     */
    record PageArrived(int ask, KeyPage page, SortedSet<PartitionId> refused) implements Event {
      public PageArrived {
        refused = Collections.unmodifiableSortedSet(new TreeSet<>(refused));
      }
    }

    /** Who was asked cannot answer. */
    record AskFailed(int ask) implements Event {}

    /** What a node owes will likely not come. */
    record NodeLost(NodeId node) implements Event {}

    record DeadlineExpired() implements Event {}
  }

  /** What the coordinator wants done, in this order. */
  public sealed interface Effect {
    /**
     * Ask a node for a page.
     *
     * @param ask the number of the question
     */
    record AskPage(int ask, NodeId to, SortedSet<PartitionId> partitions) implements Effect {}

    /** Tell the client. */
    record Complete(ScanOutcome outcome) implements Effect {}

    record Observed(ReplicationObservation observation) implements Effect {}
  }

  /** A question that is not answered. */
  private record Ask(NodeId to, SortedSet<PartitionId> partitions) {}

  /** Who is to answer for one partition. */
  private static final class Need {
    private final Replicas replicas;
    private final JointQuorum quorum;
    private final TreeSet<NodeId> answered = new TreeSet<>();
    private final TreeSet<NodeId> hoped = new TreeSet<>();
    private final TreeSet<NodeId> useless = new TreeSet<>();

    Need(Replicas replicas, JointQuorum quorum) {
      this.replicas = replicas;
      this.quorum = quorum;
    }

    boolean isMet() {
      return quorum.isMet(answered);
    }

    /** Those who may be asked besides. */
    List<NodeId> candidates(SortedSet<NodeId> lost) {
      return replicas.all().stream()
          .filter(node -> !hoped.contains(node) && !useless.contains(node) && !lost.contains(node))
          .toList();
    }

    boolean isPossibleWith(List<NodeId> candidates) {
      TreeSet<NodeId> all = new TreeSet<>(hoped);
      all.addAll(candidates);
      return quorum.isMet(all);
    }

    void fail(NodeId node) {
      hoped.remove(node);
      useless.add(node);
    }
  }

  private final NodeId self;
  private final ReplicaScan scan;
  private final TreeMap<PartitionId, Need> needs = new TreeMap<>();
  private final TreeMap<Integer, Ask> outstanding = new TreeMap<>();
  private final List<ScanMerge.Told> pages = new ArrayList<>();
  private final TreeSet<NodeId> lost = new TreeSet<>();
  private int asks;
  private boolean isClosed;

  /**
   * @param self this node, asked first for what it holds
   * @param replicas of every partition
   */
  public ScanCoordinator(NodeId self, SortedMap<PartitionId, Replicas> replicas, ReplicaScan scan) {
    this.self = self;
    this.scan = scan;
    replicas.forEach(
        (partition, of) ->
            needs.put(partition, new Need(of, JointQuorum.of(of, scan.readQuorum()::of))));
    if (needs.values().stream()
        .flatMap(need -> need.quorum.shares().stream())
        .anyMatch(share -> share.needed() < 1)) {
      throw new IllegalArgumentException("a scan of no replica");
    }
  }

  /**
   * Begins, unless a quorum is out of reach from the start.
   *
   * @param unreachable nodes that are known not to answer
   */
  public List<Effect> start(SortedSet<NodeId> unreachable) {
    lost.addAll(unreachable);
    return advance();
  }

  /** Whether nothing more will come of this coordinator. */
  public boolean isClosed() {
    return isClosed;
  }

  public List<Effect> on(Event event) {
    if (isClosed) {
      return List.of();
    }
    return switch (event) {
      case Event.PageArrived arrived -> arrived(arrived);
      case Event.AskFailed(int ask) -> failed(ask);
      case Event.NodeLost(NodeId node) -> lost(node);
      case Event.DeadlineExpired() -> {
        Progress progress = farthest();
        yield complete(new ScanOutcome.TimedOut(progress.answered(), progress.needed()));
      }
    };
  }

  private List<Effect> arrived(Event.PageArrived arrived) {
    Ask ask = outstanding.remove(arrived.ask());
    if (ask == null) {
      return List.of();
    }
    TreeSet<PartitionId> told = new TreeSet<>(ask.partitions());
    told.removeAll(arrived.refused());
    for (PartitionId partition : ask.partitions()) {
      if (told.contains(partition)) {
        need(partition).answered.add(ask.to());
      } else {
        need(partition).fail(ask.to());
      }
    }
    pages.add(new ScanMerge.Told(told, arrived.page()));
    return advance();
  }

  private List<Effect> failed(int number) {
    Ask ask = outstanding.remove(number);
    if (ask == null) {
      return List.of();
    }
    lost.add(ask.to());
    ask.partitions().forEach(partition -> need(partition).fail(ask.to()));
    return advance();
  }

  private List<Effect> lost(NodeId node) {
    List<Effect> effects = new ArrayList<>();
    for (Map.Entry<Integer, Ask> each : List.copyOf(outstanding.entrySet())) {
      if (each.getValue().to().equals(node) && !isClosed) {
        effects.addAll(failed(each.getKey()));
      }
    }
    return effects;
  }

  private Need need(PartitionId partition) {
    Need need = needs.get(partition);
    if (need == null) {
      throw new IllegalArgumentException("nobody was asked for " + partition);
    }
    return need;
  }

  private List<Effect> advance() {
    if (needs.values().stream().allMatch(Need::isMet)) {
      return complete(new ScanMerge(scan.type(), scan.scan(), pages).merged());
    }
    if (needs.values().stream().anyMatch(need -> !need.isPossibleWith(need.candidates(lost)))) {
      Progress progress = farthest();
      return complete(new ScanOutcome.QuorumUnavailable(progress.answered(), progress.needed()));
    }
    List<Effect> effects = new ArrayList<>();
    SortedMap<NodeId, SortedSet<PartitionId>> servers = servers();
    while (!servers.isEmpty()) {
      Map.Entry<NodeId, SortedSet<PartitionId>> best = best(servers);
      effects.add(ask(best.getKey(), best.getValue()));
      servers = servers();
    }
    return effects;
  }

  /** Who can bring which partitions nearer to their quorums. */
  private SortedMap<NodeId, SortedSet<PartitionId>> servers() {
    TreeMap<NodeId, SortedSet<PartitionId>> servers = new TreeMap<>();
    needs.forEach(
        (partition, need) -> {
          if (!need.quorum.isMet(need.hoped)) {
            need.candidates(lost).stream()
                .filter(node -> need.quorum.isServedBy(node, need.hoped))
                .forEach(
                    node -> servers.computeIfAbsent(node, of -> new TreeSet<>()).add(partition));
          }
        });
    return servers;
  }

  /**
   * This node, or who serves most; of those who serve as many the next after this node, so that not
   * all ask the same.
   */
  private Map.Entry<NodeId, SortedSet<PartitionId>> best(
      SortedMap<NodeId, SortedSet<PartitionId>> servers) {
    List<Map.Entry<NodeId, SortedSet<PartitionId>>> inTurn =
        new ArrayList<>(servers.tailMap(self).entrySet());
    inTurn.addAll(servers.headMap(self).entrySet());
    Map.Entry<NodeId, SortedSet<PartitionId>> best = inTurn.getFirst();
    if (best.getKey().equals(self)) {
      return best;
    }
    for (Map.Entry<NodeId, SortedSet<PartitionId>> each : inTurn) {
      best = each.getValue().size() > best.getValue().size() ? each : best;
    }
    return best;
  }

  private Effect ask(NodeId to, SortedSet<PartitionId> partitions) {
    partitions.forEach(partition -> need(partition).hoped.add(to));
    int number = asks++;
    outstanding.put(number, new Ask(to, partitions));
    return new Effect.AskPage(number, to, partitions);
  }

  private List<Effect> complete(ScanOutcome outcome) {
    isClosed = true;
    outstanding.clear();
    return List.of(
        new Effect.Complete(outcome),
        new Effect.Observed(new ReplicationObservation.ScanEnded(outcome)));
  }

  /** How far a quorum is met. */
  private record Progress(int answered, int needed) {
    int lack() {
      return needed - answered;
    }
  }

  /** Of the partition that lacks most. */
  private Progress farthest() {
    Progress farthest = new Progress(0, 0);
    for (Need need : needs.values()) {
      JointQuorum.Share share = need.quorum.farthest(need.answered);
      Progress progress = new Progress(share.count(need.answered), share.needed());
      farthest = progress.lack() > farthest.lack() ? progress : farthest;
    }
    return farthest;
  }
}
