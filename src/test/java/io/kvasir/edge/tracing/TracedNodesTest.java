package io.kvasir.edge.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.cluster.Await;
import io.kvasir.contract.Founded;
import io.kvasir.core.bucket.Limits;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.FoundingConfig;
import io.kvasir.core.topology.Member;
import io.kvasir.core.topology.Topology;
import io.kvasir.edge.memory.MemoryGroupStore;
import io.kvasir.edge.memory.MemoryStore;
import io.kvasir.edge.telemetry.ObservationLog;
import io.kvasir.edge.wire.ProtobufKeyspaceFormat;
import io.kvasir.edge.wire.TopologyProtobuf;
import io.kvasir.engine.ClusterPlan;
import io.kvasir.engine.Engine;
import io.kvasir.engine.EngineConfig;
import io.kvasir.engine.Upkeep;
import io.kvasir.engine.groups.KeyspaceMachine;
import io.kvasir.engine.loop.SystemTimers;
import io.kvasir.engine.loop.ThreadLoop;
import io.kvasir.engine.port.Liveness;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Trace;
import io.kvasir.engine.port.Transport;
import io.kvasir.service.GroupShards;
import io.kvasir.service.KeyValueService;
import io.kvasir.service.RequestOptions;
import io.kvasir.service.RequestTrace;
import io.kvasir.service.Result;
import io.kvasir.service.Timeouts;
import io.kvasir.service.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three real engines whose messages are handed over with their marks: what traces they make. */
class TracedNodesTest {
  private static final int PARTITIONS = 16;
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final String CALLER = "00f067aa0ba902b7";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e47";

  private final SortedMap<NodeId, Node> nodes = new ConcurrentSkipListMap<>();

  /** A span and the node that made it. */
  private record Made(String node, Span span) {}

  private final Queue<Made> made = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void start() {
    Trace.switchOn();
    TreeSet<NodeId> ids = new TreeSet<>();
    List.of("node1", "node2", "node3").forEach(id -> ids.add(new NodeId(id)));
    Topology topology = Founded.cluster(PARTITIONS, ids);
    ids.forEach(id -> nodes.put(id, new Node(id, ids, topology)));
    nodes.values().forEach(Node::start);
    Await.until(
        SOON,
        () -> "no cluster",
        () -> nodes.values().stream().allMatch(node -> node.engine.topology().isPresent()));
  }

  @AfterEach
  void close() {
    nodes.values().forEach(Node::close);
  }

  /** One node, with the others for peers. */
  private final class Node implements Transport {
    private final NodeId id;
    private final Tracer tracer;
    private final SystemTimers timers = new SystemTimers();
    private final ThreadLoop loop;
    private final Engine engine;
    private final KeyValueService values;
    private volatile Receiver receiver = new Deaf();

    Node(NodeId id, SortedSet<NodeId> members, Topology topology) {
      this.id = id;
      this.tracer = new Tracer(0, span -> made.add(new Made(id.value(), span)));
      this.loop = new ThreadLoop(id.value(), 10_000, TracedNodesTest::rethrow);
      MemoryStore store = new MemoryStore(PARTITIONS, new Random(id.hashCode()));
      MemoryGroupStore groups = new MemoryGroupStore();
      Founded.fill(topology, id, groups, store);
      ProtobufKeyspaceFormat format = new ProtobufKeyspaceFormat();
      Member self = new Member(id, 0, id + ":1", "http://" + id, "");
      this.engine =
          new Engine(
              new EngineConfig(id, 1_000, 1_000, 500),
              store.actor(),
              new Random(id.hashCode()),
              new Engine.Ports(
                  List.of(loop),
                  timers,
                  this,
                  Liveness.UNKNOWN,
                  store,
                  groups,
                  store,
                  new ObservationLog()),
              new ClusterPlan(
                  new FoundingConfig(self, members, true, PARTITIONS),
                  new TopologyProtobuf(),
                  () -> new KeyspaceMachine(format),
                  clusterId -> {},
                  known -> {},
                  Upkeep.NONE));
      this.values =
          new KeyValueService(
              engine,
              new GroupShards(engine, format, timers),
              Limits.DEFAULT,
              new Timeouts(30_000, 30_000));
    }

    void start() {
      loop.start();
      engine.start();
    }

    void close() {
      loop.close();
      timers.close();
    }

    @Override
    public boolean send(NodeId to, PeerMessage message) {
      Node peer = Objects.requireNonNull(nodes.get(to));
      List<Bytes> marks = tracer.sending(to, message);
      Thread.ofVirtual()
          .start(
              () ->
                  peer.tracer.receiving(
                      id, message, marks, () -> peer.receiver.onMessage(id, message)));
      return true;
    }

    @Override
    public boolean isReachable(NodeId peer) {
      return true;
    }

    @Override
    public void listen(Receiver listener) {
      receiver = listener;
    }
  }

  private static final class Deaf implements Transport.Receiver {
    @Override
    public void onMessage(NodeId from, PeerMessage message) {}

