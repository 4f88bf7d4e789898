package io.kvasir.core.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.Incarnation;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.Tick;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SwimPropertyTest {
  private static final NodeId SELF = new NodeId("self");
  private static final Endpoint HERE = new Endpoint("here", 1);
  private static final List<NodeId> OTHERS =
      List.of(new NodeId("a"), new NodeId("b"), new NodeId("c"));

  @Property
  void theOrderInWhichClaimsAreHeardDoesNotMatter(
      @ForAll("claims") List<Claim> claims, @ForAll Random random) {
    List<Claim> shuffled = new ArrayList<>(claims);
    Collections.shuffle(shuffled, random);

    assertThat(believed(shuffled)).isEqualTo(believed(claims));
  }

  @Property
  void hearingAClaimAgainChangesNothing(@ForAll("claims") List<Claim> claims) {
    List<Claim> twice = new ArrayList<>(claims);
    twice.addAll(claims);

    assertThat(believed(twice)).isEqualTo(believed(claims));
  }

  @Property
  void ofTwoClaimsThatDifferOneOutweighsTheOther(
      @ForAll("claim") Claim a, @ForAll("claim") Claim b) {
    Claim same = new Claim(a.member(), b.state(), b.incarnation(), b.address(), b.by());

    assertThat(a.outweighs(same) && same.outweighs(a)).isFalse();
    assertThat(a.outweighs(same) || same.outweighs(a)).isEqualTo(!a.agreesWith(same));
  }

  @Property
  void whatIsSaidOfThisNodeNeverStands(@ForAll("claims") List<Claim> claims) {
    Roster roster = new Roster(SELF, HERE);

    for (Claim claim : claims) {
      Claim before = roster.self();
      roster.hear(new Claim(SELF, claim.state(), claim.incarnation(), claim.address(), claim.by()));

      assertThat(roster.self().state()).isEqualTo(MemberState.ALIVE);
      assertThat(roster.self().incarnation()).isGreaterThanOrEqualTo(before.incarnation());
      assertThat(claim.incarnation()).isLessThanOrEqualTo(roster.self().incarnation());
    }
  }

  private static List<String> believed(List<Claim> claims) {
    Roster roster = new Roster(SELF, HERE);
    OTHERS.forEach(other -> roster.hear(Claim.listed(other, HERE)));
    claims.forEach(roster::hear);
    return roster.others().stream()
        .map(claim -> claim.member() + " " + claim.state() + claim.incarnation() + claim.address())
        .toList();
  }

  /** Names and hosts as long as they may be, and as many as there are: a datagram has its bound. */
  @Property(tries = 50)
  void everyDatagramIsWithinTheBound(
      @ForAll("members") List<Claim> members, @ForAll Random random) {
    Swim swim = new Swim(SELF, HERE, SwimConfig.DEFAULT, new Tick(0), random);
    TreeMap<NodeId, Endpoint> listed = new TreeMap<>();
    members.forEach(claim -> listed.put(claim.member(), claim.address()));
    List<Effect> effects = new ArrayList<>(swim.on(new Event.Listed(listed)));
    long sent = 0;
    for (Claim claim : members) {
      Datagram news = new Datagram(claim(claim), new SwimMessage.Sync(true), List.of());
      effects.addAll(swim.on(new Event.Received(new Tick(sent), HERE, news)));
    }
    for (int tick = 1; tick < 200; tick++) {
      effects.addAll(swim.on(new Event.Ticked(new Tick(tick * 50L))));
    }

    for (Effect effect : effects) {
      if (effect instanceof Effect.Send(Endpoint to, Datagram datagram)) {
        sent++;
        assertThat(bytes(datagram)).isLessThanOrEqualTo(Datagram.MAX_BYTES);
        assertThat(datagram.claims()).hasSizeLessThanOrEqualTo(Datagram.MAX_CLAIMS);
      }
    }
    assertThat(sent).isPositive();
  }

  private static Claim claim(Claim any) {
    return Claim.alive(any.member(), Incarnation.FIRST, any.address());
  }

  private static int bytes(Datagram datagram) {
    return Datagram.HEADER_BYTES
        + datagram.sender().datagramBytes()
        + datagram.message().datagramBytes()
        + datagram.claims().stream().mapToInt(Claim::datagramBytes).sum();
  }

  @Provide
  Arbitrary<List<Claim>> claims() {
    return claim().list().ofMaxSize(12);
  }

  @Provide
  Arbitrary<Claim> claim() {
    return Combinators.combine(
            Arbitraries.of(OTHERS),
            Arbitraries.of(MemberState.class),
            Arbitraries.longs().between(0, 4).map(Incarnation::new),
            Arbitraries.of(HERE, new Endpoint("there", 1), new Endpoint("there", 2)),
            Arbitraries.of(OTHERS))
        .as(Claim::new);
  }

  @Provide
  Arbitrary<List<Claim>> members() {
    Arbitrary<NodeId> ids =
        Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(64).map(NodeId::new);
    Arbitrary<Endpoint> addresses =
        Combinators.combine(
                Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(253),
                Arbitraries.integers().between(1, 65_535))
            .as(Endpoint::new);
    return Combinators.combine(ids, addresses)
        .as((id, address) -> Claim.alive(id, Incarnation.FIRST, address))
        .list()
        .ofMinSize(1)
        .ofMaxSize(80);
  }
}
