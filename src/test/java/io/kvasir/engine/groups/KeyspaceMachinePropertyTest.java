package io.kvasir.engine.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Command;
import io.kvasir.core.keyspace.Ledger;
import io.kvasir.core.keyspace.Proposals;
import io.kvasir.edge.wire.ProtobufKeyspaceFormat;
import io.kvasir.engine.port.KeyspaceFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Equal logs make equal rows and results, however they are cut, and whoever was restarted. */
class KeyspaceMachinePropertyTest {
  private static final KeyspaceFormat FORMAT = new ProtobufKeyspaceFormat();
  private static final int RETRY_KEYS = 3;
  private static final Ledger.Limit KEPT = new Ledger.Limit(5, 1_000);

  /** How one replica goes on after a command. */
  enum Cut {
    NONE,
    BATCH,
    RESTART
  }

  @Property(tries = 500)
  void replicasAgree(
      @ForAll("logs") List<Bytes> log,
      @ForAll @Size(50) List<Cut> one,
      @ForAll @Size(50) List<Cut> other) {
    RowTable rowsOfOne = new RowTable();
    RowTable rowsOfOther = new RowTable();

    List<Bytes> results = run(log, one, rowsOfOne);

    assertThat(results).hasSameSizeAs(log).isEqualTo(run(log, other, rowsOfOther));
    assertThat(rowsOfOne.stored()).isEqualTo(rowsOfOther.stored());
    assertThat(results).allMatch(result -> FORMAT.decodeResult(result).isPresent());
  }

  @Property(tries = 200)
  void namesAllRowsThoughBatchesWait(@ForAll("logs") List<Bytes> log) {
    StateMachine machine = new KeyspaceMachine(FORMAT, KEPT, RETRY_KEYS);
    TreeSet<Bytes> named = new TreeSet<>();
    log.forEach(command -> named.addAll(machine.rows(List.of(command))));
    RowTable table = new RowTable();

    assertThat(table.apply(machine, log, named)).isEqualTo(run(log, List.of(), new RowTable()));
  }

  private static List<Bytes> run(List<Bytes> log, List<Cut> cuts, RowTable table) {
    List<Bytes> results = new ArrayList<>();
    List<Bytes> batch = new ArrayList<>();
    StateMachine machine = new KeyspaceMachine(FORMAT, KEPT, RETRY_KEYS);
    for (int i = 0; i < log.size(); i++) {
      batch.add(log.get(i));
      Cut cut = i < cuts.size() ? cuts.get(i) : Cut.NONE;
      if (cut != Cut.NONE) {
        results.addAll(table.apply(machine, batch));
        batch.clear();
      }
      if (cut == Cut.RESTART) {
        machine = new KeyspaceMachine(FORMAT, KEPT, RETRY_KEYS);
        table.resume(machine);
      }
    }
    results.addAll(table.apply(machine, batch));
    return results;
  }

  @Provide
  Arbitrary<List<Bytes>> logs() {
    Arbitrary<List<Bytes>> garbage =
        Arbitraries.bytes().array(byte[].class).ofMaxSize(9).map(Bytes::copyOf).list().ofMaxSize(3);
    return Combinators.combine(Proposals.logs(), garbage, Arbitraries.integers().between(0, 40))
        .as(KeyspaceMachinePropertyTest::log);
  }

  private static List<Bytes> log(List<Command> commands, List<Bytes> garbage, int at) {
    List<Bytes> log = new ArrayList<>();
    commands.forEach(command -> log.add(FORMAT.encode(command)));
    log.addAll(Math.min(at, log.size()), garbage);
    return log;
  }
}
