package io.kvasir.core.crdt;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Value;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Generates histories: random interleavings of operations, deltas and full states. */
public final class Steps {
  /** Few, so that writes meet; one of them empty. */
  public static final List<Element> ELEMENTS =
      List.of(new Element(""), new Element("a"), new Element("b"), new Element("c"));

  private static final int MAX_DELTA = 40;
  private static final int MAX_GLIMPSE = 60;

  private Steps() {}

  /** A type and a history of it. */
  public record Script(DataType type, List<Step> steps) {}

  public static Arbitrary<Script> scripts(int replicas, int maxSteps) {
    return Arbitraries.of(DataType.class)
        .flatMap(type -> steps(type, replicas, maxSteps).map(steps -> new Script(type, steps)));
  }

  public static Arbitrary<List<Step>> steps(DataType type, int replicas, int maxSteps) {
    return step(type, replicas)
        .list()
        .ofMaxSize(maxSteps)
        .withSizeDistribution(RandomDistribution.uniform());
  }

  private static Arbitrary<Step> step(DataType type, int replicas) {
    Arbitrary<Integer> replica = Arbitraries.integers().between(0, replicas - 1);
    Arbitrary<Long> wall = Arbitraries.longs().between(0, 4);
    Arbitrary<Integer> glimpse = Arbitraries.integers().between(-MAX_GLIMPSE, MAX_GLIMPSE);
    Arbitrary<Step> write =
        Combinators.combine(replica, operations(type), wall, glimpse).as(Step.Write::new);
    Arbitrary<Step> deliver =
        Combinators.combine(Arbitraries.integers().between(0, MAX_DELTA), replica)
            .as(Step.Deliver::new);
    Arbitrary<Step> sync = Combinators.combine(replica, replica).as(Step.Sync::new);
    return Arbitraries.frequencyOf(Tuple.of(4, write), Tuple.of(4, deliver), Tuple.of(1, sync));
  }

  /** Operations for values of {@code type}. */
  public static Arbitrary<Operation> operations(DataType type) {
    Arbitrary<Operation> delete = Arbitraries.just(new Operation.Delete());
    return switch (type) {
      case LWW_REGISTER -> Arbitraries.frequencyOf(Tuple.of(4, puts()), Tuple.of(1, delete));
      case OR_SWOT ->
          Arbitraries.frequencyOf(
              Tuple.of(4, elements().map(Operation.Add::new)),
              Tuple.of(3, elements().map(Operation.Remove::new)),
              Tuple.of(1, delete));
      case PN_COUNTER -> Arbitraries.frequencyOf(Tuple.of(5, adjusts()), Tuple.of(1, delete));
      case MV_REGISTER -> Arbitraries.frequencyOf(Tuple.of(4, puts()), Tuple.of(1, delete));
      case G_SET ->
          Arbitraries.frequencyOf(
              Tuple.of(7, elements().map(Operation.Add::new)), Tuple.of(1, delete));
      case OR_MAP ->
          Arbitraries.frequencyOf(
              Tuple.of(6, updates(1)), Tuple.of(3, updates(2)), Tuple.of(1, delete));
      case EW_FLAG ->
          Arbitraries.frequencyOf(
              Tuple.of(4, Arbitraries.just(new Operation.Enable())),
              Tuple.of(3, Arbitraries.just(new Operation.Disable())),
              Tuple.of(1, delete));
    };
  }

  /** Of a value that lies {@code depth} maps deep; its type may be of any. */
  private static Arbitrary<Operation> updates(int depth) {
    Arbitrary<String> names = Arbitraries.of("", "a");
    Arbitrary<DataType> types =
        depth > 1 ? Arbitraries.just(DataType.OR_MAP) : Arbitraries.of(DataType.class);
    return Combinators.combine(names, types)
        .as(Field::new)
        .flatMap(
            field ->
                (depth > 1 ? updates(depth - 1) : flat(field.type()))
                    .map(operation -> new Operation.Update(field, operation)));
  }

  private static Arbitrary<Operation> flat(DataType type) {
    return type == DataType.OR_MAP ? Arbitraries.just(new Operation.Delete()) : operations(type);
  }

  private static Arbitrary<Operation> puts() {
    return Arbitraries.of("x", "y", "").map(text -> new Operation.Put(Value.text(text)));
  }

  private static Arbitrary<Operation> adjusts() {
    return Arbitraries.longs()
        .between(-3, 5)
        .filter(amount -> amount != 0)
        .map(Operation.Adjust::new);
  }

  private static Arbitrary<SortedSet<Element>> elements() {
    Arbitrary<Set<Element>> some = Arbitraries.of(ELEMENTS).set().ofMinSize(1).ofMaxSize(3);
    return some.map(TreeSet::new);
  }
}
