package io.kvasir.sim;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.GroupId;
import io.kvasir.engine.port.RowQuery;
import io.kvasir.engine.port.RowsOutcome;
import io.kvasir.engine.port.SubmitOutcome;
import io.kvasir.history.Guard;
import io.kvasir.history.History;
import io.kvasir.history.Operation;
import io.kvasir.history.Outcome;
import io.kvasir.history.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Clients that put, swap, delete and read registers of groups, one request at a time each, and note
 * what they were told. One whose node dies never learns what became of its request.
 */
final class GroupClients {
  private static final int KEYS = 3;

  private final Agenda agenda;
  private final Chance chance;
  private final GroupCluster cluster;
  private final GroupJudge judge;
  private final List<GroupId> groups;
  private final List<Operation> operations = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();
  private final TreeMap<String, TreeSet<String>> written = new TreeMap<>();
  private long values;
  private boolean isStopped;

  GroupClients(GroupCluster cluster, Chance chance, List<GroupId> groups) {
    this.agenda = cluster.agenda();
    this.chance = chance;
    this.cluster = cluster;
    this.judge = cluster.judge();
    this.groups = groups;
  }

  void start(int clients) {
    for (int client = 0; client < clients; client++) {
      int number = client;
      agenda.after(chance.between(0, 1_000_000), "client", () -> takeTurn(number));
    }
  }

  /** Nobody begins anything any more. */
  void stop() {
    isStopped = true;
  }

  boolean isIdle() {
    return calls.isEmpty();
  }

  /** What they were told. */
  History history() {
    return new History(operations);
  }

  /** Tells the clients of processes that died. */
  void hangUp() {
    List.copyOf(calls).stream().filter(call -> !call.life.isAlive()).forEach(Call::hangUp);
  }

  private void takeTurn(int client) {
    List<GroupNode.Running> running =
        cluster.nodes().stream().flatMap(node -> node.running().stream()).toList();
    if (isStopped) {
      return;
    }
    if (running.isEmpty()) {
      agenda.after(50_000, "nobody", () -> takeTurn(client));
    } else {
      begin(client, chance.pick(running), chance.pick(groups));
    }
  }

  private void rest(int client) {
    long micros = chance.percent(50) ? chance.between(100, 5_000) : chance.between(5_000, 150_000);
    agenda.after(micros, "client", () -> takeTurn(client));
  }

  private void begin(int client, GroupNode.Running node, GroupId group) {
    String key = group + "-" + chance.index(KEYS);
    int kind = chance.index(100);
    if (kind < 35) {
      read(client, node, group, key, true);
    } else if (kind < 45) {
      read(client, node, group, key, false);
    } else if (kind < 75) {
      String value = value(key);
      submit(client, node, group, "put " + key + " " + value, Transaction.put(key, value));
    } else if (kind < 95) {
      swap(client, node, group, key);
    } else {
      String command = "delete " + key + " " + ++values;
      submit(client, node, group, command, Transaction.delete(key));
    }
  }

  private String value(String key) {
    String value = "v" + ++values;
    written.computeIfAbsent(key, name -> new TreeSet<>()).add(value);
    return value;
  }

  private void swap(int client, GroupNode.Running node, GroupId group, String key) {
    List<String> known = List.copyOf(written.getOrDefault(key, new TreeSet<>()));
    String from = known.isEmpty() ? "v0" : known.get(chance.index(known.size()));
    String value = value(key);
    submit(
        client,
        node,
        group,
        "swap " + key + " " + from + " " + value,
        Transaction.compareAndSet(Guard.valueIs(key, from), value));
  }

  private long timeoutMillis() {
    return chance.percent(20) ? chance.between(1, 100) : chance.between(300, 3_000);
  }

  private void submit(
      int client, GroupNode.Running node, GroupId group, String command, Transaction transaction) {
    long timeout = timeoutMillis();
    Call call = new Call(client, node.life(), transaction, timeout, "command");
    Consumer<SubmitOutcome> done =
        outcome -> call.end(name(outcome), told(group, command, outcome));
    node.groups().submit(group, Bytes.utf8(command), timeout, done);
  }

