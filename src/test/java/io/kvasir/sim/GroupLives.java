package io.kvasir.sim;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.keyspace.Action;
import io.kvasir.core.keyspace.Compare;
import io.kvasir.core.keyspace.Proposal;
import io.kvasir.core.keyspace.TimeToLive;
import io.kvasir.core.keyspace.Transaction;
import io.kvasir.core.keyspace.TransactionResult;
import io.kvasir.core.node.GroupId;
import io.kvasir.edge.wire.ProtobufKeyspaceFormat;
import io.kvasir.engine.groups.KeyspaceReader;
import io.kvasir.engine.port.KeyspaceFormat;
import io.kvasir.engine.port.SubmitOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Clients of a shard whose keys end. Each key is put once, most for a while, and looked at by all,
 * by reads and by conditions. Nobody may find it gone before its end or there after it, but for
 * twice what clocks were ever off; nor there once somebody found it gone.
 */
final class GroupLives {
  private static final long NEVER = Long.MAX_VALUE;

  /** How many of the latest keys are looked at, or of those that end about now. */
  private static final int FEW = 10;

  private final Agenda agenda;
  private final Chance chance;
  private final GroupCluster cluster;
  private final GroupId group;
  private final KeyspaceFormat format = new ProtobufKeyspaceFormat();
  private final List<Lived> lives = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();
  private long offMillis;
  private boolean isStopped;

  GroupLives(GroupCluster cluster, Chance chance, GroupId group) {
    this.agenda = cluster.agenda();
    this.chance = chance;
    this.cluster = cluster;
    this.group = group;
  }

  /** One key. All times are of no clock that anybody has. */
  private static final class Lived {
    private final Key key;
    private final Optional<TimeToLive> ttl;
    private final long begun;
    private long thereBy = NEVER;
    private long goneBy = NEVER;

    Lived(Key key, Optional<TimeToLive> ttl, long begun) {
      this.key = key;
      this.ttl = ttl;
      this.begun = begun;
    }
  }

  void start(int clients) {
    for (int client = 0; client < clients; client++) {
      agenda.after(chance.between(0, 1_000_000), "life", this::takeTurn);
    }
  }

  void stop() {
    isStopped = true;
  }

  boolean isIdle() {
    return calls.isEmpty();
  }

  /** Tells the clients of processes that died. */
  void hangUp() {
    List.copyOf(calls).stream().filter(call -> !call.life.isAlive()).forEach(Call::end);
  }

  /** Clocks are about to be stepped, or were just now. */
  void noteClocks() {
    for (GroupNode node : cluster.nodes()) {
      offMillis = Math.max(offMillis, Math.abs(node.clock().offMillis()));
    }
  }

  /** The keys that must be gone once all ends have come. */
  SortedSet<Key> limited() {
    TreeSet<Key> limited = new TreeSet<>();
    lives.stream().filter(life -> life.ttl.isPresent()).forEach(life -> limited.add(life.key));
    return limited;
  }

  private long now() {
    return agenda.now() / 1_000;
  }

  private void takeTurn() {
    List<GroupNode.Running> running =
        cluster.nodes().stream().flatMap(node -> node.running().stream()).toList();
    if (isStopped) {
      return;
    }
    if (running.isEmpty()) {
      agenda.after(50_000, "nobody", this::takeTurn);
    } else if (lives.isEmpty() || chance.percent(15)) {
      put(chance.pick(running));
    } else {
      look(chance.pick(running), pick());
    }
  }

  /** Mostly one that is about to end, or just did. */
  private Lived pick() {
    List<Lived> ending = chance.percent(70) ? ending() : List.of();
    List<Lived> some = ending.isEmpty() ? lives : ending;
    return some.get(some.size() - 1 - chance.index(Math.min(FEW, some.size())));
  }

  private List<Lived> ending() {
    long near = offMillis + 200;
    return lives.stream()
        .filter(life -> life.ttl.isPresent())
        .filter(life -> Math.abs(life.begun + life.ttl.get().millis() - now()) < near)
        .toList();
  }

  private void put(GroupNode.Running node) {
    Optional<TimeToLive> ttl =
        chance.percent(90)
            ? Optional.of(new TimeToLive(chance.between(1_000, 8_000), true))
            : Optional.empty();
    Lived life = new Lived(new Key("life" + lives.size()), ttl, now());
    lives.add(life);
    submit(
        node,
        Transaction.of(new Action.Put(life.key, Value.text("v"), ttl)),
        done -> life.thereBy = Math.min(life.thereBy, now()));
  }

  private void look(GroupNode.Running node, Lived life) {
    long begun = now();
    if (chance.percent(30)) {
      Compare isAbsent = new Compare.OfVersion(life.key, Compare.Relation.EQUAL, 0);
      submit(
          node,
          new Transaction(List.of(isAbsent), List.of(), List.of()),
          done -> judge(life, begun, !done.succeeded()));
    } else {
      Call call = new Call(node.life());
      TreeSet<Key> keys = new TreeSet<>(List.of(life.key));
      node.reader()
          .read(
              group,
              keys,
              true,
              timeoutMillis(),
              outcome -> {
                call.end();
                if (outcome instanceof KeyspaceReader.Outcome.Found(var reading, var leader)) {
                  judge(life, begun, reading.found().containsKey(life.key));
                }
              });
    }
  }

  private void submit(
      GroupNode.Running node, Transaction transaction, Consumer<TransactionResult.Done> told) {
    Call call = new Call(node.life());
    node.groups()
        .submit(
            group,
            format.encode(new Proposal(Optional.empty(), 0, transaction)),
            timeoutMillis(),
            outcome -> {
              call.end();
              if (outcome instanceof SubmitOutcome.Committed(var result, var leader)) {
                told.accept((TransactionResult.Done) format.decodeResult(result).orElseThrow());
              }
            });
  }

  private long timeoutMillis() {
    return chance.percent(20) ? chance.between(1, 100) : chance.between(300, 3_000);
  }

  /** What somebody found who began to look at {@code begun}, and was answered just now. */
  private void judge(Lived life, long begun, boolean isThere) {
    noteClocks();
    long ttl = life.ttl.map(TimeToLive::millis).orElse(NEVER / 2);
    cluster.census().onOperation("life", isThere ? "there" : "gone");
    if (isThere) {
      Violation.unless(
          begun <= life.goneBy, "%s is there again, gone by %d", life.key, life.goneBy);
      Violation.unless(
          life.thereBy == NEVER || begun < life.thereBy + ttl + 2 * offMillis + 1,
          "%s is there at %d, put by %d for %d, clocks off by %d",
          life.key,
          begun,
          life.thereBy,
          ttl,
          offMillis);
      life.thereBy = Math.min(life.thereBy, now());
    } else if (life.thereBy < begun) {
      Violation.unless(
          now() > life.begun + ttl - 2 * offMillis - 1,
          "%s is gone at %d, put at %d for %d, clocks off by %d",
          life.key,
          now(),
          life.begun,
          ttl,
          offMillis);
      life.goneBy = Math.min(life.goneBy, now());
    }
  }

  /** One request of one client, who takes the next turn when it is over. */
  private final class Call {
    private final Life life;
    private boolean isOver;

    Call(Life life) {
      this.life = life;
      calls.add(this);
    }

    void end() {
      if (!isOver) {
        isOver = true;
        calls.remove(this);
        agenda.after(chance.between(1_000, 150_000), "life", GroupLives.this::takeTurn);
      }
    }
  }
}
