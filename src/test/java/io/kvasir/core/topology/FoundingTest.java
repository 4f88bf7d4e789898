package io.kvasir.core.topology;

import static io.kvasir.core.topology.Clusters.member;
import static io.kvasir.core.topology.Clusters.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.contract.Secrets;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.Founding.Effect;
import io.kvasir.core.topology.Founding.Event;
import io.kvasir.core.topology.FoundingMessage.Admitted;
import io.kvasir.core.topology.FoundingMessage.Hello;
import io.kvasir.core.topology.FoundingMessage.HelloAnswered;
import io.kvasir.core.topology.FoundingMessage.Join;
import io.kvasir.core.topology.FoundingMessage.Propose;
import io.kvasir.core.topology.FoundingMessage.Renew;
import io.kvasir.core.topology.FoundingMessage.Renewed;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FoundingTest {
  private static final Topology OURS = Clusters.of(3);
  private static final long CLUSTER = OURS.clusterId();

  @Test
  void aNodeAloneFoundsAtOnceAndServesWhenItsGroupHasCommitted() {
    Founding alone = founding(1, nodes(1), new Standing.Outside(1, 0));

    List<Effect> started = alone.on(new Event.Started());

    Standing.Pledged pledged = (Standing.Pledged) saved(started);
    assertThat(pledged.initial().members().keySet()).containsExactly(node(1));
    assertThat(alone.on(new Event.Saved()))
        .contains(
            new Effect.Run(
                member(1).replica(),
                LogStart.founding(pledged.initial().foundingMembership()),
                Optional.of(pledged.initial())));
    assertThat(saved(alone.on(new Event.Learned(pledged.initial()))))
        .isEqualTo(new Standing.Settled(1, pledged.initial(), true));
    assertThat(alone.on(new Event.Saved())).contains(new Effect.Serve(pledged.initial()));
  }

  @Test
  void aClusterIsFoundedWhenAllFoundersSaidThatTheyAreInNone() {
    Founding first = founding(1, nodes(1, 2, 3), new Standing.Outside(1, 0));
    long token = asked(first.on(new Event.Started()));

    assertThat(saves(first.on(blank(2, token, 3)))).isEmpty();
    Standing.Pledged pledged = (Standing.Pledged) saved(first.on(blank(3, token, 3)));

    assertThat(pledged.initial().members().values())
        .extracting(Member::replica)
        .containsExactly(member(1).replica(), member(2).replica(), member(3).replica());
    assertThat(sent(first.on(new Event.Saved()))).filteredOn(Propose.class::isInstance).hasSize(2);
  }

  @Test
  void onlyTheFirstFounderProposes() {
    Founding second = founding(2, nodes(1, 2, 3), new Standing.Outside(2, 0));
    long token = asked(second.on(new Event.Started()));

    second.on(blank(1, token, 3));

    assertThat(saves(second.on(blank(3, token, 3)))).isEmpty();
  }

  @Test
  void anAnswerToAnOldQuestionDoesNotCount() {
    Founding first = founding(1, nodes(1, 2), new Standing.Outside(1, 0));
    long token = asked(first.on(new Event.Started()));

    assertThat(saves(first.on(blank(2, token - 1, 2)))).isEmpty();
    assertThat(saves(first.on(blank(2, token, 2)))).hasSize(1);
  }

  @Test
  void foundersWithAnotherListAreToldOfOnceAndNothingIsFounded() {
    Founding first = founding(1, nodes(1, 2), new Standing.Outside(1, 0));
    long token = asked(first.on(new Event.Started()));
    Event other =
        new Event.Received(node(2), new HelloAnswered(token, member(2), 4711, 0, false, 16));

    List<Effect> once = first.on(other);

    assertThat(once).containsExactly(told(new FoundingObservation.ListsDiffer(node(2))));
    assertThat(first.on(other)).isEmpty();
    Founding second = founding(2, nodes(1, 2, 3), new Standing.Outside(2, 0));
    second.on(new Event.Started());
    assertThat(second.on(new Event.Received(node(1), new Propose(OURS, 4711))))
        .containsExactly(told(new FoundingObservation.ListsDiffer(node(1))));
  }

  @Test
  void aProposalThatNamesAnotherLifeIsIgnored() {
    Founding wiped = founding(2, nodes(1, 2, 3), new Standing.Outside(77, 0));
    wiped.on(new Event.Started());

    assertThat(wiped.on(new Event.Received(node(1), proposal(OURS)))).isEmpty();
  }

  @Test
  void aLifePledgesItselfOnceAndSaysNothingUntilThatIsDurable() {
    Founding second = founding(2, nodes(1, 2, 3), new Standing.Outside(2, 0));
    second.on(new Event.Started());
    Topology rival = Topology.founding(0xBAD, Secrets.of(2), 16, OURS.members());

    Standing pledged = saved(second.on(new Event.Received(node(1), proposal(OURS))));

    assertThat(pledged).isEqualTo(new Standing.Pledged(2, OURS));
    assertThat(second.on(hello(3))).isEmpty();
    second.on(new Event.Saved());
    assertThat(saves(second.on(new Event.Received(node(3), proposal(rival))))).isEmpty();
    assertThat(sent(second.on(hello(3))))
        .contains(new HelloAnswered(5, member(2), fingerprint(), CLUSTER, false, 16));
  }

  @Test
  void whatCouldNotBeSavedIsSavedAgain() {
    Founding second = founding(2, nodes(1, 2, 3), new Standing.Outside(2, 0));
    second.on(new Event.Started());
    Standing pledged = saved(second.on(new Event.Received(node(1), proposal(OURS))));

    second.on(new Event.SaveFailed());

    assertThat(second.on(new Event.Tick())).containsExactly(new Effect.Save(pledged));
    assertThat(second.on(new Event.Tick())).isEmpty();
  }

  @Test
  void aFounderThatMissedTheProposalGetsItFromAnyOther() {
    Founding second = founding(2, nodes(1, 2, 3), new Standing.Pledged(2, OURS));
    second.on(new Event.Started());

    assertThat(sent(second.on(hello(3)))).contains(proposal(OURS));
  }

  @Test
  void aFoundingWithoutAPossibleMajorityIsGivenUpForANewLife() {
    Founding second = founding(2, nodes(1, 2, 3), new Standing.Pledged(2, OURS));
    long token = asked(second.on(new Event.Started()));

    assertThat(saves(second.on(answer(token, member(1, 99), 0, false)))).isEmpty();
    Standing next = saved(second.on(answer(token, member(3, 98), 0, false)));

    assertThat(next).isInstanceOf(Standing.Outside.class);
    assertThat(next.life()).isNotEqualTo(2);
    assertThat(second.on(new Event.Saved()))
        .containsExactly(new Effect.Abandon(), told(new FoundingObservation.Abandoned(CLUSTER)));
  }

  @Test
  void aFoundingThatIsKnownToHaveSucceededIsNotGivenUp() {
    Founding second = founding(2, nodes(1, 2, 3), new Standing.Settled(2, OURS, true));
    second.on(new Event.Started());

    second.on(answer(1, member(1, 99), 0, false));

    assertThat(saves(second.on(answer(1, member(3, 98), 0, false)))).isEmpty();
  }

  @Test
  void whoMeetsAMemberAsksItForAdmission() {
    Founding fourth = founding(4, nodes(1, 2, 3), new Standing.Outside(4, 0), false);
    long token = asked(fourth.on(new Event.Started()));
    fourth.on(answer(token, member(3), CLUSTER, true));

    List<FoundingMessage> said = sent(fourth.on(new Event.Tick()));

    assertThat(said).contains(new Join(CLUSTER, member(4)));
    Topology with = Clusters.after(OURS, TopologyCommand.AddMember.to(OURS, member(4)));
    assertThat(saved(fourth.on(new Event.Received(node(3), new Admitted(with)))))
        .isEqualTo(new Standing.Settled(4, with, false));
    assertThat(fourth.on(new Event.Saved()))
        .containsSubsequence(
            new Effect.Run(
                member(4).replica(), LogStart.founding(Membership.NONE), Optional.empty()),
            new Effect.Serve(with));
  }

  @Test
  void whoIsSetUpForAnotherNumberOfPartitionsSaysSoOnceAndAsksNobody() {
    Founding fourth = founding(4, nodes(1, 2, 3), new Standing.Outside(4, 0), false);
    long token = asked(fourth.on(new Event.Started()));
    fourth.on(answer(token, member(3), CLUSTER, true, 8));

    List<Effect> effects = ticks(fourth, 3);

    assertThat(sent(effects)).noneMatch(Join.class::isInstance);
    assertThat(effects)
        .containsOnlyOnce(
            new Effect.Observed(new FoundingObservation.PartitionsDiffer(node(3), 8, 16)));
  }

  @Test
  void aMemberLetsInWhoAsks() {
    Founding first = founding(1, nodes(1, 2, 3), new Standing.Settled(1, OURS, true));
    first.on(new Event.Started());
    first.on(new Event.Learned(OURS));
    Event asks = new Event.Received(node(4), new Join(CLUSTER, member(4)));
    Topology with = Clusters.after(OURS, TopologyCommand.AddMember.to(OURS, member(4)));

    assertThat(first.on(asks)).containsExactly(new Effect.Add(member(4)));
    assertThat(first.on(new Event.Added(member(4), with)))
        .containsExactly(new Effect.Send(node(4), new Admitted(with)));
    first.on(new Event.Learned(with));
    assertThat(first.on(asks)).containsExactly(new Effect.Send(node(4), new Admitted(with)));
    assertThat(first.on(new Event.Received(node(4), new Join(0xBAD, member(4))))).isEmpty();
  }

  @Test
  void whoLostItsLogsJoinsNoOtherClusterAndFoundsNone() {
    Standing lost = new Standing.Settled(1, OURS, true).withoutLogs(50);
    Founding first = founding(1, nodes(1, 2), lost);
    long token = asked(first.on(new Event.Started()));

    assertThat(saves(first.on(blank(2, token, 2)))).isEmpty();
    first.on(answer(token, member(2), 0xBAD, true));

    List<Effect> next = first.on(new Event.Tick());
    assertThat(next).contains(told(new FoundingObservation.ForeignCluster(node(2), 0xBAD)));
    assertThat(sent(next)).noneMatch(Join.class::isInstance);
  }

  @Test
  void whoWaitsSaysForWhom() {
    Founding first = founding(1, nodes(1, 2, 3), new Standing.Outside(1, 0));

    assertThat(first.on(new Event.Started()))
        .contains(told(new FoundingObservation.Waiting(nodes(2, 3))));
    assertThat(first.on(new Event.Tick())).noneMatch(Effect.Observed.class::isInstance);
  }

  @Test
  void aMemberAtAnotherAddressHasThatNoted() {
    Member elsewhere = new Member(node(2), 2, "new:7101", "http://host2", "");
    FoundingConfig config = new FoundingConfig(elsewhere, nodes(1, 2, 3), true, 16);
    Founding second = new Founding(config, new Standing.Settled(2, OURS, true), new Random(1));
    second.on(new Event.Learned(OURS));
    second.on(new Event.Started());

    Stream<Effect> effects =
        Stream.generate(() -> second.on(new Event.Tick())).limit(20).flatMap(List::stream);

    assertThat(effects).contains(new Effect.Add(elsewhere));
  }

  @Test
  void aRemovedMemberSaysSoAndDoesNotComeBackByItself() {
    Topology four = Clusters.after(OURS, TopologyCommand.AddMember.to(OURS, member(4)));
    Founding fourth = founding(4, nodes(1), new Standing.Settled(4, four, false), false);
    fourth.on(new Event.Started());
    Topology three = Clusters.after(four, new TopologyCommand.Remove(node(4)));

    assertThat(fourth.on(new Event.Learned(three)))
        .containsExactly(
            told(new FoundingObservation.Removed(CLUSTER)),
            new Effect.Leave(),
            new Effect.Save(new Standing.Removed(4, four, false)));
    fourth.on(new Event.Saved());
    assertThat(ticks(fourth, 30)).isEmpty();
    assertThat(fourth.on(renewed(1, three, 4))).isEmpty();
  }

  @Test
  void whoIsNoMemberServesNothingAfterARestart() {
    Topology four = Clusters.after(OURS, TopologyCommand.AddMember.to(OURS, member(4)));
    Standing removed = new Standing.Removed(4, four, false);
    Founding fourth = founding(4, nodes(1), removed, false);

    assertThat(fourth.on(new Event.Started()))
        .contains(told(new FoundingObservation.Removed(CLUSTER)), new Effect.Leave());
    assertThat(fourth.on(new Event.Learned(four))).isEmpty();
    assertThat(fourth.on(renewed(1, four, 4))).isEmpty();
    assertThat(ticks(fourth, 30)).isEmpty();
    assertThat(removed.withoutLogs(5)).isEqualTo(new Standing.Removed(5, four, false));
  }

  @Test
  void aMemberThatStartsAsksWhetherItStillIsOne() {
    Founding second = founding(2, nodes(1, 2, 3), new Standing.Settled(2, OURS, true));
    second.on(new Event.Learned(OURS));

    List<Effect> started = second.on(new Event.Started());

    assertThat(started)
        .contains(new Effect.Send(node(1), new Renew(CLUSTER, 2)))
        .contains(new Effect.Send(node(3), new Renew(CLUSTER, 2)))
        .noneMatch(Effect.Serve.class::isInstance);
    assertThat(second.on(new Event.Received(node(1), new Renewed(CLUSTER, 0, 2, true))))
        .as("who knows less cannot tell")
        .isEmpty();
    assertThat(second.on(new Event.Received(node(1), new Renewed(CLUSTER, 0, 2, false)))).isEmpty();
    assertThat(second.on(new Event.Received(node(1), new Renewed(CLUSTER, 9, 77, false))))
        .as("of another life")
        .isEmpty();
    assertThat(second.on(new Event.Received(node(1), new Renewed(0xBAD, 9, 2, false)))).isEmpty();
    assertThat(second.on(renewed(1, OURS, 2))).containsExactly(new Effect.Serve(OURS));
  }

  @Test
  void aMemberThatNobodyAnswersServesAfterAWhile() {
    Founding second = founding(2, nodes(1, 2, 3), new Standing.Settled(2, OURS, true));
    second.on(new Event.Started());

    assertThat(ticks(second, 24)).noneMatch(Effect.Serve.class::isInstance);
    assertThat(ticks(second, 1)).contains(new Effect.Serve(OURS));
    assertThat(ticks(second, 40)).noneMatch(Effect.Serve.class::isInstance);
  }

  @Test
  void whoWasRemovedWhileItWasCutOffHearsOfItFromAnyOther() {
    Topology four = Clusters.after(OURS, TopologyCommand.AddMember.to(OURS, member(4)));
    Topology three = Clusters.after(four, new TopologyCommand.Remove(node(4)));
    Founding fourth = founding(4, nodes(1), new Standing.Settled(4, four, false), false);
    Founding third = founding(3, nodes(1, 2, 3), new Standing.Settled(3, OURS, true));
    third.on(new Event.Started());
    third.on(new Event.Learned(three));
    fourth.on(new Event.Started());
    fourth.on(new Event.Learned(four));

    assertThat(ticks(fourth, 60))
        .filteredOn(effect -> effect instanceof Effect.Send send && send.to().equals(node(3)))
        .contains(new Effect.Send(node(3), new Renew(CLUSTER, 4)));
    List<Effect> answer = third.on(new Event.Received(node(4), new Renew(CLUSTER, 4)));

    assertThat(answer)
        .containsExactly(new Effect.Send(node(4), new Renewed(CLUSTER, three.version(), 4, false)));
    assertThat(fourth.on(renewed(3, three, 4)))
        .contains(new Effect.Leave(), new Effect.Save(new Standing.Removed(4, four, false)));
    assertThat(fourth.on(new Event.SaveFailed())).isEmpty();
    assertThat(ticks(fourth, 1))
        .containsExactly(new Effect.Save(new Standing.Removed(4, four, false)));
  }

  @Test
  void theSettledDoNotGoBackToThePastOfTheirGroup() {
    Topology four = Clusters.after(OURS, TopologyCommand.AddMember.to(OURS, member(4)));
    Founding fourth = founding(4, nodes(1), new Standing.Settled(4, four, false), false);
    fourth.on(new Event.Learned(OURS));
    fourth.on(new Event.Started());

    assertThat(fourth.on(renewed(1, four, 4))).contains(new Effect.Serve(four));
  }

  @Test
  void whoMayFoundNothingAndKnowsNobodyIsRefused() {
    assertThatThrownBy(() -> founding(1, nodes(1), new Standing.Outside(1, 0), false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> founding(4, nodes(1, 2), new Standing.Outside(1, 0), true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Founding founding(int self, SortedSet<NodeId> listed, Standing standing) {
    return founding(self, listed, standing, true);
  }

  private static Founding founding(
      int self, SortedSet<NodeId> listed, Standing standing, boolean bootstrap) {
    return new Founding(
        new FoundingConfig(member(self), listed, bootstrap, 16), standing, new Random(self));
  }

  private static SortedSet<NodeId> nodes(int... numbers) {
    TreeSet<NodeId> nodes = new TreeSet<>();
    for (int number : numbers) {
      nodes.add(node(number));
    }
    return nodes;
  }

  private static long fingerprint() {
    return new FoundingConfig(member(1), nodes(1, 2, 3), true, 16).fingerprint();
  }

  private static Propose proposal(Topology initial) {
    return new Propose(initial, fingerprint());
  }

  private static Event hello(int from) {
    return new Event.Received(node(from), new Hello(5, member(from), fingerprint(), 0));
  }

  /** A founder among as many says that it is in no cluster. */
  private static Event blank(int from, long token, int founders) {
    SortedSet<NodeId> listed = founders == 2 ? nodes(1, 2) : nodes(1, 2, 3);
    long fingerprint = new FoundingConfig(member(1), listed, true, 16).fingerprint();
    return new Event.Received(
        node(from), new HelloAnswered(token, member(from), fingerprint, 0, false, 16));
  }

  private static Event renewed(int from, Topology topology, int asker) {
    boolean isMember = topology.isMember(member(asker).replica());
    return new Event.Received(
        node(from), new Renewed(topology.clusterId(), topology.version(), asker, isMember));
  }

  private static List<Effect> ticks(Founding founding, int ticks) {
    return Stream.generate(() -> founding.on(new Event.Tick()))
        .limit(ticks)
        .flatMap(List::stream)
        .toList();
  }

  private static Event answer(long token, Member self, long cluster, boolean settled) {
    return answer(token, self, cluster, settled, 16);
  }

  private static Event answer(
      long token, Member self, long cluster, boolean settled, int partitions) {
    return new Event.Received(
        self.id(), new HelloAnswered(token, self, fingerprint(), cluster, settled, partitions));
  }

  private static long asked(List<Effect> effects) {
    return sent(effects).stream()
        .filter(Hello.class::isInstance)
        .map(message -> ((Hello) message).token())
        .findFirst()
        .orElseThrow();
  }

  private static List<FoundingMessage> sent(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.Send.class::isInstance)
        .map(effect -> ((Effect.Send) effect).message())
        .toList();
  }

  private static List<Standing> saves(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.Save.class::isInstance)
        .map(effect -> ((Effect.Save) effect).standing())
        .toList();
  }

  private static Standing saved(List<Effect> effects) {
    return saves(effects).getFirst();
  }

  private static Effect told(FoundingObservation observation) {
    return new Effect.Observed(observation);
  }
}
