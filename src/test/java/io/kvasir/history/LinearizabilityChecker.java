package io.kvasir.history;

import io.kvasir.history.Components.Component;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Decides whether a history is linearizable, key by key; keys that transactions tie together are
 * judged together. The bucket is empty before the history.
 *
 * <p>Revisions, where clients were told any, must grow from write to write in what is judged
 * together. Clients that guard by a revision know it from an answer, and write values that differ;
 * without that, a history that is not linearizable may pass for one that is, never the reverse.
 */
public final class LinearizabilityChecker {
  /** Enough for a hundred thousand operations many times over; takes about 200 MB at most. */
  private static final long CONFIGURATIONS = 4_000_000;

  private final long bound;

  public LinearizabilityChecker() {
    this(CONFIGURATIONS);
  }

  /**
   * @param bound how many configurations are searched in each part before it is given up
   */
  public LinearizabilityChecker(long bound) {
    this.bound = bound;
  }

  /** A violation in any part outweighs parts that are undecided. */
  public Verdict check(History history) {
    SortedMap<String, List<Operation>> witness = new TreeMap<>();
    Verdict verdict = new Verdict.Linearizable(witness);
    for (Component component : Components.of(history)) {
      switch (check(component)) {
        case Verdict.NotLinearizable found -> {
          return found;
        }
        case Verdict.Undecided undecided -> verdict = undecided;
        case Verdict.Linearizable linearizable -> witness.putAll(linearizable.witness());
      }
    }
    return verdict;
  }

  private Verdict check(Component component) {
    Preparation preparation = new Preparation(component);
    Optional<String> obvious = new Zones(preparation).violation();
    if (obvious.isPresent()) {
      return new Verdict.NotLinearizable(component.keys(), obvious.get());
    }
    Search search = new Search(preparation, bound);
    return switch (search.run()) {
      case FOUND -> linearizable(component, preparation, search.order());
      case EXHAUSTED ->
          new Verdict.NotLinearizable(
              component.keys(),
              new Explanation(component, preparation, search.deepest()).toString());
      case BOUND_HIT ->
          new Verdict.Undecided(
              component.keys(),
              search.configurations(),
              new Explanation(component, preparation, search.deepest()).toString());
    };
  }

  private static Verdict linearizable(
      Component component, Preparation preparation, List<Integer> order) {
    List<Operation> operations =
        order.stream().map(number -> preparation.moves().get(number).operation()).toList();
    SortedMap<String, List<Operation>> witness = new TreeMap<>();
    component.keys().forEach(key -> witness.put(key, operations));
    return new Verdict.Linearizable(witness);
  }
}
