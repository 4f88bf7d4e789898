package io.kvasir.core.handoff;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.fixture.Explorer.Choice;
import io.kvasir.core.fixture.Explorer.World;
import io.kvasir.core.handoff.HandoffMessage.Request;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.Tick;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One key changes hands from A, B, L to A, B, G, while a write is made in whatever epoch its
 * coordinator knows. A real outlet at L and a real intake at G; the rest is as plain as can be.
 * Epoch 1 is before, 2 while it changes, 3 after; every node learns of each at some time of its
 * own.
 *
 * <p>A write counts as acknowledged when 2 of the replicas of its coordinator's epoch said that it
 * is durable, of both lists while ownership changes.
 */
final class SwitchWorld implements World {
  enum Node {
    A,
    B,
    L,
    G
  }

  /**
   * What may go wrong, and what is done wrong.
   *
   * @param coordinator who makes the write
   * @param crashes who may crash once, L or G
   * @param drains whether L ends what it let in before it serves
   * @param refuses whether a node refuses what was sent in an epoch that it knows has ended
   */
  record Setup(Node coordinator, Optional<Node> crashes, boolean drains, boolean refuses) {}

  private static final long W = 2;
  private static final List<Node> BEFORE = List.of(Node.A, Node.B, Node.L);
  private static final List<Node> AFTER = List.of(Node.A, Node.B, Node.G);
  private static final TransferId TRANSFER = new TransferId(2, new PartitionId(0), 3);
  private static final EntryKey ENTRY =
      new EntryKey(new BucketId(new BucketName("b"), 0), new Key("k"));
  private static final NodeId SOURCE = new NodeId("l");
  private static final NodeId TARGET = new NodeId("g");
  private static final Slice WRITE = Slice.whole(PnCounter.BOTTOM.adjust(new Actor(1), 1));

  /** The write on its way to one node, in the epoch in which it was sent. */
  private record Sent(Node to, int epoch) {}

  private final Setup setup;
  private final Map<Node, Integer> epochs = new EnumMap<>(Node.class);
  private final TreeSet<Node> durable = new TreeSet<>();
  private final TreeMap<Node, Integer> writing = new TreeMap<>();
  private final List<Sent> sent = new ArrayList<>();
  private final TreeSet<Node> acks = new TreeSet<>();
  private final List<Request> requests = new ArrayList<>();
  private final List<HandoffMessage> answers = new ArrayList<>();
  private final List<Intake.Effect.Merge> merges = new ArrayList<>();
  private final List<Bookmark> bookmarks = new ArrayList<>();
  private Outlet outlet;
  private Optional<Intake> intake = Optional.empty();
  private Optional<Bookmark> bookmark = Optional.empty();
  private boolean begun;
  private boolean acknowledged;
  private boolean ready;
  private boolean complete;
  private int settledEpoch = 2;
  private boolean mayCrash;
  private int ticks;
  private long tokens;

  SwitchWorld(Setup setup) {
    this.setup = setup;
    this.mayCrash = setup.crashes().isPresent();
    for (Node node : Node.values()) {
      epochs.put(node, 1);
    }
    outlet = outlet();
  }

  private Outlet outlet() {
    return new Outlet(new Outlet.Config(1 << 20, 1, 1), now());
  }

  private Tick now() {
    return new Tick(ticks * 60_000L);
  }

  private int epoch(Node node) {
    return epochs.getOrDefault(node, 1);
  }

  @Override
  public List<Choice> choices() {
    List<Choice> choices = new ArrayList<>();
    for (Node node : Node.values()) {
      if (learns(node) && epoch(node) < settledEpoch) {
        choices.add(new Choice("learn", node.toString(), () -> learn(node)));
      }
      if (writing.containsKey(node)) {
        choices.add(new Choice("write", node.toString(), () -> written(node)));
      }
    }
    if (!begun && owners(epoch(setup.coordinator())).contains(setup.coordinator())) {
      choices.add(new Choice("begin", "write", this::begin));
    }
    for (int i = 0; i < sent.size(); i++) {
      Sent next = sent.get(i);
      choices.add(new Choice("deliver", next.toString(), () -> deliver(next)));
    }
    addHandoff(choices);
    boolean transferring = intake.isPresent() && !complete;
    if (mayCrash && transferring && setup.crashes().equals(Optional.of(Node.L))) {
      choices.add(new Choice("crash", "L", this::crashSource));
    }
    if (mayCrash && transferring && setup.crashes().equals(Optional.of(Node.G))) {
      choices.add(new Choice("crash", "G", this::crashTarget));
    }
    return choices;
  }

