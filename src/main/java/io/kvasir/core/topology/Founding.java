package io.kvasir.core.topology;

import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.topology.FoundingMessage.Admitted;
import io.kvasir.core.topology.FoundingMessage.Hello;
import io.kvasir.core.topology.FoundingMessage.HelloAnswered;
import io.kvasir.core.topology.FoundingMessage.Join;
import io.kvasir.core.topology.FoundingMessage.Propose;
import io.kvasir.core.topology.FoundingMessage.Renew;
import io.kvasir.core.topology.FoundingMessage.Renewed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * How a node comes into a cluster. It asks all that are listed who they are. If one is in a
 * cluster, the node joins it. If all founders are in none, the first of them proposes a cluster, in
 * which the life of each founder is named, and each founder pledges itself, durably, to the first
 * proposal that names its life; then it runs its replica of the topology's group.
 *
 * <p>A member that starts asks the others whether it still is one, and serves when one of them says
 * so that knows no less than it does, or when nobody answers for a while; later it asks one of them
 * now and then. Who hears that it is none, of a later version of the topology than the latest in
 * which it was, remembers that and serves nothing for ever.
 *
 * <p>Of two rival foundings one at most has a majority, since a life pledges itself once. Who is
 * pledged to a founding that can never have one, since too many of its voters have begun another
 * life or pledged themselves to another, gives it up for a new life; both of these never change
 * back. Nothing is served before the cluster is known to exist and that is on the disk, so nothing
 * is lost with a founding that is given up.
 */
public final class Founding {
  /** What it learns. */
  public sealed interface Event {
    /** The process started. The first event, but for what is {@link Learned} from the disk. */
    record Started() implements Event {}

    /** Time to ask again. */
    record Tick() implements Event {}

    record Received(NodeId from, FoundingMessage message) implements Event {}

    /** What was to be saved is durable. */
    record Saved() implements Event {}

    /** It may be on the disk or not; it is saved again with the next tick. */
    record SaveFailed() implements Event {}

    /** The topology's group has this topology now. */
    record Learned(Topology topology) implements Event {}

    /** This node has got back all that it owned. */
    record Filled() implements Event {}

    /** The member was added; {@code topology} has it. */
    record Added(Member member, Topology topology) implements Event {}
  }

  /** What is to be done, in this order. */
  public sealed interface Effect {
    record Send(NodeId to, FoundingMessage message) implements Effect {}

    /** Remember; answered by {@link Event.Saved} or {@link Event.SaveFailed}. */
    record Save(Standing standing) implements Effect {}

    /**
     * Run the replica {@code self} of the topology's group, whose log begins with {@code start}
     * when there is none of that life. While it leads and the state machine has no topology, {@code
     * Found(initial)} is to be proposed.
     */
    record Run(ReplicaId self, LogStart start, Optional<Topology> initial) implements Effect {}

    /** Stop and destroy the replica that was run. */
    record Abandon() implements Effect {}

    /** The cluster exists and this node is in it: serve. */
    record Serve(Topology topology) implements Effect {}

    /** This node is no member of its cluster any more: serve nothing. */
    record Leave() implements Effect {}

    /** Have the topology's group add this member; answered by {@link Event.Added}, or never. */
    record Add(Member member) implements Effect {}

    record Observed(FoundingObservation observation) implements Effect {}
  }

  /** Every so many ticks a member has a change of its address noted. */
  private static final long MOVE = 10;

  private final FoundingConfig config;
  private final RandomGenerator random;
  private final Notices notices = new Notices();
  private final Answers answers;
  private Standing standing;
  private Optional<Standing> saving = Optional.empty();
  private boolean saveFailed;
  private Optional<Topology> learned = Optional.empty();
  private final Renewal renewal;
  private long ticks;

  /**
   * @param standing as it was saved last
   * @param random for ids, lives, the start of tokens and the cluster's secret; cannot be guessed
   */
  public Founding(FoundingConfig config, Standing standing, RandomGenerator random) {
    this.config = config;
    this.standing = standing;
    this.random = random;
    this.answers = new Answers(random.nextLong() >>> 8);
    this.renewal = new Renewal(config);
  }

  /** As it is on the disk. */
  public Standing standing() {
    return standing;
  }

  public List<Effect> on(Event event) {
    List<Effect> effects = new ArrayList<>();
    switch (event) {
      case Event.Started() -> start(effects);
      case Event.Tick() -> tick(effects);
      case Event.Received(NodeId from, FoundingMessage message) -> receive(from, message, effects);
      case Event.Saved() -> saved(effects);
      case Event.SaveFailed() -> saveFailed = true;
      case Event.Learned(Topology topology) -> learn(topology, effects);
      case Event.Added(Member member, Topology topology) -> added(member, topology, effects);
      case Event.Filled() -> filled(effects);
    }
    return effects;
  }

