package io.kvasir.core.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.membership.MembershipObservation.StoodStill;
import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.Incarnation;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SwimTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NodeId C = new NodeId("c");
  private static final Endpoint AT_A = new Endpoint("host", 1);
  private static final Endpoint AT_B = new Endpoint("host", 2);
  private static final Endpoint AT_C = new Endpoint("host", 3);
  private static final Claim B_IS_ALIVE = Claim.alive(B, Incarnation.FIRST, AT_B);
  private static final Claim C_IS_ALIVE = Claim.alive(C, Incarnation.FIRST, AT_C);

  private final Swim swim = new Swim(A, AT_A, SwimConfig.DEFAULT, new Tick(0), new Random(1));
  private long now;

  @Test
  void answersAPingThatIsMeantForIt() {
    assertThat(sent(receive(B_IS_ALIVE, new SwimMessage.Ping(7, A))))
        .extracting(Datagram::message)
        .containsExactly(new SwimMessage.Ack(7));
    assertThat(sent(receive(B_IS_ALIVE, new SwimMessage.Ping(8, C)))).isEmpty();
  }

  @Test
  void pingsForAnotherAndBringsTheAnswerWithWhatTheTargetSays() {
    List<Datagram> pings = sent(receive(B_IS_ALIVE, new SwimMessage.PingRequest(9, C, AT_C)));
    SwimMessage.Ping ping = (SwimMessage.Ping) pings.getFirst().message();

    List<Datagram> answers = sent(receive(C_IS_ALIVE, new SwimMessage.Ack(ping.number())));

    assertThat(ping.to()).isEqualTo(C);
    assertThat(answers).hasSize(1);
    assertThat(answers.getFirst().message()).isEqualTo(new SwimMessage.Ack(9));
    assertThat(answers.getFirst().claims()).startsWith(C_IS_ALIVE);
  }

  @Test
  void saysThatItHasNoAnswerYet() {
    receive(B_IS_ALIVE, new SwimMessage.PingRequest(9, C, AT_C));

    assertThat(sent(pass(SwimConfig.DEFAULT.ackMillis() + 50)))
        .extracting(Datagram::message)
        .contains(new SwimMessage.Nack(9));
  }

  @Test
  void asksOthersBeforeItSuspectsAndSuspectsBeforeItDeclaresDead() {
    know();

    List<Effect> effects = pass(10_000);

    assertThat(sent(effects)).anyMatch(each -> each.message() instanceof SwimMessage.PingRequest);
    assertThat(states(effects, B)).containsExactly(MemberState.SUSPECT, MemberState.DEAD);
  }

  @Test
  void aSuspectHearsOfItWithTheNextPing() {
    know();
    receive(C_IS_ALIVE, new SwimMessage.Gossip(), B_IS_ALIVE.as(MemberState.SUSPECT, C));

    Datagram ping =
        sent(pass(1_000)).stream()
            .filter(
                each ->
                    each.message() instanceof SwimMessage.Ping(long number, NodeId to)
                        && to.equals(B))
            .findFirst()
            .orElseThrow();

    assertThat(ping.claims()).startsWith(B_IS_ALIVE.as(MemberState.SUSPECT, C));
  }

  @Test
  void speaksUpAtOnceWhenItIsSuspectedOrDead() {
    know();
    Claim dead = new Claim(A, MemberState.DEAD, new Incarnation(5), AT_A, C);

    List<Datagram> sent = sent(receive(B_IS_ALIVE, new SwimMessage.Gossip(), dead));

    assertThat(swim.self()).isEqualTo(Claim.alive(A, new Incarnation(6), AT_A));
    assertThat(sent).isNotEmpty().allMatch(each -> each.sender().equals(swim.self()));
  }

  @Test
  void tellsAFormerLifeOfItsEnd() {
    receive(Claim.alive(B, new Incarnation(4), AT_B), new SwimMessage.Gossip());

    List<Datagram> answers = sent(receive(B_IS_ALIVE, new SwimMessage.Ping(1, A)));

    assertThat(answers.getFirst().claims()).startsWith(Claim.alive(B, new Incarnation(4), AT_B));
  }

  @Test
  void speaksUpWhenAFormerLifeWasElsewhere() {
    receive(
        B_IS_ALIVE,
        new SwimMessage.Gossip(),
        Claim.alive(A, Incarnation.FIRST, new Endpoint("elsewhere", 1)));

    assertThat(swim.self()).isEqualTo(Claim.alive(A, new Incarnation(2), AT_A));
  }

  @Test
  void aDeathInATableIsASuspicionFirst() {
    know();

    List<Effect> effects =
        receive(C_IS_ALIVE, new SwimMessage.Sync(false), B_IS_ALIVE.as(MemberState.DEAD, C));

    assertThat(states(effects, B)).containsExactly(MemberState.SUSPECT);
  }

  @Test
  void whoLeavesIsGoneAtOnceAndComesBackWithAHigherIncarnation() {
    know();
    Claim left = B_IS_ALIVE.as(MemberState.LEFT, B);
    Claim back = Claim.alive(B, new Incarnation(2), AT_B);

    assertThat(states(receive(left, new SwimMessage.Gossip()), B))
        .containsExactly(MemberState.LEFT);
    assertThat(states(receive(B_IS_ALIVE, new SwimMessage.Gossip()), B)).isEmpty();
    assertThat(states(receive(back, new SwimMessage.Gossip()), B))
        .containsExactly(MemberState.ALIVE);
  }

  @Test
  void saysGoodbyeToAllAndNothingMore() {
    know();

    List<Effect> goodbye = swim.on(new Event.Leaving());

    assertThat(sent(goodbye))
        .hasSize(2)
        .allMatch(each -> each.sender().state() == MemberState.LEFT);
    assertThat(pass(10_000)).isEmpty();
    assertThat(receive(B_IS_ALIVE, new SwimMessage.Ping(1, A))).isEmpty();
  }

  @Test
  void timeInWhichItStoodStillDoesNotCountAgainstOthers() {
    know();
    now += 30_000;

    List<Effect> effects = swim.on(new Event.Ticked(new Tick(now)));

    assertThat(effects).anyMatch(each -> each instanceof Effect.Observed(StoodStill stood));
    assertThat(states(effects, B)).isEmpty();
    assertThat(states(effects, C)).isEmpty();
  }

  @Test
  void forgetsWhoIsGoneForLongAndNotListed() {
    know();
    swim.on(new Event.Listed(new TreeMap<>(Map.of(C, AT_C))));

    List<Effect> effects = pass(SwimConfig.DEFAULT.forgetMillis() + 10_000);

    assertThat(effects).contains(new Effect.Forget(B)).doesNotContain(new Effect.Forget(C));
  }

  @Test
  void goesOnTryingWhoIsGone() {
    know();
    pass(10_000);

    assertThat(destinations(pass(5_000))).contains(AT_B, AT_C);
  }

  @Test
  void triesTheSeedsWhenItKnowsNobody() {
    swim.on(new Event.Seeded(List.of(AT_C)));

    assertThat(destinations(pass(1_000))).containsOnly(AT_C);
  }

  @Test
  void triesWhereAMemberIsListedNow() {
    know();
    pass(10_000);
    Endpoint moved = new Endpoint("moved", 9);
    swim.on(new Event.Listed(new TreeMap<>(Map.of(B, moved, C, AT_C))));

    assertThat(destinations(pass(10_000))).contains(moved);
  }

  @Test
  void probesSlowerWhenNobodyAnswersIt() {
    know();

    pass(1_000);

    assertThat(swim.healthScore()).isPositive();
  }

  private void know() {
    swim.on(new Event.Listed(new TreeMap<>(Map.of(B, AT_B, C, AT_C))));
    receive(B_IS_ALIVE, new SwimMessage.Gossip());
    receive(C_IS_ALIVE, new SwimMessage.Gossip());
  }

  private List<Effect> receive(Claim sender, SwimMessage message, Claim... claims) {
    Datagram datagram = new Datagram(sender, message, List.of(claims));
    return swim.on(new Event.Received(new Tick(now), sender.address(), datagram));
  }

  private List<Effect> pass(long millis) {
    List<Effect> effects = new ArrayList<>();
    for (long end = now + millis; now < end; now += 50) {
      effects.addAll(swim.on(new Event.Ticked(new Tick(now))));
    }
    return effects;
  }

  private static List<Datagram> sent(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.Send.class::isInstance)
        .map(effect -> ((Effect.Send) effect).datagram())
        .toList();
  }

  private static List<Endpoint> destinations(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.Send.class::isInstance)
        .map(effect -> ((Effect.Send) effect).to())
        .toList();
  }

  private static List<MemberState> states(List<Effect> effects, NodeId member) {
    return effects.stream()
        .filter(Effect.Believe.class::isInstance)
        .map(effect -> ((Effect.Believe) effect).claim())
        .filter(claim -> claim.member().equals(member))
        .map(Claim::state)
        .toList();
  }
}
