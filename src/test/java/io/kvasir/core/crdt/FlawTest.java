package io.kvasir.core.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.contract.States;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.node.Actor;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FlawTest {
  private static final EntryKey ENTRY = States.entry("c", "k");
  private static final Crdt ONE = counted(1, 5);
  private static final Crdt OTHER = counted(2, 7);
  private static final Flaw.Testimony NOTHING = new Flaw.Testimony(Optional.empty(), true);

  private static Flaw.Testimony said(Crdt state) {
    return new Flaw.Testimony(Optional.of(state), true);
  }

  private static Crdt counted(long actor, long amount) {
    return new PnCounter(new TreeMap<>()).adjust(new Actor(actor), amount);
  }

  private static long digest(Crdt state) {
    return Digest.of(ENTRY, Slice.whole(state));
  }

  private static Flaw flaw(long kept, Crdt found) {
    return new Flaw(ENTRY, kept, Optional.of(digest(found)));
  }

  private static Flaw.Remedy remedy(Flaw flaw, Flaw.Testimony... others) {
    return flaw.remedy(DataType.PN_COUNTER, List.of(others), true);
  }

  @Test
  void rowsAreWrongWhenDigestAndAnotherReplicaAgree() {
    Flaw flaw = flaw(digest(ONE), OTHER);

    assertThat(remedy(flaw, NOTHING, said(ONE))).isEqualTo(new Flaw.Remedy.Restore(ONE));
    assertThat(remedy(flaw, said(OTHER), said(ONE)))
        .isEqualTo(new Flaw.Remedy.Restore(Crdt.join(ONE, OTHER)));
  }

  @Test
  void theDigestIsWrongWhenRowsAndAnotherReplicaAgree() {
    Flaw flaw = flaw(digest(ONE) + 12, ONE);

    assertThat(remedy(flaw, said(ONE))).isEqualTo(new Flaw.Remedy.Correct(-12));
  }

  @Test
  void aDigestOfNothingIsWrongWhenNobodyHasAnything() {
    Flaw flaw = new Flaw(ENTRY, 12, Optional.of(0L));

    assertThat(remedy(flaw, NOTHING)).isEqualTo(new Flaw.Remedy.Correct(-12));
  }

  @Test
  void whoLostItsDiskIsNoWitness() {
    Flaw flaw = new Flaw(ENTRY, digest(ONE), Optional.of(0L));
    Flaw.Testimony empty = new Flaw.Testimony(Optional.empty(), false);

    assertThat(remedy(flaw, empty)).isEqualTo(new Flaw.Remedy.Wait());
    assertThat(remedy(flaw, empty, said(ONE))).isEqualTo(new Flaw.Remedy.Restore(ONE));
  }

  @Test
  void nobodyKnowsWhenNoTwoAgree() {
    Flaw flaw = flaw(12, ONE);

    assertThat(remedy(flaw, said(OTHER))).isEqualTo(new Flaw.Remedy.Wait());
    assertThat(remedy(flaw)).isEqualTo(new Flaw.Remedy.Wait());
  }

  @Test
  void nobodyKnowsWhileAnotherReplicaDoesNotAnswer() {
    List<Flaw.Testimony> some = List.of(said(ONE));

    assertThat(flaw(digest(ONE), OTHER).remedy(DataType.PN_COUNTER, some, false))
        .isEqualTo(new Flaw.Remedy.Wait());
    assertThat(flaw(12, ONE).remedy(DataType.PN_COUNTER, some, false))
        .isEqualTo(new Flaw.Remedy.Wait());
  }

  @Test
  void rowsThatCannotBeReadAreTakenFromAllOthersTogether() {
    Flaw flaw = new Flaw(ENTRY, 12, Optional.empty());
    List<Flaw.Testimony> others = List.of(said(ONE), new Flaw.Testimony(Optional.of(OTHER), false));

    assertThat(flaw.remedy(DataType.PN_COUNTER, others, true))
        .isEqualTo(new Flaw.Remedy.Restore(Crdt.join(ONE, OTHER)));
    assertThat(flaw.remedy(DataType.PN_COUNTER, others, false)).isEqualTo(new Flaw.Remedy.Wait());
    assertThat(remedy(flaw, NOTHING)).isEqualTo(new Flaw.Remedy.Wait());
  }

  @Test
  void whatShowedNothingAndAllOthersForgotIsNothing() {
    Flaw unreadable = new Flaw(ENTRY, 0, Optional.empty());
    Flaw wrong = flaw(0, ONE);
    Flaw.Remedy nothing = new Flaw.Remedy.Restore(PnCounter.BOTTOM);

    assertThat(remedy(unreadable, NOTHING, NOTHING)).isEqualTo(nothing);
    assertThat(remedy(wrong, NOTHING, NOTHING)).isEqualTo(nothing);
    assertThat(remedy(unreadable)).isEqualTo(new Flaw.Remedy.Wait());
  }

  @Test
  void whatFitsIsNoFlaw() {
    assertThatThrownBy(() -> flaw(digest(ONE), ONE)).isInstanceOf(IllegalArgumentException.class);
  }
}
