package io.kvasir.core.consensus;

import io.kvasir.core.node.ReplicaId;
import java.util.ArrayList;
import java.util.List;

/** Changes members and hands over leadership, at random but so that the group can live on. */
final class SimOperator {
  private static final int VOTERS = 5;

  private final SimWorld world;
  private final SimChance chance;

  SimOperator(SimWorld world, SimChance chance) {
    this.world = world;
    this.chance = chance;
  }

  /** Whether a majority is left, whichever change of members comes through, without the replica. */
  boolean canLose(SimHost lost) {
    if (world.clients().isChanging()) {
      return false;
    }
    for (Membership members : world.judge().possibleMemberships()) {
      if (living(members, lost) < members.majority()) {
        return false;
      }
    }
    return true;
  }

  private int living(Membership members, SimHost lost) {
    int living = 0;
    for (ReplicaId voter : members.voters()) {
      SimHost host = world.host(voter);
      if (host != lost && host.id().equals(voter)) {
        living++;
      }
    }
    return living;
  }

  void transfer() {
    SimHost leader = world.leader();
    if (leader != null) {
      world.census().on(SimFault.TRANSFER);
      leader.feed(new Event.TransferLeadership(chance.pick(world.hosts()).id()));
    }
  }

  void changeMembers() {
    SimHost leader = world.leader();
    if (leader == null) {
      return;
    }
    Membership members = leader.status().membership();
    MembershipChange change = chance.percent(85) ? useful(members) : any();
    if (change != null && isSurvivable(members, change)) {
      world.census().on(SimFault.MEMBERSHIP);
      if (change instanceof MembershipChange.Promote(ReplicaId to) && to.life() > 1) {
        world.census().on(SimSight.LIFE_REPLACED);
      }
      world.clients().change(leader, change);
    }
  }

  private boolean isSurvivable(Membership members, MembershipChange change) {
    Membership after = members.after(change).orElse(members);
    return living(after, null) >= after.majority() && after.voters().size() <= VOTERS;
  }

  /** The dead go first, then learners are promoted, then others come and go. */
  private MembershipChange useful(Membership members) {
    List<MembershipChange> changes = new ArrayList<>();
    for (ReplicaId member : members.all()) {
      if (!world.host(member).id().equals(member)) {
        return new MembershipChange.Remove(member);
      }
      if (members.learners().contains(member)) {
        changes.add(new MembershipChange.Promote(member));
        changes.add(new MembershipChange.Promote(member));
      }
    }
    for (SimHost host : world.hosts()) {
      if (!members.contains(host.id())) {
        changes.add(new MembershipChange.AddLearner(host.id()));
      }
    }
    if (changes.isEmpty() || chance.percent(25)) {
      return new MembershipChange.Remove(chance.pick(List.copyOf(members.all())));
    }
    return chance.pick(changes);
  }

  /** What may make no sense. */
  private MembershipChange any() {
    ReplicaId replica = chance.pick(world.hosts()).id();
    return switch (chance.index(3)) {
      case 0 -> new MembershipChange.AddLearner(replica);
      case 1 -> new MembershipChange.Promote(replica);
      default -> new MembershipChange.Remove(replica);
    };
  }
}