  private void start(List<Effect> effects) {
    switch (standing) {
      case Standing.Outside outside -> {}
      case Standing.Pledged(long life, Topology initial) -> run(life, initial, true, effects);
      case Standing.Settled settled ->
          run(settled.life(), settled.first(), settled.founder(), effects);
      case Standing.Removed removed -> {
        // Others may need its vote to take it from the voters.
        run(removed.life(), removed.first(), removed.founder(), effects);
        leave(removed, effects);
      }
    }
    tick(effects);
  }

  private void run(long life, Topology first, boolean founder, List<Effect> effects) {
    Membership membership = founder ? first.foundingMembership() : Membership.NONE;
    effects.add(
        new Effect.Run(
            new ReplicaId(config.self().id(), life),
            LogStart.founding(membership),
            founder ? Optional.of(first) : Optional.empty()));
  }

  private void tick(List<Effect> effects) {
    ticks++;
    if (saving.isPresent()) {
      saveAgain(effects);
      return;
    }
    switch (standing) {
      case Standing.Outside(long life, long only, boolean blank) -> {
        joinSomeone(life, only, effects);
        ask(life, effects);
        found(life, only, effects);
      }
      case Standing.Pledged(long life, Topology initial) -> {
        ask(life, effects);
        settle(life, initial, effects);
      }
      case Standing.Settled settled -> renew(settled, effects);
      case Standing.Removed removed -> {}
    }
  }

  private void saveAgain(List<Effect> effects) {
    if (saveFailed) {
      saveFailed = false;
      saving.ifPresent(next -> effects.add(new Effect.Save(next)));
    }
  }

  private void save(Standing next, List<Effect> effects) {
    saving = Optional.of(next);
    saveFailed = false;
    effects.add(new Effect.Save(next));
  }

  private void ask(long life, List<Effect> effects) {
    Hello hello = new Hello(answers.ask(), config.self(life), config.fingerprint(), cluster());
    config.others().forEach(peer -> effects.add(new Effect.Send(peer, hello)));
    notices.waiting(answers.silent(config.others()), ticks).ifPresent(effects::add);
  }

  /** One of those who are in a cluster is asked to let this node in, each time another one. */
  private void joinSomeone(long life, long only, List<Effect> effects) {
    SortedMap<NodeId, Long> settled = answers.settled();
    if (settled.isEmpty()) {
      return;
    }
    long cluster = only != 0 ? only : settled.get(settled.firstKey());
    settled.forEach((peer, id) -> notices.foreign(peer, id, cluster).ifPresent(effects::add));
    SortedMap<NodeId, Integer> partitions = answers.partitions(settled.keySet());
    partitions.forEach(
        (peer, number) ->
            notices.partitions(peer, number, config.partitions()).ifPresent(effects::add));
    boolean fits =
        partitions.values().stream()
            .allMatch(number -> number == 0 || number == config.partitions());
    if (fits && settled.values().stream().allMatch(id -> id == cluster)) {
      List<NodeId> doors = List.copyOf(settled.keySet());
      NodeId door = doors.get((int) (ticks % doors.size()));
      effects.add(new Effect.Send(door, new Join(cluster, config.self(life))));
    }
  }

  private void found(long life, long only, List<Effect> effects) {
    if (only == 0 && config.proposes()) {
      answers
          .founders(config.others(), config.fingerprint())
          .ifPresent(others -> pledge(life, initial(life, others), effects));
    }
  }

  private Topology initial(long life, SortedMap<NodeId, Member> others) {
    TreeMap<NodeId, Member> founders = new TreeMap<>(others);
    founders.put(config.self().id(), config.self(life));
    return Topology.founding(drawn(), ClusterSecret.draw(random), config.partitions(), founders);
  }

  private long drawn() {
    long bits = random.nextLong();
    return bits == 0 ? 1 : bits;
  }

  private void pledge(long life, Topology initial, List<Effect> effects) {
    save(new Standing.Pledged(life, initial), effects);
  }