  private static String name(Object outcome) {
    return switch (outcome) {
      case SubmitOutcome.NotApplied(var reason) -> reason.getClass().getSimpleName();
      case RowsOutcome.NotRead(var reason) -> reason.getClass().getSimpleName();
      default -> outcome.getClass().getSimpleName();
    };
  }

  private Outcome told(GroupId group, String command, SubmitOutcome outcome) {
    return switch (outcome) {
      case SubmitOutcome.Committed(Bytes result, var leader) -> {
        judge.acknowledged(group, command, result.asUtf8());
        yield result.asUtf8().equals("no") ? Outcome.refused() : Outcome.written(Outcome.UNTOLD);
      }
      case SubmitOutcome.NotApplied notApplied -> {
        judge.rejected(group, command);
        yield Outcome.notApplied();
      }
      case SubmitOutcome.Unknown unknown -> Outcome.unknown();
    };
  }

  private void read(
      int client, GroupNode.Running node, GroupId group, String key, boolean isLinearizable) {
    long timeout = timeoutMillis();
    String kind = isLinearizable ? "read" : "stale read";
    Call call = new Call(client, node.life(), Transaction.get(key), timeout, kind);
    call.isNoted = isLinearizable;
    List<Bytes> rows = List.of(RegisterMachine.key(key));
    node.groups()
        .read(
            group,
            RowQuery.of(rows),
            isLinearizable,
            timeout,
            outcome -> call.end(name(outcome), seen(key, outcome)));
  }

  private Outcome seen(String key, RowsOutcome outcome) {
    if (!(outcome instanceof RowsOutcome.Rows)) {
      return Outcome.notApplied();
    }
    Optional<String> value = GroupCluster.valueIn(outcome, key);
    Violation.unless(
        value.isEmpty() || written.getOrDefault(key, new TreeSet<>()).contains(value.get()),
        "%s holds %s, which was never written",
        key,
        value);
    return value.map(seen -> Outcome.saw(seen, Outcome.UNTOLD)).orElseGet(Outcome::sawNothing);
  }

  /** One request of one client. */
  private final class Call {
    private final int client;
    private final Life life;
    private final Transaction transaction;
    private final String kind;
    private final long invoked = agenda.steps();
    private boolean isNoted = true;
    private boolean isOver;

    Call(int client, Life life, Transaction transaction, long timeoutMillis, String kind) {
      this.client = client;
      this.life = life;
      this.transaction = transaction;
      this.kind = kind;
      calls.add(this);
      long lateMicros = timeoutMillis * 1_060 + 400_000;
      agenda.after(lateMicros, "late?", () -> mustBeOver(lateMicros));
    }

    void end(String name, Outcome outcome) {
      Violation.unless(!isOver, "a %s was answered twice, now with %s", kind, outcome);
      isOver = true;
      calls.remove(this);
      cluster.census().onOperation(kind, name);
      agenda.note("answer", () -> client + " " + transaction + " " + name + " " + outcome);
      if (isNoted) {
        long returned = outcome instanceof Outcome.Unknown ? Operation.NEVER : agenda.steps();
        operations.add(new Operation(client, invoked, returned, transaction, outcome));
      }
      rest(client);
    }

    void hangUp() {
      end("no answer", transaction.isReadOnly() ? Outcome.notApplied() : Outcome.unknown());
    }

    /** A process that stood still gets the time it lost once it goes on. */
    private void mustBeOver(long lateMicros) {
      if (!isOver && life.pausedUntil() + lateMicros > agenda.now()) {
        long left = life.pausedUntil() + lateMicros - agenda.now();
        agenda.after(left, "late?", () -> mustBeOver(lateMicros));
      } else {
        Violation.unless(isOver, "a %s was not answered in time: %s", kind, transaction);
      }
    }
  }
}
