package io.kvasir.sim;

import io.kvasir.core.keyspace.Revision;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.watch.WatchScope;
import io.kvasir.engine.groups.FollowRequest;
import io.kvasir.engine.port.HistoryOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Those who follow a shard from its beginning, and ask another node each time, whether it has a
 * replica or not. Each must be told every revision once, in order, and all the same.
 */
final class GroupWatchers {
  private static final int WATCHERS = 2;

  private final Agenda agenda;
  private final Chance chance;
  private final GroupCluster cluster;
  private final GroupId group;
  private final TreeMap<Long, Revision> told = new TreeMap<>();
  private final List<Watcher> watchers = new ArrayList<>();

  GroupWatchers(GroupCluster cluster, Chance chance, GroupId group) {
    this.agenda = cluster.agenda();
    this.chance = chance;
    this.cluster = cluster;
    this.group = group;
  }

  void start() {
    for (int number = 0; number < WATCHERS; number++) {
      Watcher watcher = new Watcher();
      watchers.add(watcher);
      agenda.after(chance.between(0, 1_000_000), "watcher", watcher::ask);
    }
  }

  /** Whether all of them were told everything up to {@code revision}. */
  boolean areAt(long revision) {
    return watchers.stream().allMatch(watcher -> watcher.after == revision);
  }

  /** Somebody who asks one node at a time. */
  private final class Watcher {
    private long after;
    private long asked;

    void ask() {
      List<GroupNode.Running> running =
          cluster.nodes().stream().flatMap(node -> node.running().stream()).toList();
      if (running.isEmpty()) {
        again(50_000);
        return;
      }
      long question = ++asked;
      GroupNode.Running node = chance.pick(running);
      FollowRequest request =
          new FollowRequest(
              group, after, WatchScope.ALL, chance.between(1, 4_000), chance.between(0, 400));
      Runnable letGo = node.groups().follow(request, outcome -> answered(question, outcome));
      agenda.after(
          chance.between(100_000, 3_000_000),
          "impatient",
          () -> {
            if (question == asked) {
              if (node.life().isAlive()) {
                letGo.run();
              }
              asked++;
              again(0);
            }
          });
    }

    private void again(long micros) {
      agenda.after(micros, "watcher", this::ask);
    }

    private void answered(long question, HistoryOutcome outcome) {
      if (question != asked) {
        return;
      }
      asked++;
      cluster.census().onOperation("follow", outcome.getClass().getSimpleName());
      switch (outcome) {
        case HistoryOutcome.Page(List<Revision> revisions, long upTo) -> {
          revisions.forEach(this::hear);
          Violation.unless(upTo == after, "told up to %d, and %d", after, upTo);
        }
        case HistoryOutcome.Compacted compacted ->
            throw new Violation("nothing was given up, but " + after + " is gone");
        case HistoryOutcome.NotRead notRead -> {}
      }
      again(chance.between(1_000, 60_000));
    }

    private void hear(Revision revision) {
      Violation.unless(
          revision.number() == after + 1, "revision %d after %d", revision.number(), after);
      Revision before = told.putIfAbsent(revision.number(), revision);
      Violation.unless(
          before == null || before.equals(revision), "%s was told as %s", revision, before);
      after = revision.number();
    }
  }
}
