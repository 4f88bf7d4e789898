package io.kvasir.core.watch;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Digest;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One stream of the changes of a bucket, made of the journals of all its replicas.
 *
 * <p>In <b>rounds</b>: what the replicas have in their journals behind the stream's position is
 * gathered and worked on in the order of the keys' hashes, some keys at a time. Of each key it is
 * found out what all replicas that answer show of it, by their digests; of those that differ the
 * states are fetched and merged. That is delivered unless it was: a replica that showed the very
 * same by a change that is accounted for is proof of that, and so is an {@link Echo}.
 *
 * <p><b>No gap.</b> A change is accounted for only when what its replica shows was merged into what
 * was delivered, or had been. Whatever was written comes to be shown by every replica, so it is
 * enough that of each partition one journal is followed without a gap; where there is none the
 * stream is over ({@link Effect.Compacted}).
 *
 * <p><b>Within a round</b> the position says for each journal the window that is being worked on
 * and the hash up to which it is done, so that a stream which ends there goes on there.
 */
public final class Feed {
  /** What happens to a feed; of questions with the id that they were asked with. */
  public sealed interface Event {
    /** Who holds the bucket; comes first. */
    record Placed(Placement placement) implements Event {}

    record Pulled(long id, Actor store, JournalPage page) implements Event {}

    record NotPulled(long id) implements Event {}

    /** One mark for each place that was asked about. */
    record Looked(long id, Actor store, List<Mark> marks) implements Event {
      public Looked {
        marks = List.copyOf(marks);
      }
    }

    record NotLooked(long id) implements Event {}

    /** What is held of the first of the places that were asked about, of one at least. */
    record Fetched(long id, Actor store, List<Optional<Crdt>> states) implements Event {
      public Fetched {
        states = List.copyOf(states);
      }
    }

    record NotFetched(long id) implements Event {}

    record Woken(long id) implements Event {}

    /** Somebody wants to hear more. */
    record Wanted() implements Event {}

    /**
     * How far to go at most, by store; no further in others than they are.
     *
     * @param limits empty for no limit
     */
    record Limited(Optional<Position> limits) implements Event {}

    /** Another stream goes on as this one; what it must not rely on, this one does not either. */
    record Joined(Position other) implements Event {}
  }

  /** What is to be done. Every question is answered by an event, sooner or later. */
  public sealed interface Effect {
    /**
     * Asks for the journal behind a sequence.
     *
     * @param waits whether to wait for changes while there are none
     */
    record Pull(long id, NodeId from, long after, int limit, boolean waits) implements Effect {}

    /** Asks what is shown of some keys. */
    record Look(long id, NodeId from, List<KeyPlace> places) implements Effect {}

    /** Asks for the states of some keys. */
    record Fetch(long id, NodeId from, List<KeyPlace> places) implements Effect {}

    record Wake(long id, long afterMillis) implements Effect {}

    record Deliver(Delivery delivery) implements Effect {}

    /** What was delivered last of a key, and was come to again. */
    record Repeat(Delivery delivery) implements Effect {}

    /** All that was gathered was worked on; so far the stream is. */
    record Rest(Position position) implements Effect {}

    /** Changes were missed that nobody has any more. Nothing follows. */
    record Compacted() implements Effect {}
  }

  /** Asks for no change, but how far the journal is. */
  private static final long HEAD = Long.MAX_VALUE;

  private final FeedConfig config;
  private final NodeId self;
  private final BucketId bucket;
  private final DataType type;
  private final boolean isDemanded;
  private final Account account;
  private final Echoes echoes;
  private final TreeMap<Actor, Long> preludes = new TreeMap<>();
  private final TreeMap<NodeId, Source> sources = new TreeMap<>();
  private final Map<Long, NodeId> pulls = new LinkedHashMap<>();
  private final Map<Long, NodeId> retries = new LinkedHashMap<>();
  private Placement placement = new Placement(List.of());
  private Optional<Round> round = Optional.empty();
  private Optional<Position> limits = Optional.empty();
  private boolean isBegun;
  private boolean hasMet;
  private boolean isOver;
  private boolean isWanted;
  private long gathering;
  private long issued;

