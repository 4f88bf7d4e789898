package io.kvasir.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.contract.Secrets;
import io.kvasir.contract.States;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.causality.VersionVector;
import io.kvasir.core.crdt.Seen;
import io.kvasir.core.node.Actor;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A context comes back as it was given out, to what it was given out for, or not at all. */
class ContextTokensTest {
  private static final EntryKey ENTRY = States.entry("fruit", 3, "basket");
  private static final Element APPLE = new Element("apple");
  private static final Seen.OfKey SEEN =
      new Seen.OfKey(CausalContext.of(DotSet.of(new Dot(States.ACTOR, 7))));

  private final ContextTokens tokens = new ContextTokens(Secrets.of(1), ENTRY);

  @Property(tries = 300)
  void comesBackAsItWasGivenOut(@ForAll("contexts") CausalContext context) {
    Seen.OfKey seen = new Seen.OfKey(context);

    assertThat(tokens.key(tokens.ofKey(seen))).isEqualTo(seen);
    assertThat(tokens.part(APPLE, tokens.ofPart(APPLE, seen))).isEqualTo(seen);
  }

  @Example
  void isGoodForNothingElse() {
    String token = tokens.ofKey(SEEN);
    String part = tokens.ofPart(APPLE, SEEN);

    for (EntryKey other :
        List.of(
            States.entry("fruit", 4, "basket"),
            States.entry("fruit", 3, "baske"),
            States.entry("fruits", 3, "basket"))) {
      ContextTokens others = new ContextTokens(Secrets.of(1), other);
      assertBad(() -> others.key(token));
      assertBad(() -> others.part(APPLE, part));
    }
    assertBad(() -> new ContextTokens(Secrets.of(2), ENTRY).key(token));
    assertBad(() -> tokens.part(new Element("pear"), part));
    assertBad(() -> tokens.part(APPLE, token));
    assertBad(() -> tokens.key(part));
  }

  @Example
  void noBitOfItCanBeChanged() {
    byte[] token = Base64.getUrlDecoder().decode(tokens.ofKey(SEEN));
    for (int bit = 0; bit < 8 * token.length; bit++) {
      byte[] changed = token.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertBad(() -> tokens.key(encoded(changed)));
    }
    for (int length = 0; length < token.length; length++) {
      byte[] cut = Arrays.copyOf(token, length);
      assertBad(() -> tokens.key(encoded(cut)));
    }
    assertBad(() -> tokens.key("no base64!"));
  }

  @Example
  void saysWhoseItIs() {
    assertThat(ContextTokens.isOfPart(tokens.ofKey(SEEN))).isFalse();
    assertThat(ContextTokens.isOfPart(tokens.ofPart(APPLE, SEEN))).isTrue();
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static void assertBad(ThrowingCallable reading) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.failure()).isInstanceOf(Failure.BadContext.class));
  }

  @Provide
  Arbitrary<CausalContext> contexts() {
    Arbitrary<Actor> actors = Arbitraries.longs().map(Actor::new);
    Arbitrary<Long> counters = Arbitraries.longs().greaterOrEqual(1);
    Arbitrary<DotSet> clouds =
        Combinators.combine(actors, counters).as(Dot::new).set().ofMaxSize(4).map(DotSet::of);
    Arbitrary<Map<Actor, Long>> vectors = Arbitraries.maps(actors, counters).ofMaxSize(4);
    return Combinators.combine(vectors, clouds)
        .as((vector, cloud) -> new CausalContext(new VersionVector(new TreeMap<>(vector)), cloud));
  }
}
