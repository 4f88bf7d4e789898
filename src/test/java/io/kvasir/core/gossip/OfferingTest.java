package io.kvasir.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.Actor;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a replica answers to members that it has seen in another state. */
class OfferingTest {
  private static final Element APPLE = new Element("apple");
  private static final Dot FIRST = new Dot(new Actor(1), 1);
  private static final Dot SECOND = new Dot(new Actor(1), 2);

  @Test
  void aMemberThatWasAddedAnewIsNotRemovedWithItsFormerDot() {
    OrSwot offered = apple(DotSet.of(List.of(FIRST)), FIRST);
    OrSwot held = apple(DotSet.of(List.of(SECOND)), FIRST, SECOND);

    Slice answer = Offering.removed(part(offered), part(held)).orElseThrow();

    OrSwot after = (OrSwot) Crdt.join(offered, answer.state());
    assertThat(after.dotsOf(APPLE)).isEqualTo(DotSet.of(List.of(SECOND)));
  }

  @Test
  void aMemberThatWasRemovedGoes() {
    OrSwot offered = apple(DotSet.of(List.of(FIRST)), FIRST);
    OrSwot held =
        new OrSwot(DotSet.EMPTY, new TreeMap<>(), CausalContext.of(DotSet.of(List.of(FIRST))));

    Slice answer = Offering.removed(part(offered), part(held)).orElseThrow();

    assertThat(((OrSwot) Crdt.join(offered, answer.state())).members()).isEmpty();
  }

  @Test
  void ofWhatIsTooLargeForOneAnswerNothingIsSaid() {
    Element huge = new Element("x".repeat((int) Offering.PAGE_BYTES));
    OrSwot offered = of(huge, DotSet.of(List.of(FIRST)), FIRST);
    OrSwot held = of(huge, DotSet.of(List.of(SECOND)), FIRST, SECOND);
    Scope scope = new Scope.Elements(new TreeSet<>(List.of(huge)));

    assertThat(Offering.removed(new Slice(offered, scope), new Slice(held, scope))).isEmpty();
  }

  @Test
  void whatIsTheSameIsNotAnswered() {
    OrSwot same = apple(DotSet.of(List.of(FIRST)), FIRST);

    assertThat(Offering.removed(part(same), part(same))).isEmpty();
  }

  private static OrSwot apple(DotSet by, Dot... seen) {
    return of(APPLE, by, seen);
  }

  private static OrSwot of(Element element, DotSet by, Dot... seen) {
    TreeMap<Element, DotSet> entries = new TreeMap<>();
    entries.put(element, by);
    return new OrSwot(DotSet.EMPTY, entries, CausalContext.of(DotSet.of(List.of(seen))));
  }

  private static Slice part(OrSwot set) {
    return new Slice(set, new Scope.Elements(new TreeSet<>(List.of(APPLE))));
  }
}