    @Override
    public void onUnreachable(NodeId peer) {}
  }

  private static void rethrow(Throwable bug) {
    throw new AssertionError(bug);
  }

  /** Puts something at a node for a trace of which a client records, or not. */
  private void put(String node, String bucket, String trace, String sampled) {
    Node at = Objects.requireNonNull(nodes.get(new NodeId(node)));
    RequestTrace request = at.tracer.begin("http", "00-" + trace + "-" + CALLER + "-" + sampled);
    Trace before = Trace.enter(request == null ? null : request.serve("put"));
    List<Result<Written>> answer = new ArrayList<>();
    try {
      at.values
          .put(bucket, "key", Value.text("value"), RequestOptions.NONE)
          .subscribe()
          .with(
              result -> {
                if (request != null) {
                  request.served();
                  request.ended(200);
                }
                synchronized (answer) {
                  answer.add(result);
                }
              });
    } finally {
      Trace.leave(before);
    }
    Await.until(
        SOON,
        () -> "no answer",
        () -> {
          synchronized (answer) {
            return !answer.isEmpty();
          }
        });
    assertThat(answer.getFirst()).isInstanceOf(Result.Ok.class);
  }

  private List<Made> spans(String trace, Predicate<List<Made>> enough) {
    Await.until(SOON, () -> of(trace).toString(), () -> enough.test(of(trace)));
    return of(trace);
  }

  private List<Made> of(String trace) {
    return made.stream().filter(each -> each.span().context().traceId().equals(trace)).toList();
  }

  private static Set<String> nodes(List<Made> spans, String name, Span.Kind kind) {
    return spans.stream()
        .filter(each -> each.span().name().equals(name) && each.span().kind() == kind)
        .map(Made::node)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static long count(List<Made> spans, String name, Span.Kind kind) {
    return spans.stream()
        .filter(each -> each.span().name().equals(name) && each.span().kind() == kind)
        .count();
  }

  /** Each span is within another of the trace, and what serves within another node's question. */
  private static void assertWhole(List<Made> spans) {
    Map<Long, Made> byId = new TreeMap<>();
    spans.forEach(each -> assertThat(byId.put(each.span().context().span(), each)).isNull());
    for (Made each : spans) {
      if (each.span().name().startsWith("http ")) {
        assertThat(Long.toHexString(each.span().parent())).isEqualTo("f067aa0ba902b7");
        continue;
      }
      Made parent = byId.get(each.span().parent());
      assertThat(parent).as("%s is within one of %s", each, spans).isNotNull();
      assertThat(parent.node().equals(each.node()))
          .isEqualTo(each.span().kind() != Span.Kind.SERVER);
    }
  }

  @Test
  void aWriteToAConvergentBucketIsOneTraceOfAllReplicas() {
    put("node1", "__default_register__", TRACE + "01", "01");

    List<Made> spans =
        spans(
            TRACE + "01",
            all ->
                count(all, "replicate", Span.Kind.CLIENT) == 2
                    && count(all, "http put", Span.Kind.SERVER) == 1);

    assertThat(nodes(spans, "service put", Span.Kind.INTERNAL)).containsExactly("node1");
    assertThat(nodes(spans, "replicate", Span.Kind.CLIENT)).containsExactly("node1");
    assertThat(nodes(spans, "replicate", Span.Kind.SERVER)).containsExactly("node2", "node3");
    assertWhole(spans);
  }

  @Test
  void aWriteToALinearizableBucketIsOneTraceOfTheGroupWhoeverIsAsked() {
    int number = 10;
    for (String node : List.of("node1", "node2", "node3")) {
      String trace = TRACE + number++;
      put(node, "__default_linearizable__", trace, "01");

      List<Made> spans =
          spans(
              trace,
              all ->
                  count(all, "raft append", Span.Kind.CLIENT) == 2
                      && count(all, "http put", Span.Kind.SERVER) == 1);

      Set<String> leader = nodes(spans, "raft commit", Span.Kind.INTERNAL);
      assertThat(leader).hasSize(1);
      assertThat(nodes(spans, "raft append", Span.Kind.CLIENT)).isEqualTo(leader);
      assertThat(nodes(spans, "raft append", Span.Kind.SERVER)).hasSize(2);
      assertThat(nodes(spans, "submit", Span.Kind.SERVER))
          .isEqualTo(leader.contains(node) ? Set.of() : leader);
      assertWhole(spans);
    }
  }

  @Test
  void whatTheClientDoesNotRecordLeavesNoSpan() {
    put("node1", "__default_register__", TRACE + "20", "00");
    put("node1", "__default_register__", TRACE + "21", "0g");
    put("node1", "__default_register__", TRACE + "22", "01");

    spans(TRACE + "22", all -> count(all, "replicate", Span.Kind.CLIENT) == 2);
    assertThat(of(TRACE + "20")).isEmpty();
    assertThat(of(TRACE + "21")).isEmpty();
  }
}
