package io.kvasir.engine.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Call;
import io.kvasir.contract.TopologySamples;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.LogEntry;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.Payload;
import io.kvasir.core.keyspace.Action;
import io.kvasir.core.keyspace.Keyspace;
import io.kvasir.core.keyspace.Proposal;
import io.kvasir.core.keyspace.Transaction;
import io.kvasir.core.keyspace.TransactionResult;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.edge.memory.MemoryGroupStore;
import io.kvasir.edge.wire.ProtobufKeyspaceFormat;
import io.kvasir.edge.wire.TopologyProtobuf;
import io.kvasir.engine.loop.AtOnce;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.KeyspaceFormat;
import io.kvasir.engine.port.StorageFault;
import io.kvasir.engine.port.TopologyFormat;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a batch holds in memory, and for whom. */
class ApplierTest {
  private static final GroupId GROUP = new GroupId(1);
  private static final int HALF = (int) (Keyspace.MAX_WEIGHT / 2);

  private static final TopologyFormat TOPOLOGIES = new TopologyProtobuf();

  private final KeyspaceFormat format = new ProtobufKeyspaceFormat();
  private final MemoryGroupStore store = new MemoryGroupStore();
  private final Listener listener = new Listener();
  private final Applier applier =
      new Applier(GROUP, new KeyspaceMachine(format), store, new AtOnce(), listener);
  private long lastIndex;

  @BeforeEach
  void begin() {
    store.create(GROUP, 1, LogStart.founding(Membership.NONE), new Call<>());
    applier.restart();
  }

  @Test
  void keepsResultsForThoseWhoWaitOnly() {
    apply(put("a", 1));
    listener.isWaiting = false;
    apply(get("a"), get("a"));

    assertThat(listener.results).hasSize(3);
    assertThat(listener.results.subList(1, 3)).containsOnly(Bytes.EMPTY);
  }

  @Test
  void endsABatchWhenItsResultsAreLarge() {
    apply(put("a", HALF));
    listener.batches.clear();
    apply(get("a"), get("a"), get("a"), get("a"), get("a"));

    assertThat(listener.batches).containsExactly(2, 2, 1);
    assertThat(listener.results).hasSize(6).allMatch(this::isDone);
  }

  @Test
  void cutsABatchThatNamesMoreRowsThanItMayHold() {
    IntStream.range(0, 8).forEach(key -> apply(put("k" + key, HALF)));
    listener.batches.clear();
    apply(IntStream.range(0, 8).mapToObj(key -> delete("k" + key)).toArray(Bytes[]::new));

    assertThat(listener.batches).containsExactly(2, 3, 3);
    assertThat(listener.results).hasSize(16).allMatch(this::isDone);
    assertThat(apply(get("k0"))).satisfies(got -> assertThat(got.length()).isLessThan(100));
  }

  @Test
  void refusesOneCommandThatNamesMoreRowsThanItMayHold() {
    List<String> keys = IntStream.range(0, 6).mapToObj(key -> "k" + key).toList();
    keys.forEach(key -> apply(put(key, HALF)));
    Bytes all =
        command(
            Optional.of("r"),
            keys.stream().<Action>map(k -> new Action.Delete(new Key(k))).toList());

    assertThat(format.decodeResult(apply(all))).contains(new TransactionResult.TooLarge());
    assertThat(isDone(apply(get("k0")))).isTrue();
    assertThat(isDone(apply(delete("k5")))).isTrue();
  }

  @Test
  void tellsWhatComesOfACommandWhileItIsWrittenAndThatItCanBeReadAfterwards() {
    List<Runnable> writes = new ArrayList<>();
    Applier careful =
        new Applier(
            GROUP, new KeyspaceMachine(format), heldBack("apply", writes), new AtOnce(), listener);
    careful.restart();

    careful.add(List.of(new LogEntry(1, 1, new Payload.Command(put("a", 1)))));
    careful.advance();
    assertThat(listener.results).hasSize(1).allMatch(this::isDone);
    assertThat(listener.applied).isZero();
    writes.getLast().run();

    assertThat(listener.applied).isEqualTo(1);
    assertThat(listener.results).hasSize(1);
  }

  @Test
  void publishesWhatIsActedByWhenItIsDurable() {
    List<Runnable> syncs = new ArrayList<>();
    List<Topology> known = new ArrayList<>();
    TopologyMachine machine = new TopologyMachine(TOPOLOGIES, known::add, () -> {});
    Applier careful = new Applier(GROUP, machine, heldBack("sync", syncs), new AtOnce(), listener);
    careful.restart();
    syncs.getLast().run();
    Topology founding = TopologySamples.founding();
    Bytes found = TOPOLOGIES.ofCommand(new TopologyCommand.Found(founding));

    careful.add(List.of(new LogEntry(1, 1, new Payload.Command(found))));
    careful.advance();
    assertThat(known).isEmpty();
    assertThat(listener.results).isEmpty();
    syncs.getLast().run();

    assertThat(known).containsExactly(founding);
    assertThat(listener.results).hasSize(1);
  }

  private boolean isDone(Bytes result) {
    return format.decodeResult(result).orElseThrow() instanceof TransactionResult.Done;
  }

  private Bytes apply(Bytes... commands) {
    List<LogEntry> entries = new ArrayList<>();
    for (Bytes command : commands) {
      entries.add(new LogEntry(++lastIndex, 1, new Payload.Command(command)));
    }
    applier.add(entries);
    applier.advance();
    assertThat(applier.isIdle()).isTrue();
    return listener.results.getLast();
  }

  private Bytes put(String key, int bytes) {
    Value value = new Value("application/octet-stream", Bytes.copyOf(new byte[bytes]));
    return command(Optional.empty(), List.of(new Action.Put(new Key(key), value)));
  }

  private Bytes get(String key) {
    return command(Optional.empty(), List.of(new Action.Get(new Key(key))));
  }

  private Bytes delete(String key) {
    return command(Optional.empty(), List.of(new Action.Delete(new Key(key))));
  }

  private Bytes command(Optional<String> retryKey, List<Action> actions) {
    return format.encode(
        new Proposal(retryKey, 0, new Transaction(Collections.emptyList(), actions, List.of())));
  }

  private static final class Listener implements Applier.Owner {
    private final List<Integer> batches = new ArrayList<>();
    private final List<Bytes> results = new ArrayList<>();
    private boolean isWaiting = true;
    private long applied;

    @Override
    public boolean isAwaited(LogEntry entry) {
      return isWaiting;
    }

    @Override
    public void decided(List<LogEntry> entries, List<Bytes> each) {
      batches.add(entries.size());
      results.addAll(each);
    }

    @Override
    public void applied(long index) {
      applied = index;
    }

    @Override
    public void failed(StorageFault fault) {
      throw new AssertionError(fault.reason());
    }
  }

  /** A store that takes its time for the calls of that name. */
  private GroupStore heldBack(String name, List<Runnable> calls) {
    return (GroupStore)
        Proxy.newProxyInstance(
            ApplierTest.class.getClassLoader(),
            new Class<?>[] {GroupStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals(name)) {
                calls.add(() -> invoke(method, arguments));
                return null;
              }
              return method.invoke(store, arguments);
            });
  }

  private void invoke(Method method, Object[] arguments) {
    try {
      Object _ = method.invoke(store, arguments);
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError(impossible.getMessage(), impossible);
    }
  }
}