  /** Who takes whatever it is sent, because it learns of nothing, makes for as many outcomes. */
  private boolean learns(Node node) {
    return node == setup.coordinator() || node == Node.L || node == Node.G;
  }

  private void addHandoff(List<Choice> choices) {
    if (epoch(Node.L) == 2 && !ready && (!setup.drains() || !writesBefore(Node.L, 2))) {
      choices.add(new Choice("ready", "L", this::ready));
    }
    if (epoch(Node.G) >= 2 && intake.isEmpty() && !complete) {
      choices.add(new Choice("take", "over", this::startIntake));
    }
    for (Request request : List.copyOf(requests)) {
      choices.add(new Choice("ask", "L", () -> ask(request)));
    }
    for (HandoffMessage answer : List.copyOf(answers)) {
      choices.add(new Choice("answer", "G", () -> answer(answer)));
    }
    for (Intake.Effect.Merge merge : List.copyOf(merges)) {
      choices.add(new Choice("merge", "G", () -> merge(merge)));
    }
    for (Bookmark saved : List.copyOf(bookmarks)) {
      choices.add(new Choice("bookmark", "G", () -> bookmarked(saved)));
    }
    if (complete && settledEpoch == 2) {
      choices.add(new Choice("settle", "", () -> settledEpoch = 3));
    }
    boolean quiet =
        requests.isEmpty() && answers.isEmpty() && merges.isEmpty() && bookmarks.isEmpty();
    if (intake.isPresent() && !complete && quiet && ready) {
      choices.add(new Choice("time", "goes by", this::tick));
    }
  }

  private static List<Node> owners(int epoch) {
    return switch (epoch) {
      case 1 -> BEFORE;
      case 2 -> List.of(Node.A, Node.B, Node.L, Node.G);
      default -> AFTER;
    };
  }

  private boolean writesBefore(Node node, int epoch) {
    return writing.containsKey(node) && writing.getOrDefault(node, 0) < epoch;
  }

  private void learn(Node node) {
    epochs.put(node, epoch(node) + 1);
    if (node == Node.L && epoch(node) == 3) {
      durable.remove(Node.L);
    }
    if (node == setup.coordinator() && begun && durable.contains(node)) {
      replicate(node);
    }
    decide();
  }

  private void begin() {
    begun = true;
    writing.put(setup.coordinator(), epoch(setup.coordinator()));
  }

  private void written(Node node) {
    int since = writing.getOrDefault(node, 0);
    writing.remove(node);
    durable.add(node);
    if (node == setup.coordinator()) {
      acks.add(node);
      replicate(node);
    } else if (!setup.refuses() || since >= epoch(node)) {
      acks.add(node);
    }
    decide();
  }

  private void replicate(Node from) {
    for (Node other : owners(epoch(from))) {
      Sent next = new Sent(other, epoch(from));
      if (other != from && !acks.contains(other) && !sent.contains(next)) {
        sent.add(next);
      }
    }
  }

  private void deliver(Sent message) {
    sent.remove(message);
    Node to = message.to();
    boolean outdated = message.epoch() < epoch(to) && setup.refuses();
    boolean stranger = message.epoch() > epoch(to) && !owners(epoch(to)).contains(to);
    if (outdated || stranger || !owners(epoch(to)).contains(to)) {
      return;
    }
    if (durable.contains(to)) {
      acks.add(to);
      decide();
    } else if (!learns(to)) {
      durable.add(to);
      acks.add(to);
      decide();
    } else if (!writing.containsKey(to)) {
      writing.put(to, message.epoch());
    }
  }

  private void decide() {
    int epoch = epoch(setup.coordinator());
    boolean before = epoch == 3 || acks.stream().filter(BEFORE::contains).count() >= W;
    boolean after = epoch == 1 || acks.stream().filter(AFTER::contains).count() >= W;
    acknowledged |= begun && before && after;
    requireKept();
  }

  /** From the settlement on, what was acknowledged is on a quorum of the new replicas. */
  private void requireKept() {
    long held = AFTER.stream().filter(durable::contains).count();
    if (acknowledged && settledEpoch == 3 && held < W) {
      throw new AssertionError("acknowledged and held by " + held + " of the new replicas");
    }
  }

