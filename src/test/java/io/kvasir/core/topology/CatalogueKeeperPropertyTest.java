package io.kvasir.core.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.DataType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Three keepers under any order of messages, saves and faults. */
class CatalogueKeeperPropertyTest {
  /** What happens next; picks are taken modulo what there is. */
  sealed interface Move {
    record Create(int node, String name, DataType type, long wallMillis) implements Move {}

    record Drop(int node, String name) implements Move {}

    record Deliver(int pick) implements Move {}

    record Lose(int pick) implements Move {}

    record Repeat(int pick) implements Move {}

    record Save(int node) implements Move {}

    record FailSave(int node) implements Move {}

    record Tick(int node) implements Move {}

    record LosePeer(int node, int peer) implements Move {}

    record Crash(int node) implements Move {}
  }

  private static final class Run {
    private final CatalogueWorld world = new CatalogueWorld();
    private final List<Set<Long>> idsByNode =
        List.of(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());

    void take(Move move) {
      switch (move) {
        case Move.Create(int node, String name, DataType type, long wall) -> {
          idsByNode.get(node).add(world.lastId() + 1);
          world.create(node, name, type, wall);
        }
        case Move.Drop(int node, String name) -> {
          idsByNode.get(node).add(world.lastId() + 1);
          world.drop(node, name);
        }
        case Move.Deliver(int pick) -> world.deliver(pick);
        case Move.Lose(int pick) -> world.lose(pick);
        case Move.Repeat(int pick) -> world.repeat(pick);
        case Move.Save(int node) -> world.save(node);
        case Move.FailSave(int node) -> world.failSave(node);
        case Move.Tick(int node) -> world.tick(node);
        case Move.LosePeer(int node, int peer) -> world.losePeer(node, peer);
        case Move.Crash(int node) -> world.crash(node, idsByNode.get(node));
      }
    }
  }

  @Property(tries = 1000)
  void keepsItsPromisesAndAgreesInTheEnd(@ForAll("moves") List<Move> moves) {
    Run run = new Run();

    moves.forEach(run::take);
    run.world.heal();

    assertThat(run.world.open()).as("changes without an outcome").isZero();
    Set<BucketCatalogue> all = new LinkedHashSet<>(run.world.catalogues());
    all.addAll(run.world.durable());
    assertThat(all).as("all agree").hasSize(1);
  }

  @Provide
  Arbitrary<List<Move>> moves() {
    Arbitrary<Integer> nodes = Arbitraries.integers().between(0, 2);
    Arbitrary<Integer> picks = Arbitraries.integers().between(0, 9);
    Arbitrary<String> names = Arbitraries.of("x", "y");
    Arbitrary<Move> create =
        Combinators.combine(
                nodes, names, Arbitraries.of(DataType.class), Arbitraries.longs().between(1, 9))
            .as(Move.Create::new);
    return Arbitraries.<Move>frequencyOf(
            List.of(
                Tuple.of(4, create),
                weighted(2, Combinators.combine(nodes, names).as(Move.Drop::new)),
                weighted(12, picks.map(Move.Deliver::new)),
                weighted(1, picks.map(Move.Lose::new)),
                weighted(1, picks.map(Move.Repeat::new)),
                weighted(8, nodes.map(Move.Save::new)),
                weighted(1, nodes.map(Move.FailSave::new)),
                weighted(2, nodes.map(Move.Tick::new)),
                weighted(1, Combinators.combine(nodes, nodes).as(Move.LosePeer::new)),
                weighted(1, nodes.map(Move.Crash::new))))
        .list()
        .ofMaxSize(60)
        .withSizeDistribution(RandomDistribution.uniform());
  }

  private static Tuple.Tuple2<Integer, Arbitrary<Move>> weighted(
      int weight, Arbitrary<? extends Move> moves) {
    return Tuple.of(weight, moves.map(Move.class::cast));
  }
}
