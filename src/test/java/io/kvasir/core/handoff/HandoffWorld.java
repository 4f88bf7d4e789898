package io.kvasir.core.handoff;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.crdt.Writer;
import io.kvasir.core.handoff.HandoffMessage.Request;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * One target and its sources over a network that loses, repeats and reorders, on disks that end
 * what they began at some later time, with processes that crash, while operations go on at the
 * sources and their deltas reach the target or not.
 */
final class HandoffWorld {
  static final NodeId TARGET = new NodeId("t");
  private static final PartitionId PARTITION = new PartitionId(3);
  private static final TransferId TRANSFER = new TransferId(7, PARTITION, 3);
  private static final int LIMIT = 400;
  private static final BucketId REGISTERS = new BucketId(new BucketName("registers"), 0);
  private static final BucketId SETS = new BucketId(new BucketName("sets"), 2);
  private static final BucketId COUNTERS = new BucketId(new BucketName("counters"), 0);
  private static final BucketId OTHERS = new BucketId(new BucketName("others"), 0);

  /** A source: its disk, its process, and what it held when it was ready. */
  private static final class Source {
    final NodeId id;
    final Shelves disk = new Shelves();
    final Writer writer;
    Outlet outlet;
    int life;
    Optional<SortedMap<EntryKey, Crdt>> atReady = Optional.empty();

    Source(NodeId id, Actor actor, Tick now) {
      this.id = id;
      this.writer = new Writer(actor);
      this.outlet = outlet(now);
    }

    static Outlet outlet(Tick now) {
      return new Outlet(new Outlet.Config(1 << 20, 2, 4), now);
    }
  }

  private record Delta(EntryKey entry, Slice slice) {}

  private final Random random;
  private final UnaryOperator<Intake.Effect.Merge> flaw;
  private final List<Source> sources = new ArrayList<>();
  private final Shelves disk = new Shelves();
  private final List<Delta> deltas = new ArrayList<>();
  private final List<Runnable> pending = new ArrayList<>();
  private Optional<Bookmark> bookmark = Optional.empty();
  private Intake intake;
  private int life;
  private long tokens;
  private long now;
  private boolean calm;
  private boolean told;
  private int inFlight;
  int restarts;
  int parts;
  int compared;

  /**
   * @param flaw what is done to a join before it is carried out
   */
  HandoffWorld(long seed, int sourceCount, UnaryOperator<Intake.Effect.Merge> flaw) {
    this.random = new Random(seed);
    this.flaw = flaw;
    for (int i = 0; i < sourceCount; i++) {
      sources.add(new Source(new NodeId("s" + i), new Actor(i + 1), tick()));
    }
    for (int i = 0; i < 60; i++) {
      operate();
    }
    intake = intake();
  }

  /** Runs to the end; an error when the target lacks what a source held. */
  void run() {
    carryOut(intake.on(new Intake.Event.Began(tick())));
    for (int step = 0; step < 400; step++) {
      step();
    }
    calm = true;
    for (int step = 0; step < 20_000 && !told; step++) {
      step();
    }
    if (!told) {
      throw new AssertionError("it does not come to an end: " + intake.progress());
    }
    for (Source source : sources) {
      source.atReady.orElseThrow().forEach(this::requireHeld);
    }
    disk.states().forEach(this::requireKnown);
  }

  /** What the target takes for removed was removed by somebody. */
  private void requireKnown(EntryKey entry, Crdt mine) {
    Crdt all =
        sources.stream()
            .flatMap(source -> source.disk.find(entry).stream())
            .reduce(Crdt.bottom(mine.type()), Crdt::join);
    if (!Crdt.join(all, mine).equals(all)) {
      throw new AssertionError("of " + entry + "\n made up some of " + mine + "\n over " + all);
    }
  }

  private void requireHeld(EntryKey entry, Crdt held) {
    if (entry.bucket().equals(OTHERS)) {
      return;
    }
    Crdt mine = disk.state(entry, Crdt.bottom(held.type()));
    if (!Crdt.join(mine, held).equals(mine)) {
      throw new AssertionError("of " + entry + "\n lacks some of " + held + "\n in " + mine);
    }
    if (mine instanceof OrSwot set
        && !set.entries().values().stream()
            .flatMap(dots -> dots.dots().stream())
            .allMatch(set.context()::contains)) {
      throw new AssertionError("a member that was never seen: " + set);
    }
  }

  private void step() {
    int choice = random.nextInt(100);
    if (choice < 15) {
      now += random.nextInt(300);
      carryOut(intake.on(new Intake.Event.Ticked(tick())));
      sources.forEach(source -> serve(source, new Outlet.Event.Ticked(tick())));
    } else if (choice < 20) {
      Source source = anySource();
      if (source.atReady.isEmpty()) {
        source.atReady = Optional.of(new TreeMap<>(source.disk.states()));
      }
      ready(source);
    } else if (choice < 30 && !calm) {
      operate();
    } else if (choice < 40 && !deltas.isEmpty()) {
      Delta delta = deltas.get(random.nextInt(deltas.size()));
      disk.join(delta.entry(), delta.slice());
    } else if (choice == 40 && !calm) {
      restartTarget();
    } else if (choice == 41 && !calm) {
      restart(anySource());
    } else if (!pending.isEmpty()) {
      pending.remove(random.nextInt(pending.size())).run();
    }
  }

  private Source anySource() {
    return sources.get(random.nextInt(sources.size()));
  }

  private void ready(Source source) {
    TreeMap<Integer, SortedSet<BucketId>> buckets = new TreeMap<>();
    buckets.put(3, new TreeSet<>(List.of(REGISTERS, SETS, COUNTERS)));
    buckets.put(1, new TreeSet<>(List.of(OTHERS)));
    serve(source, new Outlet.Event.Ready(TRANSFER.epoch(), buckets));
  }

