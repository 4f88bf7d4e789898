package io.kvasir.engine.groups;

import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.engine.port.GroupRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** Finds the way to whoever leads a group, with what this node knows now. */
final class Routes {
  private final NodeId self;
  private final Directory directory;
  private final Voters voters;
  private final Function<GroupId, Optional<GroupRunner>> running;
  private final Predicate<GroupId> coming;

  /**
   * @param running the replica on this node, if it runs
   * @param coming whether it will soon
   */
  Routes(
      NodeId self,
      Directory directory,
      Voters voters,
      Function<GroupId, Optional<GroupRunner>> running,
      Predicate<GroupId> coming) {
    this.self = self;
    this.directory = directory;
    this.voters = voters;
    this.running = running;
    this.coming = coming;
  }

  /** The way of a command. {@code attempt} spreads the questions when no leader is known. */
  Route forCommand(GroupId group, int attempt) {
    Optional<GroupRunner> runner = informed(group);
    if (runner.isPresent() && runner.get().isLeader()) {
      return unlessShort(runner.get(), new Route.Here(runner.get()));
    }
    Optional<Directory.Leader> leader = leader(group, runner);
    if (leader.isPresent() && voters.isReachable(leader.get().node())) {
      return new Route.ToLeader(leader.get());
    }
    return runner.isPresent()
        ? unlessShort(runner.get(), new Route.Wait(new GroupRefusal.NoLeader()))
        : anyOf(group, attempt);
  }

  /** The way of a read that must see what was acknowledged: replicas ask their leader. */
  Route forFreshRead(GroupId group, int attempt) {
    Optional<GroupRunner> runner = informed(group);
    if (runner.isEmpty()) {
      return leader(group, runner)
          .filter(leader -> attempt % 2 == 0 && voters.isReachable(leader.node()))
          .<Route>map(Route.ToLeader::new)
          .orElseGet(() -> anyOf(group, attempt));
    }
    boolean isLed = runner.get().leader().filter(l -> voters.isReachable(l.node())).isPresent();
    Route here = new Route.Here(runner.get());
    if (isLed && !runner.get().isLeader()) {
      return here;
    }
    return unlessShort(runner.get(), isLed ? here : new Route.Wait(new GroupRefusal.NoLeader()));
  }

  /** The way of a read of whatever there is. */
  Route forStaleRead(GroupId group, int attempt) {
    Optional<GroupRunner> runner =
        running.apply(group).filter(each -> !each.membership().voters().isEmpty());
    return runner.<Route>map(Route.Here::new).orElseGet(() -> anyOf(group, attempt));
  }

  /** What the replica here knows of who leads, as a reason to go elsewhere. */
  GroupRefusal elsewhere(GroupRunner runner) {
    return runner
        .leader()
        .<GroupRefusal>map(leader -> new GroupRefusal.LedBy(leader.node(), leader.term()))
        .or(() -> voters.shortage(runner.membership()))
        .orElseGet(GroupRefusal.NoLeader::new);
  }

  Optional<GroupRefusal> shortage(GroupRunner runner) {
    return voters.shortage(runner.membership());
  }

  /** The replica here, if it is a member that will be told who leads. */
  private Optional<GroupRunner> informed(GroupId group) {
    return running.apply(group).filter(runner -> runner.leader().isPresent() || isVoter(runner));
  }

  private static boolean isVoter(GroupRunner runner) {
    return runner.membership().isVoter(runner.self());
  }

  private Optional<Directory.Leader> leader(GroupId group, Optional<GroupRunner> runner) {
    Optional<Directory.Leader> heard =
        directory.leader(group).filter(leader -> !leader.node().equals(self));
    return runner.isEmpty()
        ? heard
        : heard.filter(leader -> leader.term() > runner.get().term()).or(runner.get()::leader);
  }

  private Route unlessShort(GroupRunner runner, Route route) {
    return voters.shortage(runner.membership()).<Route>map(Route.Nowhere::new).orElse(route);
  }

  /** Whether there is no other way than through nodes that cannot help. */
  boolean isHopeless(GroupId group, SortedSet<NodeId> helpless) {
    return informed(group).isEmpty()
        && others(group).stream()
            .filter(voters::isReachable)
            .allMatch(node -> helpless.contains(node));
  }

  private SortedSet<NodeId> others(GroupId group) {
    TreeSet<NodeId> others = new TreeSet<>(directory.located(group));
    running
        .apply(group)
        .ifPresent(
            runner ->
                runner.membership().voters().stream().map(ReplicaId::node).forEach(others::add));
    others.remove(self);
    return others;
  }

  private Route anyOf(GroupId group, int attempt) {
    SortedSet<NodeId> others = others(group);
    if (others.isEmpty()) {
      boolean isNear = coming.test(group) || directory.located(group).contains(self);
      return isNear
          ? new Route.Wait(new GroupRefusal.NoLeader())
          : new Route.Nowhere(new GroupRefusal.NoReplica());
    }
    List<NodeId> reachable = new ArrayList<>(others);
    reachable.removeIf(node -> !voters.isReachable(node));
    return reachable.isEmpty()
        ? new Route.Nowhere(Voters.allOutOfReach(others))
        : new Route.ToAny(reachable.get(Math.floorMod(attempt, reachable.size())));
  }
}
