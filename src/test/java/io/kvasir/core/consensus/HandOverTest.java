package io.kvasir.core.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.consensus.HandOver.Offer;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.time.Tick;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HandOverTest {
  private static final long PATIENCE = 1_000;
  private static final GroupId GROUP = new GroupId(4);

  private final HandOver handOver = new HandOver(PATIENCE);
  private final TreeMap<GroupId, RaftStatus> groups = new TreeMap<>();
  private final TreeSet<NodeId> reachable = new TreeSet<>(List.of(node(2), node(3)));
  private long now = 5;

  private static NodeId node(int number) {
    return new NodeId("n" + number);
  }

  private static ReplicaId replica(int number) {
    return new ReplicaId(node(number), 1);
  }

  /** Of n1, in a group of three. */
  private static RaftStatus status(Role role, long term, Map<Integer, Long> matched) {
    return status(role, term, matched, 3);
  }

  private static RaftStatus status(Role role, long term, Map<Integer, Long> matched, int voters) {
    Membership membership =
        Membership.ofVoters(
            IntStream.rangeClosed(1, voters)
                .mapToObj(HandOverTest::replica)
                .collect(Collectors.toCollection(TreeSet::new)));
    TreeMap<ReplicaId, Long> reached = new TreeMap<>();
    matched.forEach((number, index) -> reached.put(replica(number), index));
    return new RaftStatus(
        replica(1),
        role,
        term,
        Optional.of(replica(role == Role.LEADER ? 1 : 2)),
        1,
        9,
        term,
        9,
        9,
        role == Role.LEADER,
        membership,
        1,
        reached);
  }

  private void leads(GroupId group, long term, Map<Integer, Long> matched) {
    groups.put(group, status(Role.LEADER, term, matched));
  }

  private List<Offer> ask() {
    return handOver.on(new HandOver.Sight(new Tick(now), groups, reachable));
  }

  @Test
  void theVoterWithTheLongestLogIsAsked() {
    leads(GROUP, 3, Map.of(2, 7L, 3, 8L));

    assertThat(ask()).containsExactly(new Offer(GROUP, replica(3)));
    assertThat(handOver.isOver()).isFalse();
  }

  @Test
  void itIsOverWhenAnotherLeads() {
    leads(GROUP, 3, Map.of(2, 9L, 3, 9L));
    ask();
    groups.put(GROUP, status(Role.FOLLOWER, 4, Map.of()));

    assertThat(ask()).isEmpty();
    assertThat(handOver.isOver()).isTrue();
    assertThat(handOver.kept()).isZero();
  }

  @Test
  void nobodyIsAskedTwiceWhileItIsWaitedFor() {
    leads(GROUP, 3, Map.of(2, 9L, 3, 9L));
    ask();
    now += PATIENCE - 1;

    assertThat(ask()).isEmpty();
    assertThat(handOver.isOver()).isFalse();
  }

  @Test
  void whoDoesNotTakeItInTimeIsFollowedByTheNextAndThenByNobody() {
    leads(GROUP, 3, Map.of(2, 9L, 3, 8L));
    ask();
    now += PATIENCE;
    assertThat(ask()).containsExactly(new Offer(GROUP, replica(3)));
    now += PATIENCE;

    assertThat(ask()).isEmpty();
    assertThat(handOver.isOver()).isTrue();
    assertThat(handOver.kept()).isOne();
  }

  @Test
  void whoGoesOutOfReachIsNotWaitedFor() {
    leads(GROUP, 3, Map.of(2, 9L, 3, 8L));
    ask();
    reachable.remove(node(2));

    assertThat(ask()).containsExactly(new Offer(GROUP, replica(3)));
  }

  @Test
  void aNodeAloneIsThroughAtOnce() {
    groups.put(GROUP, status(Role.LEADER, 3, Map.of(), 1));
    reachable.clear();

    assertThat(ask()).isEmpty();
    assertThat(handOver.isOver()).isTrue();
    assertThat(handOver.kept()).isOne();
  }

  @Test
  void withoutAMajorityInReachItIsThroughAtOnce() {
    groups.put(GROUP, status(Role.LEADER, 3, Map.of(2, 9L, 3, 9L), 5));
    reachable.remove(node(3));

    assertThat(ask()).isEmpty();
    assertThat(handOver.isOver()).isTrue();
  }

  @Test
  void itsOwnVoteCountsSinceItStillAnswers() {
    groups.put(GROUP, status(Role.LEADER, 3, Map.of(2, 9L, 3, 9L), 5));

    assertThat(ask()).containsExactly(new Offer(GROUP, replica(2)));
  }

  @Test
  void aGroupThatComesBackIsGivenAwayOnceMore() {
    leads(GROUP, 3, Map.of(2, 9L, 3, 8L));
    ask();
    leads(GROUP, 5, Map.of(2, 9L, 3, 8L));

    assertThat(ask()).containsExactly(new Offer(GROUP, replica(2)));
  }

  /** Else nodes that are all stopped at once would give it to each other as long as they may. */
  @Test
  void aGroupThatComesBackAgainAndAgainIsKept() {
    for (int term = 3; term <= 7; term += 2) {
      leads(GROUP, term, Map.of(2, 9L, 3, 8L));
      assertThat(ask()).as("in term %d", term).isNotEmpty();
    }
    leads(GROUP, 9, Map.of(2, 9L, 3, 8L));

    assertThat(ask()).isEmpty();
    assertThat(handOver.isOver()).isTrue();
    assertThat(handOver.kept()).isOne();
  }

  @Test
  void manyGroupsAreDealtOutEvenly() {
    IntStream.range(0, 10).forEach(number -> leads(new GroupId(number), 3, Map.of(2, 9L, 3, 9L)));

    Map<ReplicaId, Long> dealt =
        ask().stream().collect(Collectors.groupingBy(Offer::to, Collectors.counting()));

    assertThat(dealt).isEqualTo(Map.of(replica(2), 5L, replica(3), 5L));
  }

  @Test
  void whatItDoesNotLeadIsNoneOfItsBusiness() {
    groups.put(GROUP, status(Role.FOLLOWER, 3, Map.of()));
    groups.put(new GroupId(9), status(Role.CANDIDATE, 3, Map.of()));

    assertThat(ask()).isEmpty();
    assertThat(handOver.isOver()).isTrue();
  }

  @Test
  void learnersAreNotAsked() {
    RaftStatus led = status(Role.LEADER, 3, Map.of(2, 7L, 3, 7L, 4, 9L));
    groups.put(GROUP, led);
    reachable.add(node(4));

    assertThat(ask()).containsExactly(new Offer(GROUP, replica(2)));
  }
}
