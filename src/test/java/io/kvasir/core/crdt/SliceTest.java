package io.kvasir.core.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.node.Actor;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SliceTest {
  private static final Actor A = new Actor(1);

  @Test
  void aDeltaBeyondTheScopeIsRefused() {
    Slice known = Slice.absent(DataType.OR_SWOT, scope("a"));
    Slice delta = OrSwot.BOTTOM.add(A, elements("b"));

    assertThatThrownBy(() -> known.join(delta)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingIsClaimedThatIsNotKnown() {
    Slice known = OrSwot.BOTTOM.add(A, elements("a"));

    assertThatThrownBy(() -> known.restrict(Scope.whole()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> known.restrict(scope("a", "b")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aValueThatIsNoSetAnswersForAnyPart() {
    Slice register = new Writer(A).write(LwwRegister.BOTTOM, new Operation.Put(Value.text("x")), 1);
    Slice known = new Slice(register.state(), scope("a"));

    Slice backed = known.backedBy(new Slice(LwwRegister.BOTTOM, scope("b")));

    assertThat(backed.state()).isEqualTo(register.state());
    assertThat(backed.scope()).isEqualTo(scope("a", "b"));
  }

  @Test
  void anEmptySliceOfElementsKeepsContextAndPresence() {
    Slice removed = OrSwot.BOTTOM.remove(A, elements("a"));

    Slice part = Slice.whole(removed.state()).restrict(scope());

    assertThat(part.state()).isEqualTo(removed.state());
    assertThat(part.state().isPresent()).isTrue();
  }

  private static Scope scope(String... elements) {
    return new Scope.Elements(elements(elements));
  }

  private static SortedSet<Element> elements(String... texts) {
    return new TreeSet<>(List.of(texts).stream().map(Element::new).toList());
  }
}
