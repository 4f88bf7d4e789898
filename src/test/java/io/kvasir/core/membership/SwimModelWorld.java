package io.kvasir.core.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.fixture.Explorer;
import io.kvasir.core.fixture.Explorer.Choice;
import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.Incarnation;
import io.kvasir.core.node.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Three rosters, and messages with all that their senders believe. */
final class SwimModelWorld implements Explorer.World {
  private static final List<NodeId> NODES =
      List.of(new NodeId("a"), new NodeId("b"), new NodeId("c"));
  private static final int ROUNDS = 6;

  /**
   * What may happen how often.
   *
   * @param tables whether messages are pages of tables, else news
   */
  record Budget(int suspicions, int messages, int restarts, boolean tables) {}

  /** How a roster hears a claim. */
  interface Hearing {
    Roster.Heard hear(Roster roster, Claim claim);
  }

  private record Message(NodeId from, NodeId to, List<Claim> claims) {}

  private final Budget budget;
  private final Hearing hearing;
  private final SortedMap<NodeId, Roster> rosters = new TreeMap<>();
  private final SortedMap<NodeId, Incarnation> highest = new TreeMap<>();
  private final List<Message> messages = new ArrayList<>();
  private int suspicions;
  private int sent;
  private int restarts;

  SwimModelWorld(Budget budget, Hearing hearing) {
    this.budget = budget;
    this.hearing = hearing;
    NODES.forEach(this::start);
    NODES.forEach(to -> NODES.forEach(from -> hear(from, to, List.of(roster(from).self()))));
  }

  private void start(NodeId node) {
    Roster roster = new Roster(node, new Endpoint(node.value(), 1));
    rosters.put(node, roster);
    NODES.stream()
        .filter(other -> !other.equals(node))
        .forEach(other -> roster.hear(Claim.listed(other, new Endpoint(other.value(), 1))));
    highest.merge(node, Incarnation.FIRST, (a, b) -> a.compareTo(b) > 0 ? a : b);
  }

  private Roster roster(NodeId node) {
    return Objects.requireNonNull(rosters.get(node));
  }

  @Override
  public List<Choice> choices() {
    List<Choice> choices = new ArrayList<>();
    for (Message message : messages) {
      choices.add(
          new Choice("deliver", message.from() + ">" + message.to(), () -> deliver(message)));
    }
    for (NodeId at : NODES) {
      for (Claim claim : List.copyOf(roster(at).others())) {
        judge(at, claim, choices);
      }
      NODES.stream()
          .filter(to -> !to.equals(at) && sent < budget.messages())
          .forEach(to -> choices.add(new Choice("send", at + ">" + to, () -> send(at, to))));
      if (restarts < budget.restarts()) {
        choices.add(new Choice("restart", at.value(), () -> restart(at)));
      }
    }
    return choices;
  }

  private void judge(NodeId at, Claim claim, List<Choice> choices) {
    String whom = at + " of " + claim.member();
    if (claim.state() == MemberState.ALIVE && suspicions < budget.suspicions()) {
      choices.add(new Choice("suspect", whom, () -> suspect(at, claim)));
    }
    if (claim.state() == MemberState.SUSPECT) {
      choices.add(
          new Choice(
              "time out", whom, () -> hear(at, at, List.of(claim.as(MemberState.DEAD, at)))));
    }
  }

  private void suspect(NodeId at, Claim claim) {
    suspicions++;
    hear(at, at, List.of(claim.as(MemberState.SUSPECT, at)));
  }

  private void send(NodeId from, NodeId to) {
    sent++;
    messages.add(new Message(from, to, told(from)));
  }

  private List<Claim> told(NodeId from) {
    List<Claim> claims = new ArrayList<>(List.of(roster(from).self()));
    claims.addAll(roster(from).others());
    return claims;
  }

  private void restart(NodeId node) {
    restarts++;
    start(node);
  }

  private void deliver(Message message) {
    messages.remove(message);
    hear(message.from(), message.to(), message.claims());
  }

  private void hear(NodeId from, NodeId to, List<Claim> claims) {
    for (Claim claim : claims) {
      List<Claim> before = List.copyOf(roster(to).others());
      Roster.Heard heard =
          budget.tables() && !claim.member().equals(from) && !from.equals(to)
              ? roster(to).hearFromTable(claim, from)
              : hearing.hear(roster(to), claim);
      assertThat(heard).isNotNull();
      before.forEach(known -> assertNoLighter(to, known));
    }
    highest.merge(to, roster(to).self().incarnation(), (a, b) -> a.compareTo(b) > 0 ? a : b);
    roster(to).others().forEach(this::assertNotInvented);
  }

  private void assertNoLighter(NodeId at, Claim before) {
    assertThat(roster(at).of(before.member()).filter(now -> !before.outweighs(now)))
        .as("%s still believes %s or more", at, before)
        .isPresent();
  }

  private void assertNotInvented(Claim claim) {
    assertThat(claim.incarnation())
        .as("%s", claim)
        .isLessThanOrEqualTo(Objects.requireNonNull(highest.get(claim.member())));
  }

  @Override
  public String fingerprint() {
    return rosters.values().stream()
            .map(roster -> roster.self() + "" + roster.others())
            .collect(Collectors.joining("|"))
        + messages.stream().map(Message::toString).sorted().toList()
        + suspicions
        + sent
        + restarts;
  }

  /** Who has talked to all others, and they to it, a few times, believes in them. */
  @Override
  public void ended() {
    for (int round = 0; round < ROUNDS; round++) {
      NODES.forEach(from -> NODES.forEach(to -> hear(from, to, told(from))));
    }
    for (NodeId at : NODES) {
      for (Claim claim : roster(at).others()) {
        assertThat(claim.agreesWith(roster(claim.member()).self()))
            .as("%s believes %s, which says %s", at, claim, roster(claim.member()).self())
            .isTrue();
      }
    }
  }
}