  private void ready() {
    ready = true;
    TreeMap<Integer, SortedSet<BucketId>> buckets = new TreeMap<>();
    buckets.put(3, new TreeSet<>(List.of(ENTRY.bucket())));
    serve(new Outlet.Event.Ready(2, buckets));
  }

  private void startIntake() {
    Bookmark from = bookmark.orElse(Bookmark.start(TRANSFER));
    Intake next = new Intake(from, List.of(SOURCE), 1 << 20, () -> ++tokens, new Random(1), now());
    intake = Optional.of(next);
    tell(new Intake.Event.Began(now()));
  }

  private void ask(Request request) {
    requests.remove(request);
    serve(new Outlet.Event.Asked(TARGET, request, now()));
  }

  private void serve(Outlet.Event event) {
    for (Outlet.Effect effect : outlet.on(event)) {
      switch (effect) {
        case Outlet.Effect.ReadPage(long id, var partition, var buckets, var after, int limit) ->
            serve(new Outlet.Event.PageRead(id, read(after), now()));
        case Outlet.Effect.Load load -> throw new AssertionError("no set: " + load);
        case Outlet.Effect.Send(NodeId to, HandoffMessage message) -> answers.add(message);
        case Outlet.Effect.Observed observed -> {}
      }
    }
  }

  private Excerpt read(Optional<Place> after) {
    SortedMap<EntryKey, Crdt> held = new TreeMap<>();
    if (durable.contains(Node.L)) {
      held.put(ENTRY, WRITE.state());
    }
    return held.isEmpty() || after.isPresent()
        ? Excerpt.NOTHING
        : new Excerpt(List.of(Piece.whole(ENTRY, WRITE)), 1, 0, true);
  }

  private void answer(HandoffMessage message) {
    answers.remove(message);
    tell(new Intake.Event.Answered(SOURCE, message, now()));
  }

  private void merge(Intake.Effect.Merge merge) {
    merges.remove(merge);
    durable.add(Node.G);
    tell(new Intake.Event.Merged(merge.id(), now()));
  }

  private void bookmarked(Bookmark saved) {
    bookmarks.remove(saved);
    bookmark = Optional.of(saved);
    tell(new Intake.Event.Bookmarked(saved));
  }

  /** Of those before the last it makes no difference when they are durable. */
  private void save(Bookmark next) {
    if (next.complete()) {
      bookmarks.add(next);
    } else {
      bookmark = Optional.of(next);
    }
  }

  private void tick() {
    ticks++;
    tell(new Intake.Event.Ticked(now()));
  }

  private void tell(Intake.Event event) {
    if (intake.isEmpty()) {
      return;
    }
    for (Intake.Effect effect : intake.get().on(event)) {
      switch (effect) {
        case Intake.Effect.Send(NodeId to, Request request) -> requests.add(request);
        case Intake.Effect.Merge merge -> merges.add(merge);
        case Intake.Effect.ReadOwn own -> throw new AssertionError("no set: " + own);
        case Intake.Effect.SaveBookmark(Bookmark next) -> save(next);
        case Intake.Effect.Complete() -> complete = true;
        case Intake.Effect.Observed observed -> {}
      }
    }
  }

  /** What was not durable is gone; what it knew of epochs was. */
  private void crashSource() {
    mayCrash = false;
    writing.remove(Node.L);
    answers.clear();
    requests.clear();
    outlet = outlet();
    ready = false;
  }

  private void crashTarget() {
    mayCrash = false;
    writing.remove(Node.G);
    requests.clear();
    answers.clear();
    merges.clear();
    bookmarks.clear();
    intake = Optional.empty();
  }

  @Override
  public String fingerprint() {
    return String.join(
        " ",
        epochs.toString(),
        durable.toString(),
        writing.toString(),
        sent.stream().map(Sent::toString).sorted().toList().toString(),
        acks.toString(),
        kinds(requests),
        kinds(answers),
        merges.toString(),
        bookmarks.toString(),
        bookmark.toString(),
        intake.map(each -> each.progress().toString()).orElse("-"),
        "" + begun + acknowledged + ready + complete + settledEpoch + mayCrash + "," + ticks);
  }

  /** Tokens are all the same to everybody. */
  private static String kinds(List<? extends HandoffMessage> messages) {
    return messages.stream()
        .map(m -> m.toString().replaceFirst("token=\\d+", ""))
        .toList()
        .toString();
  }

  @Override
  public void ended() {
    requireKept();
    if (settledEpoch != 3) {
      throw new AssertionError("it did not settle");
    }
  }
}
