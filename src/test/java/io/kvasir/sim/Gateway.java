package io.kvasir.sim;

import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.ReadRequest;
import io.kvasir.core.replication.ReplicaScan;
import io.kvasir.core.replication.ScanOutcome;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Brings requests to nodes that run, and holds them to their word: one answer each, in time. A
 * client whose node dies gets no answer, which is handed on as empty.
 */
final class Gateway {
  private final Agenda agenda;
  private final Chance chance;
  private final List<SimNode> nodes;
  private final Census census;
  private final Mutation mutation;
  private final long slackMicros;
  private final List<Call<?>> calls = new ArrayList<>();

  /**
   * @param slackMicros how much later than asked an answer may come from a process that runs
   */
  Gateway(
      Agenda agenda,
      Chance chance,
      List<SimNode> nodes,
      Census census,
      Mutation mutation,
      long slackMicros) {
    this.agenda = agenda;
    this.chance = chance;
    this.nodes = nodes;
    this.census = census;
    this.mutation = mutation;
    this.slackMicros = slackMicros;
  }

  boolean isIdle() {
    return calls.isEmpty();
  }

  void write(WriteRequest request, Consumer<Optional<WriteOutcome>> done) {
    long timeoutMillis = timeoutMillis();
    this.<WriteOutcome>ask(
        "write",
        timeoutMillis,
        (engine, call) -> engine.write(request, timeoutMillis, call),
        Gateway::nameOf,
        outcome -> done.accept(outcome.map(mutation::retold)));
  }

  void read(ReadRequest request, Consumer<Optional<ReadOutcome>> done) {
    long timeoutMillis = timeoutMillis();
    this.<ReadOutcome>ask(
        "read",
        timeoutMillis,
        (engine, call) -> engine.read(request, timeoutMillis, call),
        Gateway::nameOf,
        done);
  }

  void scan(ReplicaScan request, Consumer<Optional<ScanOutcome>> done) {
    long timeoutMillis = timeoutMillis();
    this.<ScanOutcome>ask(
        "scan",
        timeoutMillis,
        (engine, call) -> engine.scan(request, timeoutMillis, call),
        outcome -> outcome.getClass().getSimpleName(),
        done);
  }

  private long timeoutMillis() {
    return chance.percent(20) ? chance.between(1, 50) : chance.between(300, 2_000);
  }

  /** Puts one request to some running node; when none runs, the client gets no answer at once. */
  <T> void ask(
      String kind,
      long timeoutMillis,
      BiConsumer<Engine, Consumer<T>> request,
      Function<T, String> name,
      Consumer<Optional<T>> done) {
    List<SimNode.Running> running =
        nodes.stream().flatMap(node -> node.running().stream()).toList();
    if (running.isEmpty()) {
      agenda.after(50_000, "nobody", () -> done.accept(Optional.empty()));
      return;
    }
    SimNode.Running node = chance.pick(running);
    Call<T> call = new Call<>(kind, node.life(), name, done);
    calls.add(call);
    request.accept(node.engine(), call);
    long lateMicros = timeoutMillis * 1_060 + slackMicros;
    agenda.after(lateMicros, "late?", () -> call.mustBeOver(lateMicros));
  }

  /** Tells the clients of processes that died. */
  void hangUp() {
    List.copyOf(calls).stream().filter(call -> !call.life.isAlive()).forEach(Call::hangUp);
  }

  private final class Call<T> implements Consumer<T> {
    private final String kind;
    private final Life life;
    private final Function<T, String> name;
    private final Consumer<Optional<T>> done;
    private boolean over;

    Call(String kind, Life life, Function<T, String> name, Consumer<Optional<T>> done) {
      this.kind = kind;
      this.life = life;
      this.name = name;
      this.done = done;
    }

    @Override
    public void accept(T outcome) {
      Violation.unless(!over, "a %s was answered twice, now with %s", kind, outcome);
      census.onOperation(kind, name.apply(outcome));
      agenda.note("answer", () -> kind + " " + outcome);
      end(Optional.of(outcome));
    }

    void hangUp() {
      census.onOperation(kind, "no answer");
      end(Optional.empty());
    }

    private void end(Optional<T> outcome) {
      over = true;
      calls.remove(this);
      done.accept(outcome);
    }

    /** A process that stood still gets the time it lost once it goes on. */
    void mustBeOver(long lateMicros) {
      if (!over && life.pausedUntil() + lateMicros > agenda.now()) {
        long left = life.pausedUntil() + lateMicros - agenda.now();
        agenda.after(left, "late?", () -> mustBeOver(lateMicros));
      } else {
        Violation.unless(over, "a %s was not answered in time", kind);
      }
    }
  }

  private static String nameOf(WriteOutcome outcome) {
    return outcome instanceof WriteOutcome.QuorumUnavailable(int a, int n, boolean maybe) && maybe
        ? "MaybeApplied"
        : outcome.getClass().getSimpleName();
  }

  private static String nameOf(ReadOutcome outcome) {
    return outcome.getClass().getSimpleName();
  }
}