  private void operate() {
    Source source = anySource();
    int key = random.nextInt(4);
    switch (random.nextInt(8)) {
      case 0 -> operate(source, REGISTERS, key, new Operation.Put(Value.text("v" + now)));
      case 1 -> operate(source, COUNTERS, key, new Operation.Adjust(random.nextInt(9) - 4));
      case 2 -> operate(source, OTHERS, key, new Operation.Adjust(1));
      case 3 -> operate(source, SETS, key % 2, new Operation.Remove(elements()));
      default -> operate(source, SETS, key % 2, new Operation.Add(elements()));
    }
  }

  private SortedSet<Element> elements() {
    TreeSet<Element> elements = new TreeSet<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      elements.add(new Element("e" + random.nextInt(24)));
    }
    return elements;
  }

  private void operate(Source source, BucketId bucket, int key, Operation operation) {
    EntryKey entry = new EntryKey(bucket, new Key("k" + key));
    DataType type =
        bucket.equals(REGISTERS)
            ? DataType.LWW_REGISTER
            : bucket.equals(SETS) ? DataType.OR_SWOT : DataType.PN_COUNTER;
    Crdt state = source.disk.state(entry, Crdt.bottom(type));
    Slice delta = source.writer.write(state, operation, now);
    source.disk.join(entry, delta);
    deltas.add(new Delta(entry, delta));
    if (random.nextInt(3) > 0) {
      anySource().disk.join(entry, delta);
    }
  }

  private Intake intake() {
    List<NodeId> ids = sources.stream().map(source -> source.id).toList();
    Bookmark from = bookmark.orElse(Bookmark.start(TRANSFER));
    return new Intake(from, ids, LIMIT, () -> ++tokens, new Random(random.nextLong()), tick());
  }

  private void restartTarget() {
    restarts++;
    life++;
    inFlight = 0;
    intake = intake();
    carryOut(intake.on(new Intake.Event.Began(tick())));
  }

  private void restart(Source source) {
    restarts++;
    source.life++;
    source.outlet = Source.outlet(tick());
  }

  private void carryOut(List<Intake.Effect> effects) {
    effects.forEach(this::carryOut);
  }

  private void carryOut(Intake.Effect effect) {
    switch (effect) {
      case Intake.Effect.Send(NodeId to, Request request) -> send(to, request);
      case Intake.Effect.Merge merge -> {
        if (++inFlight > 2 * LIMIT / 64 + 2) {
          throw new AssertionError("more than two pages in memory");
        }
        later(() -> merge(flaw.apply(merge)));
      }
      case Intake.Effect.ReadOwn(EntryKey entry, Optional<Element> after, int limit) -> {
        compared++;
        Optional<Piece> own =
            disk.find(entry).map(state -> Pages.part(disk.shelf(), entry, after, limit));
        later(() -> carryOut(intake.on(new Intake.Event.OwnRead(own, tick()))));
      }
      case Intake.Effect.SaveBookmark(Bookmark next) ->
          later(
              () -> {
                bookmark = Optional.of(next);
                carryOut(intake.on(new Intake.Event.Bookmarked(next)));
              });
      case Intake.Effect.Complete() -> told = true;
      case Intake.Effect.Observed(HandoffObservation observation) -> {}
    }
  }

  private void merge(Intake.Effect.Merge merge) {
    inFlight--;
    if (!calm && random.nextInt(20) == 0) {
      carryOut(intake.on(new Intake.Event.MergeFailed(merge.id())));
      return;
    }
    parts += merge.slice().scope() instanceof Scope.Elements ? 1 : 0;
    disk.join(merge.entry(), merge.slice());
    carryOut(intake.on(new Intake.Event.Merged(merge.id(), tick())));
  }

  /** Ends in this life of the target, or never. */
  private void later(Runnable then) {
    int begun = life;
    pending.add(
        () -> {
          if (life == begun) {
            then.run();
          }
        });
  }

  private void send(NodeId to, Request request) {
    Source source = sources.stream().filter(each -> each.id.equals(to)).findFirst().orElseThrow();
    travel(() -> serve(source, new Outlet.Event.Asked(TARGET, request, tick())));
  }

  private void travel(Runnable arrival) {
    int copies = calm || random.nextInt(5) > 0 ? 1 : random.nextInt(3);
    for (int copy = 0; copy < copies; copy++) {
      pending.add(arrival);
    }
  }

  private void serve(Source source, Outlet.Event event) {
    for (Outlet.Effect effect : source.outlet.on(event)) {
      switch (effect) {
        case Outlet.Effect.ReadPage(long id, var partition, var buckets, var after, int limit) ->
            read(
                source,
                () -> {
                  Excerpt page = Pages.cut(source.disk.shelf(), buckets, after, limit);
                  return new Outlet.Event.PageRead(id, page, tick());
                });
        case Outlet.Effect.Load(long id, var partition, EntryKey entry, Scope scope) ->
            read(
                source,
                () ->
                    new Outlet.Event.Loaded(
                        id,
                        source.disk.find(entry).map(state -> Slice.whole(state).restrict(scope)),
                        tick()));
        case Outlet.Effect.Send(NodeId to, HandoffMessage message) ->
            travel(
                () -> carryOut(intake.on(new Intake.Event.Answered(source.id, message, tick()))));
        case Outlet.Effect.Observed(HandoffObservation observation) -> {}
      }
    }
  }

  private interface Reading {
    Outlet.Event end();
  }

  private void read(Source source, Reading reading) {
    int begun = source.life;
    pending.add(
        () -> {
          if (source.life == begun) {
            serve(source, reading.end());
          }
        });
  }

  private Tick tick() {
    return new Tick(now);
  }
}
