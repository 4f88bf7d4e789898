package io.kvasir.core.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.consensus.Role;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Groups under a steward, while members join, leave, lose their disks, stop and come back: no step
 * costs a group the majority that it has, and when all is quiet every group is where it should be.
 */
class StewardPropertyTest {
  private static final long LAST = 50_000;

  @Property(tries = 400)
  void convergesAndKeepsEveryMajority(
      @ForAll @IntRange(min = 1, max = 6) int founders, @ForAll Random random) {
    World world = new World(founders, random);
    for (int event = 0; event < 30; event++) {
      world.disturb();
      for (int step = random.nextInt(6); step > 0; step--) {
        world.stepAll();
      }
    }

    world.recover();

    int members = world.topology.members().size();
    for (int round = 0; round < 30 * members; round++) {
      world.stepAll();
      world.goOn();
    }
    world.requireConverged();
  }

  /** The cluster as it is; logs are as long everywhere as chance has it. */
  private static final class World {
    private final Random random;
    private final TreeMap<GroupId, Membership> groups = new TreeMap<>();
    private final TreeMap<GroupId, ReplicaId> leaders = new TreeMap<>();
    private final TreeMap<NodeId, Long> lives = new TreeMap<>();
    private final TreeSet<NodeId> down = new TreeSet<>();
    private Topology topology;
    private int lastNode;
    private long lastLife = 100;

    World(int founders, Random random) {
      this.random = random;
      this.lastNode = founders;
      topology = Clusters.after(Clusters.of(founders), Clusters.creation("b", 4, 3));
      topology.members().values().forEach(member -> lives.put(member.id(), member.life()));
      groups.put(GroupId.TOPOLOGY, topology.foundingMembership());
      topology.groups().forEach((group, placement) -> groups.put(group, placement.founding()));
    }

    /** Whatever happens, every group that has a majority before has one afterwards. */
    void disturb() {
      switch (random.nextInt(10)) {
        case 0 -> join();
        case 1 -> attempt(new TopologyCommand.Remove(anyMember()));
        case 2 -> wipe(anyMember());
        case 3 -> stop(anyMember());
        case 4 -> attempt(new TopologyCommand.Leave(anyMember()));
        case 5 -> attempt(Clusters.join(lastNode));
        case 6 -> transfer();
        case 7 -> topology.intending(Intent.LEAVE).forEach(this::depart);
        case 8 -> admit(anyMember());
        default -> down.remove(anyMember());
      }
    }

    private void join() {
      if (topology.members().size() < 9) {
        lastNode++;
        lives.put(Clusters.node(lastNode), (long) lastNode);
        attempt(Clusters.coming(Clusters.member(lastNode)));
      }
    }

    private void transfer() {
      topology.transition().ifPresent(change -> attempt(Clusters.allDone(topology)));
    }

    /** As the node asks for it when it is in none of the groups of buckets. */
    private void depart(NodeId node) {
      boolean isFree =
          groups.entrySet().stream()
              .filter(group -> !group.getKey().equals(GroupId.TOPOLOGY))
              .flatMap(group -> group.getValue().all().stream())
              .noneMatch(replica -> replica.node().equals(node));
      if (isFree) {
        attempt(new TopologyCommand.Depart(node));
      }
    }

    private void wipe(NodeId node) {
      long before = lives.getOrDefault(node, 0L);
      lives.put(node, ++lastLife);
      if (!allAlive()) {
        lives.put(node, before);
        return;
      }
      if (random.nextBoolean()) {
        admit(node);
      }
    }

    /** What the node is now becomes known; until then others take it for what it was. */
    private void admit(NodeId node) {
      if (lives.containsKey(node) && topology.members().get(node).life() != lives.get(node)) {
        attempt(
            TopologyCommand.AddMember.to(
                topology, new Member(node, lives.get(node), "elsewhere:1", "", "")));
      }
    }

    private void stop(NodeId node) {
      boolean wasUp = down.add(node);
      if (wasUp && !allAlive()) {
        down.remove(node);
      }
    }

