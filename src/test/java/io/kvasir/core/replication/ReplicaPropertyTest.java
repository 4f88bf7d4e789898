package io.kvasir.core.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.MvRegister;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.OrMap;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.crdt.Steps;
import io.kvasir.core.crdt.Writer;
import io.kvasir.core.node.Actor;
import io.kvasir.core.replication.Replica.Effect;
import io.kvasir.core.replication.Replica.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Whatever order the disk answers in, a replica is a sequence of durable changes per key. */
class ReplicaPropertyTest {
  private static final Actor SELF = new Actor(1);
  private static final Actor PEER = new Actor(-1);

  /** What happens next; picks are taken modulo what there is. */
  sealed interface Move {
    record Apply(DataType type, Operation operation, long wallMillis) implements Move {}

    /** A peer carries out an operation, and its delta arrives. */
    record Merge(DataType type, Operation operation, long wallMillis) implements Move {}

    /** A delta of that peer arrives once more. */
    record MergeAgain(DataType type, int pick) implements Move {}

    /** The peer learns all that is durable here. */
    record TellPeer(DataType type) implements Move {}

    record Read(int pick) implements Move {}

    record ReportRead(int pick) implements Move {}

    record FailLoad(int pick) implements Move {}

    record Write(int pick) implements Move {}

    record ReportWritten(int pick, boolean all) implements Move {}

    record Crash() implements Move {}

    record BreakDisk() implements Move {}
  }

  /** One key per type, and a peer that writes to the same keys. */
  private static final class Run {
    private final ReplicaWorld world = new ReplicaWorld(SELF);
    private final Writer peer = new Writer(PEER);
    private final Map<DataType, Crdt> atPeer = new TreeMap<>();
    private final Map<DataType, List<Slice>> fromPeer = new TreeMap<>();
    private final List<Event.Work> submitted = new ArrayList<>();

    Run() {
      for (DataType type : DataType.values()) {
        atPeer.put(type, Crdt.bottom(type));
        fromPeer.put(type, new ArrayList<>());
      }
    }

    void take(Move move) {
      switch (move) {
        case Move.Apply(DataType type, Operation operation, long wall) ->
            submit(new Event.Apply(nextId(), keyOf(type), type, operation, wall));
        case Move.Merge(DataType type, Operation operation, long wall) -> {
          Slice delta = peer.write(atPeer.get(type), operation, wall);
          atPeer.put(type, Crdt.join(atPeer.get(type), delta.state()));
          fromPeer.get(type).add(delta);
          submit(new Event.Merge(nextId(), keyOf(type), delta));
        }
        case Move.MergeAgain(DataType type, int pick) -> {
          List<Slice> deltas = fromPeer.get(type);
          if (!deltas.isEmpty()) {
            submit(new Event.Merge(nextId(), keyOf(type), deltas.get(pick % deltas.size())));
          }
        }
        case Move.TellPeer(DataType type) ->
            atPeer.put(type, Crdt.join(atPeer.get(type), durable(type)));
        case Move.Read(int pick) -> world.read(pick);
        case Move.ReportRead(int pick) -> world.reportRead(pick);
        case Move.FailLoad(int pick) -> world.failLoad(pick);
        case Move.Write(int pick) -> world.write(pick);
        case Move.ReportWritten(int pick, boolean all) -> world.reportWritten(pick, all);
        case Move.Crash() -> world.crash();
        case Move.BreakDisk() -> world.breakDisk();
      }
    }

    Crdt durable(DataType type) {
      return world.durable(keyOf(type), type).state();
    }

    private void submit(Event.Work work) {
      submitted.add(work);
      world.submit(work);
    }

    private long nextId() {
      return submitted.size() + 1L;
    }

    /** Everything was answered once and nothing is left behind. */
    void end() {
      world.settle();
      assertThat(world.unanswered()).isZero();
      assertThat(world.busyKeys()).isZero();
    }
  }

  @Property(tries = 600)
  void changesOfAKeyAreCarriedOutInTheOrderTheyCame(@ForAll("peaceful") List<Move> moves) {
    Run run = new Run();

    moves.forEach(run::take);
    run.end();

    Map<Long, Effect> answers = new TreeMap<>();
    run.world.answers().forEach(answer -> answers.put(idOf(answer), answer));
    Map<DataType, Crdt> model = new TreeMap<>();
    for (Event.Work work : run.submitted) {
      Crdt before = model.getOrDefault(work.type(), Crdt.bottom(work.type()));
      model.put(work.type(), after(before, work, answers.get(work.id())));
    }
    model.forEach((type, state) -> assertThat(run.durable(type)).isEqualTo(state));
  }

