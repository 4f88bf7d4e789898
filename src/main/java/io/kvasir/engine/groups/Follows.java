package io.kvasir.engine.groups;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Revision;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.Tick;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.HistoryOutcome;
import io.kvasir.engine.port.Loop;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Those who follow the histories of the groups of one loop. Who is up to date waits, and is woken
 * by what is applied; who is behind is given what is held in memory, or else reads rows. Where this
 * node has no replica, a {@link Mirror} stands for it.
 */
final class Follows {
  /** More than this many who wait for one group are not woken by each batch. */
  private static final int CROWD = 16;

  private static final long CROWD_MILLIS = 5;

  /** So many revisions are read from rows at once. */
  private static final long ROWS = 64;

  /** So many read rows, or ask elsewhere, at the same time. */
  private static final int AT_ONCE = 32;

  /** A group that nobody asked for in so many ticks is not followed any more. */
  private static final int IDLE_TICKS = 300;

  private final GroupLoop.Context context;
  private final GroupStore store;
  private final Loop loop;
  private final Tokens tokens;
  private final Function<GroupId, Optional<GroupRunner>> running;
  private final TreeMap<GroupId, LinkedHashSet<Follow>> waiting = new TreeMap<>();
  private final TreeSet<GroupId> waking = new TreeSet<>();
  private final TreeMap<GroupId, Integer> idle = new TreeMap<>();
  private final TreeMap<GroupId, Mirror> mirrors = new TreeMap<>();
  private final Farther farther;
  private final ArrayDeque<Runnable> reading = new ArrayDeque<>();
  private int readers;

  /**
   * @param running the replica on this node, if it runs
   */
  Follows(
      GroupLoop.Context context,
      GroupStore store,
      Loop loop,
      Tokens tokens,
      Function<GroupId, Optional<GroupRunner>> running) {
    this.context = context;
    this.store = store;
    this.loop = loop;
    this.tokens = tokens;
    this.running = running;
    this.farther = new Farther(context, tokens);
  }

  void begin(Follow follow) {
    idle.put(follow.group(), 0);
    advance(follow);
  }

  /** Nobody waits for it any more. */
  void cancel(Follow follow) {
    follow.cancel();
    stopWaiting(follow);
  }

  private void stopWaiting(Follow follow) {
    LinkedHashSet<Follow> all = waiting.get(follow.group());
    if (all != null && all.remove(follow) && all.isEmpty()) {
      waiting.remove(follow.group());
    }
  }

  private void waitFor(Follow follow) {
    if (!follow.isOver()) {
      waiting.computeIfAbsent(follow.group(), none -> new LinkedHashSet<>()).add(follow);
    }
  }

  /** The replica here, if it runs, is one of a group, and has a history. */
  private Optional<GroupRunner> here(GroupId group) {
    return running
        .apply(group)
        .filter(runner -> runner.annals().isPresent() && !runner.membership().voters().isEmpty());
  }

  private void advance(Follow follow) {
    if (follow.isOver() || follow.isUnderWay()) {
      return;
    }
    Optional<GroupRunner> here = here(follow.group());
    Chronicle chronicle =
        here.flatMap(GroupRunner::annals)
            .map(Annals::chronicle)
            .orElseGet(() -> mirror(follow.group()).chronicle());
    if (!chronicle.isFollowed()) {
      chronicle.follow(true);
    }
    if (!chronicle.isKnown()) {
      waitFor(follow);
    } else if (follow.isOfNow()) {
      here.ifPresentOrElse(
          runner -> tellNow(follow, runner, chronicle), () -> follow.endEmpty(chronicle.last()));
    } else {
      goOn(follow, here, chronicle);
    }
  }

  private void goOn(Follow follow, Optional<GroupRunner> here, Chronicle chronicle) {
    if (follow.after() >= chronicle.last()) {
      waitFor(follow);
    } else if (chronicle.holdsAfter(follow.after())) {
      follow.see(chronicle.after(follow.after()).values());
      waitFor(follow);
    } else if (here.isEmpty()) {
      whenFree(follow, () -> farther.ask(follow, this::freeAndAdvance));
    } else if (follow.after() + 1 < chronicle.first()) {
      follow.end(new HistoryOutcome.Compacted());
    } else {
      whenFree(follow, () -> load(follow, here.get(), ROWS));
    }
  }

  /** How far it is by what the leader says, so that nothing that was answered comes again. */
  private void tellNow(Follow follow, GroupRunner runner, Chronicle chronicle) {
    follow.underWay(true);
    runner.read(
        new ReadWaits.Reader() {
          @Override
          public void ready() {
            follow.underWay(false);
            follow.endEmpty(chronicle.last());
            stopWaiting(follow);
          }

          @Override
          public void refused() {
            follow.underWay(false);
          }
        });
    waitFor(follow);
  }

  private void whenFree(Follow follow, Runnable read) {
    follow.underWay(true);
    if (readers < AT_ONCE) {
      readers++;
      read.run();
    } else {
      reading.add(read);
    }
  }