    private void attempt(TopologyCommand command) {
      topology = Clusters.after(topology, command);
    }

    private NodeId anyMember() {
      return pick(topology.members().keySet());
    }

    private boolean allAlive() {
      return groups.values().stream().allMatch(this::hasMajority);
    }

    private boolean hasMajority(Membership membership) {
      return membership.voters().stream().filter(this::isUp).count() >= membership.majority();
    }

    private boolean isUp(ReplicaId replica) {
      return !down.contains(replica.node())
          && lives.getOrDefault(replica.node(), 0L) == replica.life();
    }

    void stepAll() {
      for (GroupId group : List.copyOf(groups.keySet())) {
        Optional<Steward.Step> step =
            Steward.next(topology, group, status(group), node -> !down.contains(node));
        step.ifPresent(next -> take(group, next));
      }
    }

    private void take(GroupId group, Steward.Step step) {
      Membership before = membership(group);
      switch (step) {
        case Steward.Step.Announce(GroupId begun) -> attempt(new TopologyCommand.Begun(begun));
        case Steward.Step.Transfer(ReplicaId to) -> {
          assertThat(before.voters()).contains(to);
          assertThat(isUp(to)).isTrue();
          leaders.put(group, to);
        }
        case Steward.Step.Change(var change) -> {
          Membership after = before.after(change).orElseThrow();
          assertThat(hasMajority(after)).as("%s of %s", change, before).isTrue();
          groups.put(group, after);
        }
      }
    }

    private Membership membership(GroupId group) {
      return groups.getOrDefault(group, Membership.NONE);
    }

    /** As its leader sees it; there is one, since the group has a majority. */
    private RaftStatus status(GroupId group) {
      Membership membership = membership(group);
      List<ReplicaId> able = membership.voters().stream().filter(this::isUp).toList();
      ReplicaId leader = leaders.getOrDefault(group, able.getFirst());
      if (!able.contains(leader)) {
        leader = pick(able);
        leaders.put(group, leader);
      }
      TreeMap<ReplicaId, Long> matched = new TreeMap<>();
      for (ReplicaId replica : membership.all()) {
        matched.put(replica, isUp(replica) && random.nextInt(4) > 0 ? LAST : 7);
      }
      matched.remove(leader);
      return new RaftStatus(
          leader,
          Role.LEADER,
          9,
          Optional.of(leader),
          1,
          LAST,
          9,
          LAST,
          LAST,
          true,
          membership,
          LAST,
          matched);
    }

    void recover() {
      down.clear();
      List.copyOf(topology.members().keySet()).forEach(this::admit);
    }

    /** Ownership moves, and who may go goes. */
    void goOn() {
      transfer();
      topology.intending(Intent.LEAVE).forEach(this::depart);
    }

    void requireConverged() {
      assertThat(topology.transition()).isEmpty();
      assertThat(topology.intents()).isEmpty();
      groups.forEach(
          (group, membership) -> {
            assertThat(membership.all()).allMatch(topology::isMember);
            if (group.equals(GroupId.TOPOLOGY)) {
              int members = topology.members().size();
              assertThat(membership.all()).hasSize(members);
              assertThat(membership.voters()).hasSize(Electorate.size(members));
            } else {
              SortedSet<NodeId> wanted = topology.placement(group).orElseThrow().wanted();
              assertThat(membership.learners()).isEmpty();
              assertThat(membership.voters())
                  .extracting(ReplicaId::node)
                  .containsExactlyElementsOf(wanted);
            }
          });
      SortedMap<NodeId, Integer> loads = Clusters.loads(topology);
      assertThat(loads.values())
          .allMatch(load -> loads.values().stream().allMatch(o -> o <= load + 1));
    }

    private <T> T pick(Iterable<T> choices) {
      List<T> list = new ArrayList<>();
      choices.forEach(list::add);
      return list.get(random.nextInt(list.size()));
    }
  }
}