  private void receive(NodeId from, FoundingMessage message, List<Effect> effects) {
    if (saving.isPresent()) {
      return; // nobody may rely on what a crash could take back; it is said again
    }
    switch (message) {
      case Hello hello -> answer(from, hello, effects);
      case HelloAnswered answer -> hear(from, answer, effects);
      case Propose(Topology initial, long fingerprint) ->
          consider(from, initial, fingerprint, effects);
      case Join(long clusterId, Member asker) -> admit(from, clusterId, asker, effects);
      case Admitted(Topology topology) -> enter(topology, effects);
      case Renew question -> vouch(from, question, effects);
      case Renewed renewed -> hear(renewed, effects);
    }
  }

  private void answer(NodeId from, Hello hello, List<Effect> effects) {
    boolean settled = standing instanceof Standing.Settled;
    Member self = config.self(standing.life());
    effects.add(
        new Effect.Send(
            from,
            new HelloAnswered(
                hello.token(), self, config.fingerprint(), cluster(), settled, partitions())));
    founded()
        .filter(initial -> hello.clusterId() == 0 && initial.isMember(hello.asker().replica()))
        .ifPresent(
            initial ->
                effects.add(new Effect.Send(from, new Propose(initial, config.fingerprint()))));
  }

  /** The cluster that it is in, is pledged to, or was in; 0 when there is none. */
  private long cluster() {
    return switch (standing) {
      case Standing.Outside outside -> outside.only();
      case Standing.Pledged(long life, Topology initial) -> initial.clusterId();
      case Standing.Settled settled -> settled.first().clusterId();
      case Standing.Removed removed -> removed.first().clusterId();
    };
  }

  /** Of the cluster that it is in or would found. */
  private int partitions() {
    return standing
        .topology()
        .map(topology -> topology.ring().partitions())
        .orElse(config.partitions());
  }

  /** The founding that this node takes part in, so that founders who missed it hear of it. */
  private Optional<Topology> founded() {
    return switch (standing) {
      case Standing.Outside outside -> Optional.empty();
      case Standing.Pledged(long life, Topology initial) -> Optional.of(initial);
      case Standing.Settled settled ->
          settled.founder() ? Optional.of(settled.first()) : Optional.empty();
      case Standing.Removed removed -> Optional.empty();
    };
  }

  private void hear(NodeId from, HelloAnswered answer, List<Effect> effects) {
    answers.hear(from, answer);
    if (config.bootstrap() && !answer.settled() && config.listed().contains(from)) {
      notices.list(from, answer.fingerprint() == config.fingerprint()).ifPresent(effects::add);
    }
    switch (standing) {
      case Standing.Outside outside -> found(outside.life(), outside.only(), effects);
      case Standing.Pledged(long life, Topology initial) -> giveUpIfRuledOut(initial, effects);
      case Standing.Settled settled -> {}
      case Standing.Removed removed -> {}
    }
  }

  private void giveUpIfRuledOut(Topology initial, List<Effect> effects) {
    if (learned.isEmpty() && answers.rulesOut(initial)) {
      save(new Standing.Outside(drawn(), 0), effects);
    }
  }

  private void consider(NodeId from, Topology initial, long fingerprint, List<Effect> effects) {
    if (!(standing instanceof Standing.Outside outside) || outside.only() != 0) {
      return;
    }
    if (!config.bootstrap() || fingerprint != config.fingerprint()) {
      notices.list(from, false).ifPresent(effects::add);
    } else if (initial.isMember(new ReplicaId(config.self().id(), outside.life()))) {
      pledge(outside.life(), initial, effects);
    }
  }

  private void admit(NodeId from, long clusterId, Member asker, List<Effect> effects) {
    boolean mine =
        standing instanceof Standing.Settled settled
            && settled.first().clusterId() == clusterId
            && asker.id().equals(from);
    if (!mine) {
      return;
    }
    Optional<Topology> has = learned.filter(now -> asker.equals(now.members().get(from)));
    effects.add(
        has.<Effect>map(now -> new Effect.Send(from, new Admitted(now)))
            .orElseGet(() -> new Effect.Add(asker)));
  }

  private void added(Member member, Topology topology, List<Effect> effects) {
    if (!member.id().equals(config.self().id())) {
      effects.add(new Effect.Send(member.id(), new Admitted(topology)));
    }
  }

  /** Who has no past and owns something all the same had one, and lost it with its disk. */
  private void enter(Topology topology, List<Effect> effects) {
    if (standing instanceof Standing.Outside(long life, long only, boolean blank)
        && (only == 0 || only == topology.clusterId())
        && topology.isMember(new ReplicaId(config.self().id(), life))) {
      boolean owns = topology.ring().members().contains(config.self().id());
      boolean isBlank = blank || (only == 0 && owns);
      save(new Standing.Settled(life, topology, false, isBlank), effects);
    }
  }