  /**
   * @param from where to begin; empty for now
   * @param isDemanded whether it works only when it is told that more is wanted, one batch each
   *     time
   */
  public Feed(
      FeedConfig config,
      NodeId self,
      BucketId bucket,
      DataType type,
      Optional<Position> from,
      boolean isDemanded) {
    this.config = config;
    this.self = self;
    this.bucket = bucket;
    this.type = type;
    this.isDemanded = isDemanded;
    this.isBegun = from.isPresent();
    this.account = new Account(config.memory(), from);
    this.echoes =
        new Echoes(config.echoes(), config.memory(), from.map(Position::echoes).orElse(List.of()));
  }

  /** Where the stream is. */
  public Position position() {
    return account.position(echoes.latest(), config.doubts());
  }

  /** Whether it is known where the stream is; false while it finds out what now is. */
  public boolean isBegun() {
    return isBegun;
  }

  /** Whether nothing is being worked on. */
  public boolean isResting() {
    return hasMet && round.isEmpty();
  }

  /**
   * What this stream delivered last of keys that are not settled: one of their replicas that answer
   * may show something older. Who reads them now may get that, and would not hear of the rest.
   */
  public List<Echo> unsettled() {
    return echoes
        .own(
            (partition, holders) ->
                placement.of(partition).stream()
                    .flatMap(owner -> source(owner).filter(Source::isUp).stream())
                    .anyMatch(owner -> !holders.containsKey(owner.store().orElseThrow())))
        .stream()
        .map(Remembered::echo)
        .toList();
  }

  /** What was delivered last of keys of which not all replicas came with it. */
  public List<Echo> echoes() {
    return echoes.all();
  }

  /** Those that this stream delivered itself. */
  public List<Remembered> remembered() {
    return echoes.remembered();
  }

  /** The stores of those who answer. */
  public List<Actor> live() {
    return sources.values().stream()
        .filter(Source::isUp)
        .flatMap(source -> source.store().stream())
        .toList();
  }

  public List<Effect> on(Event event) {
    List<Effect> effects = new ArrayList<>();
    if (isOver) {
      return effects;
    }
    switch (event) {
      case Event.Placed(Placement next) -> place(next);
      case Event.Pulled(long id, Actor store, JournalPage page) ->
          asked(pulls, id).ifPresent(source -> pulled(source, store, page, effects));
      case Event.NotPulled(long id) -> asked(pulls, id).ifPresent(source -> down(source, effects));
      case Event.Looked(long id, Actor store, List<Mark> marks) ->
          looked(id, store, marks, effects);
      case Event.NotLooked(long id) -> notLooked(id, effects);
      case Event.Fetched(long id, Actor store, List<Optional<Crdt>> states) ->
          fetched(id, store, states, effects);
      case Event.NotFetched(long id) -> notFetched(id, effects);
      case Event.Woken(long id) -> woken(id);
      case Event.Wanted() -> isWanted = true;
      case Event.Limited(Optional<Position> next) -> limits = next;
      case Event.Joined(Position other) -> join(other, effects);
    }
    advance(effects);
    return effects;
  }

  private Optional<Source> asked(Map<Long, NodeId> questions, long id) {
    return Optional.ofNullable(questions.remove(id)).flatMap(this::source);
  }

  private Optional<Source> source(NodeId node) {
    return Optional.ofNullable(sources.get(node));
  }

  private void place(Placement next) {
    placement = next;
    for (NodeId node : next.nodes()) {
      sources.computeIfAbsent(node, Source::new);
    }
    sources.keySet().retainAll(next.nodes());
  }

  private void advance(List<Effect> effects) {
    boolean isMore = true;
    while (isMore && !isOver) {
      begin(effects);
      isMore = round.isPresent() ? work(round.get(), effects) : gather(effects);
    }
    if (!isOver) {
      ask(effects);
    }
  }

  /** Now is what all who answer have in their journals. */
  private void begin(List<Effect> effects) {
    if (!hasMet) {
      hasMet =
          sources.values().stream()
                  .allMatch(each -> each.isUp() || each.state() == Source.State.DOWN)
              && sources.values().stream().anyMatch(Source::isUp);
      if (hasMet && isBegun) {
        effects.add(new Effect.Rest(position()));
      }
    }
    if (hasMet && !isBegun && round.isEmpty() && live().stream().noneMatch(this::isInPrelude)) {
      isBegun = true;
      skipPreludes();
      effects.add(new Effect.Rest(position()));
    }
  }

