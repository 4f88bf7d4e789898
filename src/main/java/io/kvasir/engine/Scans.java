package io.kvasir.engine;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.KeyPage;
import io.kvasir.core.replication.PageQuery;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.replication.ReplicaScan;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.replication.ScanCoordinator;
import io.kvasir.core.replication.ScanCoordinator.Effect;
import io.kvasir.core.replication.ScanCoordinator.Event;
import io.kvasir.core.replication.ScanOutcome;
import io.kvasir.core.replication.ScanOutcome.Item;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.ring.Replicas;
import io.kvasir.core.time.Deadline;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.loop.Deadlines;
import io.kvasir.engine.loop.Tokens;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The scans that one loop coordinates. Any loop can: what it asks for is read elsewhere. */
final class Scans {
  private final NodeId self;
  private final Tokens tokens;
  private final LoopPorts on;
  private final PageAnswers answers;
  private final Peers peers;
  private final Deadlines deadlines;
  private final Supplier<Topology> topology;
  private final AgreedClock clock;
  private final Map<Long, Question> questions = new LinkedHashMap<>();
  private final Set<Scan> underWay = new LinkedHashSet<>();

  /** One page that another node was asked for. */
  private record Question(Scan scan, int ask, NodeId to) {}

  Scans(
      NodeId self,
      Tokens tokens,
      LoopPorts on,
      PageAnswers answers,
      Peers peers,
      Deadlines deadlines,
      Supplier<Topology> topology,
      AgreedClock clock) {
    this.self = self;
    this.tokens = tokens;
    this.on = on;
    this.answers = answers;
    this.peers = peers;
    this.deadlines = deadlines;
    this.topology = topology;
    this.clock = clock;
  }

  int size() {
    return underWay.size();
  }

  void begin(ReplicaScan request, long timeoutMillis, Consumer<ScanOutcome> done) {
    Topology now = topology.get();
    TreeMap<PartitionId, Replicas> replicas = new TreeMap<>();
    TreeSet<NodeId> nodes = new TreeSet<>();
    for (int number = 0; number < now.ring().partitions(); number++) {
      PartitionId partition = new PartitionId(number);
      Replicas of = now.replicas(partition, request.replicas());
      replicas.put(partition, of);
      nodes.addAll(of.all());
    }
    Deadline end = Deadline.after(on.ports().timers().now(), timeoutMillis);
    Scan scan = new Scan(new ScanCoordinator(self, replicas, request), request, end, done);
    underWay.add(scan);
    scan.deadline =
        Optional.of(deadlines.after(timeoutMillis, () -> scan.handle(new Event.DeadlineExpired())));
    scan.carryOut(scan.coordinator.start(peers.unreachableOf(nodes)));
  }

  /**
   * The topology is in another epoch. What was asked in the last may be refused, and who was asked
   * may be the wrong ones.
   */
  void adopt() {
    List.copyOf(underWay).forEach(Scan::startOver);
  }

  void told(long token, NodeId from, KeyPage page, SortedSet<PartitionId> refused) {
    take(token, from, question -> new Event.PageArrived(question.ask(), page, refused));
  }

  void failed(long token, NodeId from) {
    take(token, from, question -> new Event.AskFailed(question.ask()));
  }

  private interface Answer {
    Event to(Question question);
  }

  private void take(long token, NodeId from, Answer answer) {
    Question question = questions.get(token);
    if (question != null && question.to().equals(from)) {
      questions.remove(token);
      question.scan().handle(answer.to(question));
    }
  }

  void peerLost(NodeId peer) {
    List.copyOf(underWay).forEach(scan -> scan.handle(new Event.NodeLost(peer)));
  }

  /** One scan: its coordinator and what the coordinator's effects need. */
  private final class Scan {
    private final ScanCoordinator coordinator;
    private final ReplicaScan request;
    private final Deadline end;
    private final Consumer<ScanOutcome> done;
    private Optional<Deadlines.Wait> deadline = Optional.empty();
    private boolean isOver;

    Scan(
        ScanCoordinator coordinator,
        ReplicaScan request,
        Deadline end,
        Consumer<ScanOutcome> done) {
      this.coordinator = coordinator;
      this.request = request;
      this.end = end;
      this.done = done;
    }

    void handle(Event event) {
      if (!isOver) {
        carryOut(coordinator.on(event));
      }
    }

    void startOver() {
      if (!isOver) {
        retire();
        begin(request, Math.max(1, end.remainingMillis(on.ports().timers().now())), done);
      }
    }

    private void retire() {
      isOver = true;
      underWay.remove(this);
      questions.values().removeIf(question -> question.scan() == this);
      deadline.ifPresent(Deadlines.Wait::cancel);
    }

    void carryOut(List<Effect> effects) {
      for (Effect effect : effects) {
        switch (effect) {
          case Effect.AskPage(int ask, NodeId to, SortedSet<PartitionId> partitions) ->
              ask(ask, to, query(partitions));
          case Effect.Complete(ScanOutcome outcome) -> {
            retire();
            done.accept(visible(outcome));
          }
          case Effect.Observed(ReplicationObservation observation) -> on.observe(observation);
        }
      }
    }

    private PageQuery query(SortedSet<PartitionId> partitions) {
      return new PageQuery(request.bucket(), partitions, request.scan(), request.bytes());
    }

    private void ask(int ask, NodeId to, PageQuery query) {
      if (to.equals(self)) {
        answers.answer(query, new Local(ask));
      } else {
        long token = tokens.next();
        questions.put(token, new Question(this, ask, to));
        if (!peers.send(to, new ReplicaMessage.FetchPage(token, query))) {
          on.loop().complete(() -> failed(token, to));
        }
      }
    }

    /** What this node holds itself. */
    private final class Local implements PageAnswers.Asker {
      private final int ask;

      Local(int ask) {
        this.ask = ask;
      }

      @Override
      public void told(KeyPage page, SortedSet<PartitionId> refused) {
        handle(new Event.PageArrived(ask, page, refused));
      }

      @Override
      public void failed() {
        on.loop().complete(() -> handle(new Event.AskFailed(ask)));
      }
    }

    /** What has ended is not seen, though it may still be stored. */
    private ScanOutcome visible(ScanOutcome outcome) {
      if (!(outcome instanceof ScanOutcome.Scanned(List<Item> items, Optional<Key> last))) {
        return outcome;
      }
      long now = clock.millis();
      return new ScanOutcome.Scanned(
          items.stream()
              .map(
                  item ->
                      item instanceof Item.Known(Key key, Crdt state)
                          ? new Item.Known(key, state.visible(now))
                          : item)
              .toList(),
          last);
    }
  }
}