  private void filled(List<Effect> effects) {
    if (saving.isEmpty() && standing instanceof Standing.Settled settled && settled.blank()) {
      save(settled.filled(), effects);
    }
  }

  private void learn(Topology topology, List<Effect> effects) {
    if (standing.topology().filter(known -> known.isAfter(topology)).isPresent()
        || learned.filter(known -> known.isAfter(topology)).isPresent()) {
      return; // who joins goes through the past again
    }
    learned = Optional.of(topology);
    if (saving.isEmpty() && standing instanceof Standing.Pledged(long life, Topology initial)) {
      settle(life, initial, effects);
    } else if (saving.isEmpty() && standing instanceof Standing.Settled settled) {
      leaveIfRemoved(settled, effects);
    }
  }

  private void settle(long life, Topology initial, List<Effect> effects) {
    if (saving.isEmpty()
        && learned.filter(now -> now.clusterId() == initial.clusterId()).isPresent()) {
      save(new Standing.Settled(life, initial, true), effects);
    }
  }

  private void saved(List<Effect> effects) {
    Standing before = standing;
    standing = saving.orElseThrow();
    saving = Optional.empty();
    answers.startAnew();
    switch (standing) {
      case Standing.Outside outside -> {
        effects.add(new Effect.Abandon());
        before.topology().ifPresent(initial -> effects.add(notices.abandoned(initial)));
      }
      case Standing.Pledged(long life, Topology initial) -> {
        run(life, initial, true, effects);
        effects.add(notices.pledged(initial));
        propose(initial, effects);
      }
      case Standing.Settled settled -> {
        if (before instanceof Standing.Outside) {
          run(settled.life(), settled.first(), settled.founder(), effects);
        }
        if (!(before instanceof Standing.Settled)) {
          effects.add(notices.settled(settled.first()));
          serve(settled, effects);
        }
      }
      case Standing.Removed removed -> {}
    }
  }

  private void propose(Topology initial, List<Effect> effects) {
    Propose proposal = new Propose(initial, config.fingerprint());
    TreeSet<NodeId> others = new TreeSet<>(initial.members().keySet());
    others.remove(config.self().id());
    others.forEach(peer -> effects.add(new Effect.Send(peer, proposal)));
  }

  private void serve(Standing.Settled settled, List<Effect> effects) {
    renewal.serve();
    effects.add(new Effect.Serve(known(settled)));
  }

  private Topology known(Standing.Settled settled) {
    return learned.orElse(settled.first());
  }

  private void renew(Standing.Settled settled, List<Effect> effects) {
    leaveIfRemoved(settled, effects);
    if (saving.isPresent()) {
      return;
    }
    if (renewal.needsNoWord(known(settled), ticks)) {
      serve(settled, effects);
    }
    effects.addAll(renewal.ask(settled, known(settled), ticks));
    move(settled.life(), effects);
  }

  /** A member that lives at another address than its cluster knows says so. */
  private void move(long life, List<Effect> effects) {
    Member self = config.self(life);
    boolean moved = learned.filter(now -> !self.equals(now.members().get(self.id()))).isPresent();
    if (moved && ticks % MOVE == 0) {
      effects.add(new Effect.Add(self));
    }
  }

  private void vouch(NodeId from, Renew question, List<Effect> effects) {
    if (standing instanceof Standing.Settled && question.clusterId() == cluster()) {
      learned.ifPresent(
          now -> effects.add(new Effect.Send(from, Renewal.answer(now, from, question.life()))));
    }
  }

  private void hear(Renewed renewed, List<Effect> effects) {
    if (standing instanceof Standing.Settled settled) {
      switch (renewal.hear(settled, known(settled), renewed)) {
        case MEMBER -> serve(settled, effects);
        case REMOVED -> remove(settled, effects);
        case NOTHING_NEW -> {}
      }
    }
  }

  private void leaveIfRemoved(Standing.Settled settled, List<Effect> effects) {
    if (learned.isPresent() && !learned.get().isMember(config.self(settled.life()).replica())) {
      remove(settled, effects);
    }
  }

  private void remove(Standing.Settled settled, List<Effect> effects) {
    Standing.Removed next =
        new Standing.Removed(settled.life(), settled.first(), settled.founder());
    leave(next, effects);
    save(next, effects);
  }

  private void leave(Standing.Removed removed, List<Effect> effects) {
    effects.add(notices.removed(removed.first()));
    effects.add(new Effect.Leave());
  }
}