  /** What those have on its way who are gone is told when it comes to others. */
  private void skipPreludes() {
    TreeMap<Actor, Long> gone = new TreeMap<>();
    for (Actor store : account.stores()) {
      if (isInPrelude(store)) {
        gone.put(store, preludes.getOrDefault(store, 0L));
      }
    }
    account.leaveOut(gone);
  }

  private boolean isInPrelude(Actor store) {
    return account.reach(store).from() < preludes.getOrDefault(store, 0L);
  }

  /** Another stream goes on as this one; what was pulled of who is away waits. */
  private void join(Position other, List<Effect> effects) {
    List<Actor> live = live();
    if (round.filter(now -> !live.containsAll(now.ends.keySet())).isPresent()) {
      abandon(effects);
    }
    account.join(other, live);
  }

  private void ask(List<Effect> effects) {
    for (Source source : sources.values()) {
      if (source.state() == Source.State.IDLE && mustAsk(source)) {
        long id = ++issued;
        pulls.put(id, source.node);
        source.pulling();
        long after = source.store().map(account::reach).map(Reach::from).orElse(HEAD);
        effects.add(
            new Effect.Pull(
                id,
                source.node,
                after,
                config.pageChanges(),
                source.store().isPresent() && limits.isEmpty() && isBegun));
      }
    }
  }

  private boolean mustAsk(Source source) {
    return source.store().isEmpty() || (hasMet && !isAtLimit(source));
  }

  private boolean isAtLimit(Source source) {
    return source.store().filter(store -> account.reach(store).from() >= limit(store)).isPresent();
  }

  private void pulled(Source source, Actor store, JournalPage page, List<Effect> effects) {
    boolean isNew = !source.store().equals(Optional.of(store));
    if (isNew && source.store().isPresent() && round.isPresent()) {
      abandon(effects); // what it said there was said by another
    }
    source.is(store);
    if (!isBegun) {
      preludes.putIfAbsent(store, page.head());
    }
    Reach reach = account.find(store).orElseGet(() -> met(page));
    boolean isBroken = !page.goesOnFrom(reach.from());
    Reach missed = isBegun ? Reach.missing(page.head()) : met(page);
    account.set(store, isBroken ? missed : reach);
    if (isNew || isBroken) {
      source.idle();
      checkWhole(effects);
    } else if (page.changes().isEmpty()) {
      account.skip(store, Math.min(page.upTo(), limit(store)));
      source.idle();
    } else {
      source.ready(page);
    }
  }

  /** What a store has that the stream never met. */
  private Reach met(JournalPage page) {
    if (!isBegun) {
      return Reach.upTo(Math.max(page.trimmed(), page.head() - config.prelude()));
    }
    return page.goesOnFrom(0) ? Reach.late() : Reach.missing(page.head());
  }

  private long limit(Actor store) {
    return limits
        .map(all -> all.reaches().get(store))
        .map(Reach::from)
        .orElse(limits.isPresent() ? 0L : Long.MAX_VALUE);
  }

  /**
   * Over when of some partition no journal can be relied on, whoever may still answer. Not on one
   * either that may show more than what was delivered since.
   */
  private void checkWhole(List<Effect> effects) {
    TreeSet<NodeId> broken = new TreeSet<>();
    for (Source source : sources.values()) {
      if (source.store().filter(store -> !account.isReliable(store)).isPresent()) {
        broken.add(source.node);
      }
    }
    if (account.isWhole()) {
      return;
    }
    for (List<NodeId> owners : placement.owners()) {
      if (broken.containsAll(owners)) {
        isOver = true;
        effects.add(new Effect.Compacted());
        return;
      }
    }
  }

  private void down(Source source, List<Effect> effects) {
    source.down();
    long id = ++issued;
    retries.put(id, source.node);
    effects.add(new Effect.Wake(id, config.retryMillis()));
  }

  private void woken(long id) {
    if (id == gathering) {
      gathering = 0;
      startRound();
    } else {
      asked(retries, id)
          .filter(source -> source.state() == Source.State.DOWN)
          .ifPresent(Source::idle);
    }
  }