  private void freeAndAdvance(Follow follow) {
    follow.underWay(false);
    readers--;
    Runnable next = reading.poll();
    if (next != null) {
      readers++;
      next.run();
    }
    advance(follow);
  }

  private void load(Follow follow, GroupRunner runner, long count) {
    Annals annals = runner.annals().orElseThrow();
    long behind = Math.max(1, annals.chronicle().last() - follow.after());
    List<Bytes> rows = annals.rowsAfter(follow.after(), Math.min(count, behind));
    store.loadWithin(
        follow.group(),
        rows,
        rows.size() == 1 ? Long.MAX_VALUE : follow.bytes(),
        new OnLoop<>(
            loop,
            found -> {
              if (found.isEmpty()) {
                load(follow, runner, rows.size() / 2);
              } else {
                loaded(follow, annals, found.get());
              }
            },
            fault -> {
              if (fault.isDamage()) {
                runner.failed(fault);
              }
              follow.end(new HistoryOutcome.NotRead(new GroupRefusal.NoReplica()));
              freeAndAdvance(follow);
            }));
  }

  /** What is not there was given up meanwhile, or another state was installed. */
  private void loaded(Follow follow, Annals annals, SortedMap<Bytes, Bytes> rows) {
    List<Revision> revisions = annals.read(follow.after(), rows);
    if (!revisions.isEmpty()) {
      follow.see(revisions);
    } else if (follow.after() + 1 < annals.chronicle().first()) {
      follow.end(new HistoryOutcome.Compacted());
    } else {
      follow.end(new HistoryOutcome.NotRead(new GroupRefusal.NoReplica()));
    }
    freeAndAdvance(follow);
  }

  private Mirror mirror(GroupId group) {
    return mirrors.computeIfAbsent(
        group,
        absent -> {
          Mirror mirror = new Mirror(group, context, tokens);
          mirror.chronicle().tell(() -> hasNews(group));
          mirror.pull();
          return mirror;
        });
  }

  /** The replica here begins; it tells from now on what it applies. */
  void hosted(GroupRunner runner) {
    runner.annals().ifPresent(annals -> annals.chronicle().tell(() -> hasNews(runner.group())));
    mirrors.remove(runner.group());
    wakeSoon(runner.group());
  }

  /** There is no replica here any more. */
  void lost(GroupId group) {
    wakeSoon(group);
  }

  private void hasNews(GroupId group) {
    LinkedHashSet<Follow> all = waiting.get(group);
    if (all != null) {
      wakeSoon(group);
    }
  }

  private void wakeSoon(GroupId group) {
    if (waking.add(group)) {
      int crowd = waiting.containsKey(group) ? waiting.get(group).size() : 0;
      if (crowd > CROWD) {
        context.deadlines().after(CROWD_MILLIS, () -> wake(group));
      } else {
        loop.complete(() -> wake(group));
      }
    }
  }

  private void wake(GroupId group) {
    waking.remove(group);
    LinkedHashSet<Follow> all = waiting.remove(group);
    if (all != null) {
      all.forEach(this::advance);
      all.stream().filter(follow -> follow.isOfNow() && follow.isUnderWay()).forEach(this::waitFor);
    }
  }

  void tick() {
    Tick now = context.timers().now();
    for (LinkedHashSet<Follow> all : List.copyOf(waiting.values())) {
      List.copyOf(all).forEach(follow -> tick(follow, now));
    }
    mirrors.values().forEach(Mirror::tick);
    farther.tick();
    for (GroupId group : List.copyOf(idle.keySet())) {
      if (waiting.containsKey(group)) {
        idle.put(group, 0);
      } else if (idle.merge(group, 1, Integer::sum) > IDLE_TICKS) {
        unfollow(group);
      }
    }
  }

  private void tick(Follow follow, Tick now) {
    if (follow.deadline().isPassed(now)) {
      stopWaiting(follow);
      expire(follow);
    } else if (follow.isOfNow()) {
      stopWaiting(follow);
      advance(follow);
      waitFor(follow);
    }
  }

  /** Nothing came: there was nothing, or it cannot come here. */
  private void expire(Follow follow) {
    Optional<GroupRunner> here = here(follow.group());
    Optional<GroupRefusal> trouble =
        here.isPresent()
            ? here.filter(runner -> runner.leader().isEmpty()).map(context.routes()::elsewhere)
            : mirror(follow.group()).trouble();
    if (trouble.isPresent() || follow.isOfNow()) {
      follow.end(new HistoryOutcome.NotRead(trouble.orElseGet(GroupRefusal.NoLeader::new)));
    } else {
      follow.endEmpty(follow.after());
    }
  }

  private void unfollow(GroupId group) {
    idle.remove(group);
    mirrors.remove(group);
    here(group).flatMap(GroupRunner::annals).ifPresent(annals -> annals.chronicle().follow(false));
  }

  void answered(NodeId from, long token, HistoryOutcome outcome) {
    mirrors.values().forEach(mirror -> mirror.answered(from, token, outcome));
    farther.answered(from, token, outcome);
  }

  void peerLost(NodeId peer) {
    mirrors.values().forEach(mirror -> mirror.peerLost(peer));
    farther.peerLost(peer);
  }
}
