package io.kvasir.core.crdt;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.node.Actor;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * A set that only grows: no member can be taken out of it. The whole of it can be deleted, and end,
 * as far as it was seen; for that each add has a dot, which a set that knew nothing but a union
 * (Shapiro et al., INRIA RR-7506, specification 11) could do without.
 */
public record GSet(OrSwot set) implements Parted {
  public static final GSet BOTTOM = new GSet(OrSwot.BOTTOM);

  public SortedSet<Element> members() {
    return set.members();
  }

  /** The delta that adds members that end, as {@link OrSwot#add(Actor, SortedSet, long, List)}. */
  Slice add(Actor actor, SortedSet<Element> elements, long endMillis, List<GSet> elsewhere) {
    return of(set.add(actor, elements, endMillis, elsewhere.stream().map(GSet::set).toList()));
  }

  /** The delta that removes the set as seen here and in {@code elsewhere}. */
  Slice delete(List<GSet> elsewhere) {
    return of(set.delete(elsewhere.stream().map(GSet::set).toList()));
  }

  /** The delta that removes the set as far as it is among {@code seen}. */
  static Slice delete(CausalContext seen) {
    return of(OrSwot.delete(seen));
  }

  private static Slice of(Slice ofSet) {
    return new Slice(new GSet((OrSwot) ofSet.state()), ofSet.scope());
  }

  @Override
  public DotSet presence() {
    return set.presence();
  }

  @Override
  public CausalContext context() {
    return set.context();
  }

  @Override
  public Expiry expiry() {
    return set.expiry();
  }

  @Override
  public SortedMap<Element, Part> parts() {
    return set.parts();
  }

  @Override
  public Optional<Part> part(Element element) {
    return set.part(element);
  }

  @Override
  public int size() {
    return set.size();
  }

  @Override
  public GSet with(DotSet presence, SortedMap<Element, Part> parts, CausalContext context) {
    return new GSet(set.with(presence, parts, context));
  }

  @Override
  public GSet join(Parted other, Scope scope) {
    if (other instanceof GSet(OrSwot theirs)) {
      return new GSet(set.join(theirs, scope));
    }
    throw Crdt.unlike(this, other);
  }

  @Override
  public GSet expiring(Expiry other) {
    return new GSet(set.expiring(other));
  }

  @Override
  public Slice erased() {
    return of(set.erased());
  }

  @Override
  public Slice ended(long nowMillis) {
    return of(set.ended(nowMillis));
  }

  @Override
  public GSet visible(long nowMillis) {
    return new GSet(set.visible(nowMillis));
  }

  @Override
  public DataType type() {
    return DataType.G_SET;
  }

  @Override
  public boolean isPresent() {
    return set.isPresent();
  }
}