  /** Whether there is more to do at once. */
  private boolean gather(List<Effect> effects) {
    List<Source> ready = ready();
    if (ready.isEmpty()) {
      return false;
    }
    boolean isAll =
        sources.values().stream()
            .allMatch(
                each ->
                    each.state() == Source.State.READY
                        || each.state() == Source.State.DOWN
                        || isAtLimit(each));
    if (isAll) {
      gathering = 0;
      startRound();
      return round.isPresent();
    }
    if (gathering == 0) {
      gathering = ++issued;
      effects.add(new Effect.Wake(gathering, config.gatherMillis()));
    }
    return false;
  }

  private List<Source> ready() {
    return sources.values().stream()
        .filter(source -> source.state() == Source.State.READY)
        .toList();
  }

  private void startRound() {
    List<Source> ready = ready();
    if (!ready.isEmpty() && round.isEmpty()) {
      round = Optional.of(Round.of(ready, account, this::limit));
    }
  }

  /** Whether there is more to do at once. */
  private boolean work(Round now, List<Effect> effects) {
    if (now.isWaiting()) {
      return false;
    }
    if (now.batch.isEmpty()) {
      if (now.items.isEmpty()) {
        end(now, effects);
        return true;
      }
      if (isDemanded && !isWanted) {
        return false;
      }
      now.nextBatch(config.batchKeys());
      look(now, effects);
      return !now.isWaiting();
    }
    if (now.isAsking) {
      now.isAsking = false;
      if (!now.batch.stream().allMatch(Round.Item::isHeard)) {
        abandon(effects);
        return true;
      }
      settle(now);
    }
    fetch(now, effects);
    if (round.isEmpty() || now.isWaiting()) {
      return round.isEmpty();
    }
    deliver(now, effects);
    return true;
  }

  /** Asks those who may hold the keys and did not come with a change. */
  private void look(Round now, List<Effect> effects) {
    TreeMap<NodeId, List<Round.Item>> asked = new TreeMap<>();
    for (Round.Item item : now.batch) {
      for (NodeId owner : placement.of(item.place.partition())) {
        if (!item.marks.containsKey(owner) && source(owner).filter(Source::isUp).isPresent()) {
          asked.computeIfAbsent(owner, any -> new ArrayList<>()).add(item);
        }
      }
    }
    asked.forEach(
        (node, items) -> {
          long id = ++issued;
          now.looks.put(id, new Round.Question(node, items));
          effects.add(new Effect.Look(id, node, places(items)));
        });
  }

  private static List<KeyPlace> places(List<Round.Item> items) {
    return items.stream().map(item -> item.place).toList();
  }

  private void looked(long id, Actor store, List<Mark> marks, List<Effect> effects) {
    Optional<Round.Question> asked = look(id);
    if (asked
        .filter(question -> !is(question, store) || question.items().size() != marks.size())
        .isPresent()) {
      lost(asked.get().node(), effects);
    } else if (asked.isPresent()) {
      Round.Question question = asked.get();
      for (int i = 0; i < question.items().size(); i++) {
        question.items().get(i).look(question.node(), marks.get(i));
        see(question.node(), marks.get(i).sequence());
      }
    }
  }

  private void see(NodeId node, long sequence) {
    source(node).ifPresent(source -> source.saw(sequence));
  }

  /** Whether it is who was asked, and not the same node without its disk. */
  private boolean is(Round.Question question, Actor store) {
    return source(question.node())
        .filter(source -> source.store().equals(Optional.of(store)))
        .isPresent();
  }

  private void notLooked(long id, List<Effect> effects) {
    look(id).ifPresent(question -> lost(question.node(), effects));
  }

  private Optional<Round.Question> look(long id) {
    return round.flatMap(now -> Optional.ofNullable(now.looks.remove(id)));
  }

  /** What it came with stays as it is; it is asked again later. */
  private void lost(NodeId node, List<Effect> effects) {
    source(node)
        .filter(
            source -> source.state() == Source.State.IDLE || source.state() == Source.State.PULLING)
        .ifPresent(source -> failed(node, effects));
  }

  /** Leaves out what is known to have been delivered, or something that has it in it. */
  private void settle(Round now) {
    for (Round.Item item : now.batch) {
      SortedSet<Long> digests = item.digests();
      SortedSet<Long> versions = item.versions();
      item.isKnown =
          digests.size() == 1
              && ((!isBegun && item.isAgreed())
                  || isShownAsEver(item)
                  || (versions.size() == 1 && isAccounted(item, versions.getFirst())));
    }
  }

