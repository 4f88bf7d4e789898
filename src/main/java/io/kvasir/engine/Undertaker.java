package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.burial.Agreement;
import io.kvasir.core.burial.Agreement.Effect;
import io.kvasir.core.burial.Agreement.Event;
import io.kvasir.core.burial.BurialMessage;
import io.kvasir.core.burial.BurialMessage.Answer;
import io.kvasir.core.burial.BurialMessage.Grave;
import io.kvasir.core.burial.BurialMessage.Question;
import io.kvasir.core.gossip.SilentKeys;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.Deadline;
import io.kvasir.core.time.Tick;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.loop.Deadlines;
import io.kvasir.engine.loop.Tokens;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Looks in the partitions of one loop, by turns and for ever, for keys of which nothing is visible,
 * and has the replicas agree to forget them. One agreement at a time.
 */
final class Undertaker {
  private static final int PAGE = 256;

  /** What a look at a bucket counts for at least, in keys. */
  private static final int LOOK = 16;

  /** How much text of keys there may be in a question. */
  private static final int TEXT = 64 << 10;

  private static final long ANSWER_MILLIS = 5_000;

  /** In how many searches all but the first replica look once. */
  private static final int TURNS = 4;

  /** What is yet to be searched of a bucket in a share. */
  private record Search(Share share, BucketId bucket, Optional<Key> after) {}

  /** An agreement under way. */
  private record Case(Share share, long epoch, Agreement agreement, int keys) {}

  private record Waiting(NodeId asked, Case of, Deadlines.Wait deadline) {}

  private final NodeId self;
  private final BurialConfig config;
  private final LoopPorts on;
  private final Tokens tokens;
  private final Peers peers;
  private final Deadlines deadlines;
  private final Supplier<Topology> topology;
  private final BurialAnswers own;
  private final ArrayDeque<Search> rest = new ArrayDeque<>();
  private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
  private final SortedSet<NodeId> blocking = new TreeSet<>();
  private final SortedSet<NodeId> blockedLast = new TreeSet<>();
  private Optional<Case> patient = Optional.empty();
  private Deadline next;
  private Tick lastTick;
  private double allowance;
  private long searches;
  private long left;
  private long leftLast;
  private boolean searching;
  private boolean busy;

  Undertaker(
      NodeId self,
      BurialConfig config,
      LoopPorts on,
      Tokens tokens,
      Peers peers,
      Deadlines deadlines,
      Supplier<Topology> topology,
      BurialAnswers own) {
    this.self = self;
    this.config = config;
    this.on = on;
    this.tokens = tokens;
    this.peers = peers;
    this.deadlines = deadlines;
    this.topology = topology;
    this.own = own;
    this.lastTick = on.ports().timers().now();
    this.next = Deadline.after(lastTick, config.intervalMillis());
  }

  /** As of the last search, or what this one has found beyond. */
  BurialView view() {
    TreeSet<NodeId> all = new TreeSet<>(blockedLast);
    all.addAll(blocking);
    return new BurialView(Math.max(left, leftLast), all);
  }

  /** Time goes by; the loop's partitions are as given. */
  void tick(List<PartitionId> partitions) {
    Tick now = on.ports().timers().now();
    double earned = lastTick.millisUntil(now) * config.keysPerSecondPerLoop() / 1_000.0;
    allowance = Math.min(config.keysPerSecondPerLoop(), allowance + Math.max(0, earned));
    lastTick = now;
    Optional<Case> again = patient;
    patient = Optional.empty();
    again.ifPresent(each -> carryOut(each, each.agreement().on(new Event.Waited())));
    if (!searching && next.isPassed(now)) {
      searching = true;
      searches++;
      rest.addAll(searches(partitions));
    }
    proceed();
  }

  private List<Search> searches(List<PartitionId> partitions) {
    Topology now = topology.get();
    List<Search> all = new ArrayList<>();
    SortedMap<Integer, SortedSet<BucketId>> buckets = Shares.buckets(now.buckets());
    for (PartitionId partition : partitions) {
      buckets.forEach(
          (replicas, ids) -> {
            if (isTurn(now.ring().preferenceList(partition, replicas).nodes())) {
              Share share = new Share(partition, replicas);
              ids.forEach(bucket -> all.add(new Search(share, bucket, Optional.empty())));
            }
          });
    }
    return all;
  }

  /** The first replica looks each time; what it no longer has, the others find now and then. */
  private boolean isTurn(List<NodeId> holders) {
    int rank = new TreeSet<>(holders).headSet(self).size();
    return holders.contains(self) && (rank == 0 || searches % TURNS == rank % TURNS);
  }

