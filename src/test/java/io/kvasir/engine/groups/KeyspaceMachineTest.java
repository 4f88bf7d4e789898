package io.kvasir.engine.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Action;
import io.kvasir.core.keyspace.End;
import io.kvasir.core.keyspace.Head;
import io.kvasir.core.keyspace.Proposal;
import io.kvasir.core.keyspace.RowKeys;
import io.kvasir.core.keyspace.TimeToLive;
import io.kvasir.core.keyspace.Transaction;
import io.kvasir.core.keyspace.TransactionResult;
import io.kvasir.core.keyspace.Versioned;
import io.kvasir.edge.wire.ProtobufKeyspaceFormat;
import io.kvasir.engine.port.KeyspaceFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KeyspaceMachineTest {
  private static final Key K = new Key("k");

  private final KeyspaceFormat format = new ProtobufKeyspaceFormat();
  private final KeyspaceRows rows = new KeyspaceRows(format);
  private final RowTable table = new RowTable();
  private final KeyspaceMachine machine = new KeyspaceMachine(format);

  @Test
  void keepsARowPerKeyAndOneHead() {
    table.apply(machine, List.of(put("k", 5), put("ü", 6)));

    assertThat(table.stored().keySet())
        .containsExactly(
            RowKeys.HEAD,
            RowKeys.of(K),
            RowKeys.of(new Key("ü")),
            RowKeys.ofRevision(1),
            RowKeys.ofRevision(2),
            RowKeys.LEDGER);
    assertThat(format.decodeHead(table.stored().get(RowKeys.HEAD))).contains(new Head(2, 6, 0, 0));
  }

  @Test
  void looksForEndsWhereThereCanBeSomeAndProposesThem() {
    assertThat(machine.look(1_000)).isEmpty();
    table.apply(machine, List.of(limited("k", 100, 50), limited("l", 110, 500)));
    machine.publish();

    StateMachine.Look look = machine.look(200).orElseThrow();
    assertThat(look.from()).isEqualTo(RowKeys.ofEnds(0));
    Bytes lapse = machine.seen(found(look)).orElseThrow();
    table.apply(machine, List.of(machine.stamped(lapse, 200)));
    machine.publish();

    assertThat(table.stored()).doesNotContainKey(RowKeys.of(K));
    StateMachine.Look second = machine.look(300).orElseThrow();
    assertThat(second.from())
        .as("the time of the shard was 110 then")
        .isEqualTo(RowKeys.ofEnds(111));
    assertThat(machine.seen(found(second))).isEmpty();
    assertThat(machine.look(400).orElseThrow().from())
        .as("what is put from now on ends after 200")
        .isEqualTo(RowKeys.ofEnds(201));
    KeyspaceMachine restarted = new KeyspaceMachine(format);
    table.resume(restarted);
    assertThat(found(restarted.look(700).orElseThrow()).keySet())
        .containsExactly(RowKeys.of(new End(610, new Key("l"))));
  }

  /** What was put while a look was under way is not passed over by the next. */
  @Test
  void missesNoEndThatComesMeanwhile() {
    table.apply(machine, List.of(limited("k", 100, 800)));
    machine.publish();
    StateMachine.Look look = machine.look(1_000).orElseThrow();
    SortedMap<Bytes, Bytes> found = found(look);
    table.apply(machine, List.of(limited("l", 100, 50)));

    machine.seen(found);

    assertThat(found(machine.look(1_000).orElseThrow())).hasSize(2);
  }

  private SortedMap<Bytes, Bytes> found(StateMachine.Look look) {
    return new TreeMap<>(table.stored().subMap(look.from(), look.to()));
  }

  private Bytes limited(String key, long wallMillis, long ttlMillis) {
    Action put =
        new Action.Put(new Key(key), Value.text("v"), Optional.of(new TimeToLive(ttlMillis, true)));
    return format.encode(new Proposal(Optional.empty(), wallMillis, Transaction.of(put)));
  }

  @Test
  void showsNothingThatHasEndedByTheTimeOfTheShard() {
    table.apply(machine, List.of(limited("k", 100, 50), put("other", 149)));
    KeyspaceRows.Reading there = rows.read(List.of(K), table.stored()).orElseThrow();
    table.apply(machine, List.of(put("other", 150)));

    assertThat(there.found()).containsKey(K);
    assertThat(there.isOverAt(149)).isFalse();
    assertThat(there.isOverAt(150)).isTrue();
    assertThat(there.asOf(150).found()).isEmpty();
    assertThat(rows.read(List.of(K), table.stored()).orElseThrow().found()).isEmpty();
  }

  @Test
  void readsKeysFromRows() {
    Key absent = new Key("absent");
    table.apply(machine, List.of(put("k", 5)));
    TreeMap<Bytes, Bytes> found = new TreeMap<>(table.stored());
    found.keySet().retainAll(new TreeSet<>(rows.of(List.of(K, absent))));

    assertThat(rows.read(List.of(K, absent), found))
        .contains(
            new KeyspaceRows.Reading(
                1, 5, new TreeMap<>(Map.of(K, new Versioned(Value.text("v"), 1, 1, 1, 5)))));
    found.put(RowKeys.of(K), Bytes.utf8("\0"));
    assertThat(rows.read(List.of(K), found)).isEmpty();
    assertThat(rows.read(List.of(absent), found)).isPresent();
    found.put(RowKeys.HEAD, Bytes.utf8("\0"));
    assertThat(rows.read(List.of(absent), found)).isEmpty();
    assertThat(rows.read(List.of(absent), new TreeMap<>()))
        .contains(new KeyspaceRows.Reading(0, 0, new TreeMap<>()));
  }

  @Test
  void ordersKeysByTheirUtf8() {
    List<String> texts = List.of("", "a", "a\0", "a ", "aa", "b", "é", "\uffee", "\ud83d\ude42");

    List<Bytes> rowKeys =
        texts.stream().filter(text -> !text.isEmpty()).map(Key::new).map(RowKeys::of).toList();

    assertThat(rowKeys).isSorted();
    assertThat(RowKeys.HEAD).isLessThan(rowKeys.getFirst());
    assertThat(RowKeys.ofRetryKey("\0")).isGreaterThan(rowKeys.getLast());
    assertThat(List.of(RowKeys.ofPlace(0), RowKeys.ofPlace(255), RowKeys.ofPlace(256)))
        .isSorted()
        .allMatch(place -> place.compareTo(RowKeys.ofRetryKey("\uffff")) > 0);
  }

  @Test
  void answersWhatItCannotReadAndChangesNothing() {
    table.apply(machine, List.of(put("k", 5)));
    TreeMap<Bytes, Bytes> before = new TreeMap<>(table.stored());

    List<Bytes> results = table.apply(machine, List.of(Bytes.utf8("garbage"), Bytes.EMPTY));

    assertThat(results).containsOnly(format.encode(new TransactionResult.Unreadable()));
    assertThat(table.stored()).isEqualTo(before);
  }

  @Test
  void carriesOutACommandWhoseRowsWereNamedTwice() {
    Bytes command = put("k", 5);
    machine.rows(List.of(command, put("other", 1)));

    table.apply(machine, List.of(command));
    table.apply(machine, List.of(command));

    assertThat(format.decodeVersioned(table.stored().get(RowKeys.of(K))))
        .contains(new Versioned(Value.text("v"), 1, 2, 2, 5));
  }

  @Test
  void refusesToGoOnFromRowsItCannotRead() {
    table.stored().put(RowKeys.of(K), Bytes.utf8("garbage"));
    assertThatThrownBy(() -> table.apply(machine, List.of(put("k", 5))))
        .isInstanceOf(IllegalStateException.class);

    table.stored().put(RowKeys.HEAD, Bytes.utf8("garbage"));
    assertThatThrownBy(() -> table.resume(machine)).isInstanceOf(IllegalStateException.class);
  }

  private Bytes put(String key, long wallMillis) {
    Transaction transaction = Transaction.of(new Action.Put(new Key(key), Value.text("v")));
    return format.encode(new Proposal(Optional.empty(), wallMillis, transaction));
  }
}