  /**
   * Whether all replicas show the same as when their changes were accounted for. What was delivered
   * then was merged of that, and so is the same; and so is it now.
   */
  private boolean isShownAsEver(Round.Item item) {
    return item.marks.keySet().containsAll(placement.of(item.place.partition()))
        && item.marks.entrySet().stream()
            .allMatch(
                mark ->
                    reachOf(mark.getKey())
                        .filter(reach -> reach.accountsFor(mark.getValue().shown(), item.hash))
                        .isPresent());
  }

  private Optional<Reach> reachOf(NodeId node) {
    return source(node).flatMap(Source::store).flatMap(account::find);
  }

  private boolean isAccounted(Round.Item item, long version) {
    return account.isProof(holders(item, version));
  }

  /** Who holds that by a change that is accounted for, and by which. */
  private SortedMap<Actor, Long> holders(Round.Item item, long version) {
    TreeMap<Actor, Long> holders = new TreeMap<>();
    for (Map.Entry<NodeId, Mark> each : item.marks.entrySet()) {
      Mark mark = each.getValue();
      if (mark.version() == version) {
        source(each.getKey())
            .flatMap(Source::store)
            .filter(store -> account.holds(store, mark.sequence(), item.hash))
            .ifPresent(store -> holders.put(store, mark.sequence()));
      }
    }
    return holders;
  }

  /** Asks for one state of each version that there is, if it is to be had. */
  private void fetch(Round now, List<Effect> effects) {
    TreeMap<NodeId, List<Round.Item>> asked = new TreeMap<>();
    for (Round.Item item : now.batch) {
      for (long version : item.lacking()) {
        Optional<NodeId> holder = holder(item, version);
        if (holder.isPresent()) {
          asked.computeIfAbsent(holder.get(), any -> new ArrayList<>()).add(item);
        } else if (item.isNews(version)) {
          abandon(effects);
          return;
        } else {
          item.unhear(version);
        }
      }
    }
    asked.forEach(
        (node, items) -> {
          long id = ++issued;
          now.fetches.put(id, new Round.Question(node, items));
          effects.add(new Effect.Fetch(id, node, places(items)));
        });
  }

  /** Who holds that and answers; this node before others. */
  private Optional<NodeId> holder(Round.Item item, long version) {
    List<NodeId> holders =
        item.marks.entrySet().stream()
            .filter(mark -> mark.getValue().sequence() > 0 && mark.getValue().version() == version)
            .map(Map.Entry::getKey)
            .filter(node -> source(node).filter(Source::isUp).isPresent())
            .toList();
    return holders.contains(self) ? Optional.of(self) : holders.stream().findFirst();
  }

  private void fetched(long id, Actor store, List<Optional<Crdt>> states, List<Effect> effects) {
    Optional<Round.Question> asked = fetch(id);
    if (asked.isEmpty()) {
      return;
    }
    Round.Question question = asked.get();
    if (!is(question, store) || states.isEmpty()) {
      failed(question.node(), effects);
      return;
    }
    for (int i = 0; i < states.size() && i < question.items().size(); i++) {
      Round.Item item = question.items().get(i);
      item.held.put(question.node(), states.get(i));
      supersede(item, question.node(), states.get(i));
    }
  }

  /** What was fetched may be later than what was shown when the node was asked for that. */
  private void supersede(Round.Item item, NodeId node, Optional<Crdt> held) {
    long shown = item.marks.getOrDefault(node, Mark.UNKNOWN).version();
    if (held.filter(state -> version(item, state) == shown).isEmpty()) {
      source(node).ifPresent(Source::supersede);
    }
  }

  private long version(Round.Item item, Crdt state) {
    return Mark.version(Digest.of(entry(item), Slice.whole(state)), state);
  }

  private void notFetched(long id, List<Effect> effects) {
    fetch(id).ifPresent(question -> failed(question.node(), effects));
  }

  private Optional<Round.Question> fetch(long id) {
    return round.flatMap(now -> Optional.ofNullable(now.fetches.remove(id)));
  }

  private void failed(NodeId node, List<Effect> effects) {
    source(node)
        .filter(source -> source.state() != Source.State.DOWN)
        .ifPresent(
            source -> {
              pulls.values().removeIf(node::equals);
              down(source, effects);
            });
  }

