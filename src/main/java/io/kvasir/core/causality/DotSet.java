package io.kvasir.core.causality;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/** An immutable set of dots in their order; nearly always of one or none. */
public record DotSet(List<Dot> dots) {
  public static final DotSet EMPTY = new DotSet(List.of());

  /** Takes dots that are sorted and distinct. */
  public DotSet {
    dots = List.copyOf(dots);
    for (int i = 1; i < dots.size(); i++) {
      if (dots.get(i - 1).compareTo(dots.get(i)) >= 0) {
        throw new IllegalArgumentException("dots are not in strict order: " + dots);
      }
    }
  }

  public static DotSet of(Dot dot) {
    return new DotSet(List.of(dot));
  }

  public static DotSet of(Collection<Dot> dots) {
    return dots.isEmpty() ? EMPTY : new DotSet(List.copyOf(new TreeSet<>(dots)));
  }

  public boolean isEmpty() {
    return dots.isEmpty();
  }

  public boolean contains(Dot dot) {
    return dots.contains(dot);
  }

  /**
   * What two replicas agree is alive: dots both hold, and dots one holds that the other has not
   * seen (the join of dot stores, Almeida et al. 2018, figure 8).
   */
  public static DotSet join(DotSet a, CausalContext seenByA, DotSet b, CausalContext seenByB) {
    if (a.equals(b)) {
      return a;
    }
    TreeSet<Dot> alive = new TreeSet<>();
    addIf(alive, a, dot -> b.contains(dot) || !seenByB.contains(dot));
    addIf(alive, b, dot -> a.contains(dot) || !seenByA.contains(dot));
    return of(alive);
  }

  private static void addIf(TreeSet<Dot> target, DotSet source, Predicate<Dot> condition) {
    for (Dot dot : source.dots) {
      if (condition.test(dot)) {
        target.add(dot);
      }
    }
  }
}