  /** The state after {@code work}, which must have been applied to {@code before}. */
  private static Crdt after(Crdt before, Event.Work work, Effect answer) {
    return switch (answer) {
      case Effect.Failed failed -> before;
      case Effect.Merged merged -> Crdt.join(before, ((Event.Merge) work).delta().state());
      case Effect.Applied applied -> {
        Event.Apply apply = (Event.Apply) work;
        if (before instanceof LwwRegister register) {
          LwwRegister written = (LwwRegister) applied.delta().state();
          assertThat(written.stamp()).isGreaterThan(register.stamp());
          assertThat(applied.stamp()).isEqualTo(written.stamp());
        } else {
          Slice minted =
              new Writer(SELF).write(before, apply.operation(), apply.now().wallMillis());
          assertThat(timeless(applied.delta()))
              .isIn(timeless(minted), timeless(withAllSeen(minted, before)));
        }
        yield Crdt.join(before, applied.delta().state());
      }
      case Effect.Drop drop -> throw new AssertionError(drop);
      case Effect.Expired expired -> throw new AssertionError(expired);
      case Effect.Refused refused -> throw new AssertionError(refused);
      case Effect.Load load -> throw new AssertionError(load);
      case Effect.Examine examine -> throw new AssertionError(examine);
      case Effect.Commit commit -> throw new AssertionError(commit);
    };
  }

  /** Of registers, alone or in a map, what does not depend on the writer's earlier stamps. */
  private static Object timeless(Slice delta) {
    if (delta.state() instanceof MvRegister register) {
      return List.of(register.context(), register.dots());
    }
    return delta.state() instanceof OrMap map
        ? List.of(map.context(), map.presence(), map.fields().keySet())
        : delta;
  }

  @Property(tries = 600)
  void everyRequestIsAnsweredOnceThoughTheDiskBreaks(@ForAll("breaking") List<Move> moves) {
    Run run = new Run();

    moves.forEach(run::take);
    run.end();

    assertThat(run.world.answers()).hasSameSizeAs(run.submitted);
  }

  @Property(tries = 600)
  void noDotIsMintedTwiceThoughTheNodeCrashes(@ForAll("crashing") List<Move> moves) {
    Run run = new Run();

    moves.forEach(run::take);
    run.end();

    Set<Dot> minted = new TreeSet<>();
    for (Effect answer : run.world.answers()) {
      if (answer instanceof Effect.Applied applied
          && applied.delta().state() instanceof OrSwot delta) {
        delta
            .entries()
            .values()
            .forEach(dots -> dots.dots().forEach(dot -> assertThat(minted.add(dot)).isTrue()));
      }
    }
  }

  /** What is said of a key that shows nothing. */
  private static Slice withAllSeen(Slice minted, Crdt before) {
    Crdt delta = minted.state();
    return new Slice(
        before.isPresent() ? delta : delta.under(delta.context().join(before.context())),
        minted.scope());
  }

  private static long idOf(Effect answer) {
    return switch (answer) {
      case Effect.Applied applied -> applied.id();
      case Effect.Merged merged -> merged.id();
      case Effect.Expired expired -> expired.id();
      case Effect.Refused refused -> refused.id();
      case Effect.Failed failed -> failed.id();
      case Effect.Load load -> throw new AssertionError(load);
      case Effect.Examine examine -> throw new AssertionError(examine);
      case Effect.Commit commit -> throw new AssertionError(commit);
      case Effect.Drop drop -> throw new AssertionError(drop);
    };
  }

  private static EntryKey keyOf(DataType type) {
    return new EntryKey(new BucketId(new BucketName(type.label()), 0), new Key("k"));
  }

  @Provide
  Arbitrary<List<Move>> peaceful() {
    return moves(picks().map(Move.FailLoad::new));
  }

  @Provide
  Arbitrary<List<Move>> breaking() {
    return moves(Arbitraries.just(new Move.BreakDisk()));
  }

  @Provide
  Arbitrary<List<Move>> crashing() {
    return moves(Arbitraries.just(new Move.Crash()));
  }

  private static Arbitrary<List<Move>> moves(Arbitrary<? extends Move> faults) {
    Arbitrary<DataType> types = Arbitraries.of(DataType.class);
    Arbitrary<Boolean> all = Arbitraries.of(true, false);
    return Arbitraries.<Move>frequencyOf(
            List.of(
                weighted(1, faults),
                weighted(8, types.flatMap(type -> operations(type, Move.Apply::new))),
                weighted(3, types.flatMap(type -> operations(type, Move.Merge::new))),
                weighted(2, Combinators.combine(types, picks()).as(Move.MergeAgain::new)),
                weighted(1, types.map(Move.TellPeer::new)),
                weighted(5, picks().map(Move.Read::new)),
                weighted(5, picks().map(Move.ReportRead::new)),
                weighted(4, picks().map(Move.Write::new)),
                weighted(4, Combinators.combine(picks(), all).as(Move.ReportWritten::new))))
        .list()
        .ofMaxSize(80)
        .withSizeDistribution(RandomDistribution.uniform());
  }

  private static Tuple.Tuple2<Integer, Arbitrary<Move>> weighted(
      int weight, Arbitrary<? extends Move> moves) {
    return Tuple.of(weight, moves.map(Move.class::cast));
  }

  private static Arbitrary<Move> operations(
      DataType type, Combinators.F3<DataType, Operation, Long, Move> move) {
    return Combinators.combine(
            Arbitraries.just(type), Steps.operations(type), Arbitraries.longs().between(0, 4))
        .as(move);
  }

  private static Arbitrary<Integer> picks() {
    return Arbitraries.integers().between(0, 9);
  }
}
