package io.kvasir.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.replication.Holding;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What a session knows. */
class SessionTest {
  private static final GroupId SHARD = new GroupId(7);

  /** One thing that a session did. */
  interface Deed {
    Session after(Session session);
  }

  @Property(tries = 500)
  void comesBackFromItsBytes(@ForAll("deeds") List<Deed> deeds) {
    Session session = session(deeds);

    assertThat(Session.decoded(session.encoded())).isEqualTo(session);
  }

  @Property(tries = 500)
  void knowsWhatItsPartsKnewInWhateverOrder(
      @ForAll("deeds") List<Deed> some, @ForAll("deeds") List<Deed> others) {
    Session one = session(some);
    Session other = session(others);
    Session both = one.and(other);

    assertThat(both).isEqualTo(other.and(one));
    assertThat(both.and(one)).isEqualTo(both);
    for (Session part : List.of(one, other)) {
      for (int size = 1; size <= 7; size++) {
        assertThat(both.holding().meeting(size))
            .isGreaterThanOrEqualTo(part.holding().meeting(size));
      }
      part.revisions()
          .forEach((shard, revision) -> assertThat(both.isServedBy(shard, revision - 1)).isFalse());
    }
  }

  /** Of any so many that took a write, one is among those who are asked. */
  @Property(tries = 500)
  void asksSoManyThatOneOfThemHasIt(
      @ForAll @IntRange(min = 1, max = 7) int size, @ForAll @IntRange(min = 1, max = 7) int held) {
    int holders = Math.min(held, size);

    Session exact = Session.BEGUN.knowing(new Quorum.Exactly(holders), 1);
    Session majority = Session.BEGUN.knowing(new Quorum.Majority(), 1);

    assertThat(holders + exact.holding().meeting(size)).isGreaterThan(size);
    assertThat(new Quorum.Majority().of(size) + majority.holding().meeting(size))
        .isGreaterThan(size);
    assertThat(exact.holding().meeting(size)).isBetween(1, size);
  }

  @Test
  void reliesOnTheLeastThatHolds() {
    Session session =
        Session.BEGUN.knowing(new Quorum.Exactly(3), 1).knowing(new Quorum.Exactly(2), 1);

    assertThat(session.holding()).isEqualTo(new Holding(2, false));
    assertThat(session.holding().meeting(3)).isEqualTo(2);
    assertThat(session.knowing(new Quorum.Exactly(1), 1).holding().meeting(3)).isEqualTo(3);
    assertThat(Session.BEGUN.knowing(new Quorum.All(), 1).holding()).isEqualTo(Holding.NOTHING);
  }

  @Test
  void isServedFromItsRevisionOn() {
    Session session = Session.BEGUN.knowing(SHARD, 5, 1).knowing(SHARD, 4, 1);

    assertThat(session.isServedBy(SHARD, 4)).isFalse();
    assertThat(session.isServedBy(SHARD, 5)).isTrue();
    assertThat(session.isServedBy(new GroupId(8), 0)).isTrue();
  }

  @Test
  void ofTooManyShardsItCountsOnTheLatestOfEach() {
    Session session = Session.BEGUN;
    for (int shard = 0; shard <= Session.MAX_SHARDS; shard++) {
      assertThat(session.saturated()).isFalse();
      session = session.knowing(new GroupId(shard), 1, 1);
    }

    assertThat(session.saturated()).isTrue();
    assertThat(session.isServedBy(SHARD, Long.MAX_VALUE)).isFalse();
    assertThat(session.encoded().length()).isLessThan(32);
    assertThat(Session.decoded(session.encoded()).and(Session.BEGUN).saturated()).isTrue();
  }

  @Test
  void isNotReadFromBytesThatAreCutShort() {
    Bytes bytes = Session.BEGUN.knowing(SHARD, 5, 1).encoded();

    for (int length = 0; length < bytes.length(); length++) {
      Bytes cut = Bytes.copyOf(Arrays.copyOf(bytes.toArray(), length));
      if (length != Session.BEGUN.encoded().length()) {
        assertThatThrownBy(() -> Session.decoded(cut)).isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  private static Session session(List<Deed> deeds) {
    Session session = Session.BEGUN;
    for (Deed deed : deeds) {
      session = deed.after(session);
    }
    return session;
  }

  @Provide
  Arbitrary<List<Deed>> deeds() {
    Arbitrary<Long> millis = Arbitraries.longs().between(0, 1_000);
    Arbitrary<Quorum> quorums =
        Arbitraries.oneOf(
            Arbitraries.of(new Quorum.Majority(), new Quorum.All()),
            Arbitraries.integers().between(1, 7).map(Quorum.Exactly::new));
    Arbitrary<Deed> convergent =
        Combinators.combine(quorums, millis).as((quorum, at) -> s -> s.knowing(quorum, at));
    Arbitrary<Deed> linearizable =
        Combinators.combine(
                Arbitraries.longs().between(1, 80), Arbitraries.longs().between(1, 99), millis)
            .as((shard, revision, at) -> s -> s.knowing(new GroupId(shard), revision, at));
    return Arbitraries.oneOf(convergent, linearizable).list().ofMaxSize(90);
  }
}