  private void proceed() {
    if (busy || allowance <= 0 || !searching) {
      return;
    }
    Search search = rest.poll();
    if (search == null) {
      endSearch();
      return;
    }
    busy = true;
    on.ports()
        .store()
        .loadSilent(
            search.share().partition(),
            search.bucket(),
            search.after(),
            PAGE,
            on.then(found -> found(search, found), this::passOn));
  }

  private void endSearch() {
    searching = false;
    next = Deadline.after(on.ports().timers().now(), config.intervalMillis());
    leftLast = left;
    left = 0;
    blockedLast.clear();
    blockedLast.addAll(blocking);
    blocking.clear();
  }

  private void passOn() {
    busy = false;
    proceed();
  }

  private void found(Search search, SilentKeys found) {
    allowance -= found.upTo().isPresent() ? PAGE : LOOK;
    List<EntryKey> entries = new ArrayList<>();
    Optional<Key> upTo = found.upTo();
    int text = 0;
    for (Key key : found.keys()) {
      text += key.value().length();
      entries.add(new EntryKey(search.bucket(), key));
      if (text > TEXT) {
        upTo = Optional.of(key);
        break;
      }
    }
    upTo.ifPresent(
        key -> rest.addFirst(new Search(search.share(), search.bucket(), Optional.of(key))));
    if (entries.isEmpty()) {
      passOn();
    } else {
      begin(search.share(), entries);
    }
  }

  private void begin(Share share, List<EntryKey> entries) {
    Topology now = topology.get();
    SortedSet<NodeId> members = new TreeSet<>(now.members().keySet());
    SortedSet<NodeId> unreachable = peers.unreachableOf(members);
    List<NodeId> holders = now.ring().preferenceList(share.partition(), share.replicas()).nodes();
    Agreement agreement = new Agreement(holders, members, entries);
    Case begun = new Case(share, now.epoch(), agreement, entries.size());
    if (unreachable.isEmpty() && now.transition().isEmpty()) {
      carryOut(begun, agreement.start());
    } else {
      end(begun, new Effect.End(0, unreachable));
    }
  }

  private void carryOut(Case of, List<Effect> effects) {
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.Ask(NodeId to, Question question) -> ask(of, to, question);
        case Effect.Wait() -> patient = Optional.of(of);
        case Effect.Bury(NodeId to, long fence, List<Grave> graves) ->
            bury(
                to,
                new BurialMessage.Bury(
                    of.epoch(), of.share().partition(), of.share().replicas(), fence, graves));
        case Effect.End end -> end(of, end);
      }
    }
  }

  private void ask(Case of, NodeId to, Question question) {
    long token = tokens.next();
    BurialMessage.Ask ask =
        new BurialMessage.Ask(
            token, of.epoch(), of.share().partition(), of.share().replicas(), question);
    Deadlines.Wait deadline = deadlines.after(ANSWER_MILLIS, () -> missed(token));
    waiting.put(token, new Waiting(to, of, deadline));
    if (to.equals(self)) {
      own.answer(ask, answer -> answered(self, token, answer));
    } else if (!peers.send(to, ask)) {
      missed(token);
    }
  }

  private void bury(NodeId to, BurialMessage.Bury order) {
    if (to.equals(self)) {
      own.bury(order);
    } else {
      boolean _ = peers.send(to, order);
    }
  }

  void answered(NodeId from, long token, Answer answer) {
    Waiting answered = waiting.get(token);
    if (answered != null && answered.asked().equals(from)) {
      close(token, answered);
      carryOut(answered.of(), answered.of().agreement().on(new Event.Answered(from, answer)));
    }
  }

  private void missed(long token) {
    Waiting missed = waiting.get(token);
    if (missed != null) {
      close(token, missed);
      carryOut(missed.of(), missed.of().agreement().on(new Event.Missed(missed.asked())));
    }
  }

  private void close(long token, Waiting ended) {
    waiting.remove(token);
    ended.deadline().cancel();
  }

  void peerLost(NodeId peer) {
    List<Long> lost =
        waiting.entrySet().stream()
            .filter(entry -> entry.getValue().asked().equals(peer))
            .map(Map.Entry::getKey)
            .toList();
    lost.forEach(this::missed);
  }

  private void end(Case of, Effect.End end) {
    waiting.values().forEach(each -> each.deadline().cancel());
    waiting.clear();
    left += of.keys() - end.buried();
    blocking.addAll(end.blocking());
    passOn();
  }
}