  /** Begins anew where the position is: what a source came with cannot be had from it. */
  private void abandon(List<Effect> effects) {
    round.ifPresent(this::letGo);
    rest(effects);
  }

  private void letGo(Round over) {
    round = Optional.empty();
    for (Source source : ready()) {
      if (source.store().filter(over.ends::containsKey).isPresent()) {
        source.idle();
      }
    }
  }

  private void deliver(Round now, List<Effect> effects) {
    for (int i = 0; i < now.batch.size(); i++) {
      Round.Item item = now.batch.get(i);
      Round.Item next = i + 1 < now.batch.size() ? now.batch.get(i + 1) : now.items.peek();
      boolean isLastOfHash = next == null || next.hash != item.hash;
      Crdt merged = merged(item);
      boolean isMerged = !item.isKnown && !item.held.isEmpty();
      long digest =
          isMerged ? Digest.of(entry(item), Slice.whole(merged)) : item.digests().getFirst();
      long version = isMerged ? Mark.version(digest, merged) : item.versions().getFirst();
      boolean isNew =
          !item.isKnown && !echoes.has(item.hash, digest) && !isAccounted(item, version);
      boolean isRepeat = !item.isKnown && echoes.has(item.hash, digest);
      account.pass(now.windows, isLastOfHash ? item.hash + 1 : item.hash);
      remember(item, digest, version, isNew);
      if (isNew) {
        doubt(item);
        isWanted = false;
      }
      if (isNew || isRepeat) {
        Optional<Crdt> shown = digest == 0 ? Optional.empty() : Optional.of(merged);
        Delivery said = new Delivery(item.place.key(), shown, digest, version, position());
        effects.add(isNew ? new Effect.Deliver(said) : new Effect.Repeat(said));
      }
    }
    now.batch.clear();
  }

  /** Who may hold the key and was not heard. */
  private void doubt(Round.Item item) {
    List<NodeId> unheard = new ArrayList<>(placement.of(item.place.partition()));
    unheard.removeAll(item.marks.keySet());
    TreeSet<Actor> stores = new TreeSet<>();
    if (!unheard.isEmpty()) {
      stores.addAll(account.stores());
      for (Source source : sources.values()) {
        if (!unheard.contains(source.node)) {
          source.store().ifPresent(stores::remove);
        }
      }
    }
    account.delivered(item.hash, stores);
  }

  private EntryKey entry(Round.Item item) {
    return new EntryKey(bucket, item.place.key());
  }

  private Crdt merged(Round.Item item) {
    List<Crdt> states =
        item.held.values().stream()
            .flatMap(Optional::stream)
            .filter(state -> state.type() == type)
            .toList();
    return Crdt.meet(type, states);
  }

  /** Until all replicas are known to have come with it. */
  private void remember(Round.Item item, long digest, long version, boolean isNew) {
    settleDoubts(item, version);
    if (item.isKnown && !echoes.has(item.hash, digest)) {
      echoes.remove(item.hash); // said before all who answer came to agree on something else
    }
    SortedMap<Actor, Long> holders = holders(item, version);
    if (holders.size() >= placement.of(item.place.partition()).size()) {
      echoes.remove(item.hash);
      account.settle(item.hash);
    } else if (isNew) {
      echoes.add(item.hash, digest, item.place.partition(), holders);
    } else {
      echoes.confirm(item.hash, digest, holders);
    }
  }

  /** Who holds now what was delivered last shows nothing more than that. */
  private void settleDoubts(Round.Item item, long version) {
    item.marks.forEach(
        (node, mark) -> {
          if (mark.version() == version) {
            source(node).flatMap(Source::store).ifPresent(store -> account.lift(item.hash, store));
          }
        });
  }

  private void end(Round now, List<Effect> effects) {
    letGo(now);
    account.close(now.ends);
    forgetStores();
    rest(effects);
  }

  private void rest(List<Effect> effects) {
    if (isBegun) {
      effects.add(new Effect.Rest(position()));
    }
  }

  /** Of stores that are gone, once it is known which there are. */
  private void forgetStores() {
    TreeSet<Actor> known = new TreeSet<>();
    for (Source source : sources.values()) {
      source.store().ifPresent(known::add);
    }
    if (known.size() == sources.size()) {
      account.retain(known);
    }
  }
}
