package io.kvasir.cluster;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cluster of processes on loopback, {@code node1} to {@code nodeN}, each of which can be ended
 * and started again on its data.
 */
public final class LocalCluster implements AutoCloseable {
  private static final Duration MUTUAL_REACH = Duration.ofSeconds(30);

  private final Path folder;
  private final Map<String, String> settings;
  private final List<Host> hosts;
  private final List<NodeProcess> nodes = new CopyOnWriteArrayList<>();

  private LocalCluster(Path folder, Map<String, String> settings, List<Host> hosts) {
    this.folder = folder;
    this.settings = settings;
    this.hosts = hosts;
  }

  /** A cluster of no nodes. */
  public static LocalCluster none() {
    return new LocalCluster(Path.of(""), Map.of(), List.of());
  }

  /** Starts all nodes at once and waits until each is ready. */
  public static LocalCluster start(Path folder, int size, Map<String, String> settings) {
    return start(folder, size, settings, Collections.nCopies(size, Host.LOOPBACK));
  }

  /** Starts the nodes on hosts of their own. */
  static LocalCluster start(Path folder, int size, Map<String, String> settings, List<Host> hosts) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("kvasir.cluster.members", members(hosts));
    all.put("kvasir.cluster.name", "test-" + UUID.randomUUID());
    LocalCluster cluster = new LocalCluster(folder, all, hosts);
    cluster.nodes.addAll(cluster.launchAll(IntStream.rangeClosed(1, size)));
    return cluster;
  }

  private static String members(List<Host> hosts) {
    List<Integer> ports = FreePorts.choose(hosts.size());
    return IntStream.range(0, hosts.size())
        .mapToObj(i -> member(i + 1, hosts.get(i), ports.get(i)))
        .collect(Collectors.joining(","));
  }

  private static String member(int number, Host host, int port) {
    return "node" + number + "@" + host.address() + ":" + port;
  }

  /** Starts nodes at the same time, each on a thread of its own. */
  private List<NodeProcess> launchAll(IntStream numbers) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return numbers
          .mapToObj(number -> CompletableFuture.supplyAsync(() -> launch(number), threads))
          .toList()
          .stream()
          .map(CompletableFuture::join)
          .toList();
    }
  }

  private NodeProcess launch(int number) {
    return NodeProcess.start(folder.resolve("node" + number), own(number), hosts.get(number - 1));
  }

  private Map<String, String> own(int number) {
    Map<String, String> own = new HashMap<>(settings);
    own.put("kvasir.node.id", "node" + number);
    return own;
  }

  /** Starts one node more, which knows the others as its seeds. */
  NodeProcess join() {
    int number = size() + 1;
    nodes.add(NodeProcess.start(folder.resolve("node" + number), joiner(number), Host.LOOPBACK));
    return node(size());
  }

  /** Starts one of those again, on the data it left; it need not become ready. */
  NodeProcess restartJoined(int number) {
    Path data = folder.resolve("node" + number);
    nodes.set(number - 1, NodeProcess.begin(data, joiner(number), Host.LOOPBACK));
    return node(number);
  }

  private Map<String, String> joiner(int number) {
    Map<String, String> own = own(number);
    own.put("kvasir.bus.host", Host.LOOPBACK.address());
    own.put("kvasir.bus.port", Integer.toString(FreePorts.choose(1).getFirst()));
    return own;
  }

  /** Of its event bus, and of its datagrams; of one of the nodes that the cluster began with. */
  int busPort(int number) {
    String member = settings.getOrDefault("kvasir.cluster.members", "").split(",", -1)[number - 1];
    return Integer.parseInt(member.substring(member.lastIndexOf(':') + 1));
  }

  /** The node of a number from 1. */
  public NodeProcess node(int number) {
    return nodes.get(number - 1);
  }

  public int size() {
    return nodes.size();
  }

  /** Starts a node that has ended again, on the data it left. */
  public NodeProcess restart(int number) {
    nodes.set(number - 1, launch(number));
    return node(number);
  }

  /**
   * Starts all nodes that do not run, and returns when every node reaches every other and knows the
   * leaders of its groups.
   */
  public void startAll() {
    int[] dead = IntStream.rangeClosed(1, size()).filter(n -> !node(n).isAlive()).toArray();
    List<NodeProcess> started = launchAll(IntStream.of(dead));
    for (int i = 0; i < dead.length; i++) {
      nodes.set(dead[i] - 1, started.get(i));
    }
    for (NodeProcess node : nodes) {
      Client client = new Client(node.base());
      Await.until(
          MUTUAL_REACH,
          () -> "does not see all: " + client.get("/status").body() + node.output(),
          () -> client.reachableMembers() == nodes.size() && client.groupsWithoutLeader() == 0);
    }
  }

  /** Starts a node that has ended again, which need not become ready. */
  NodeProcess begin(int number) {
    Path data = folder.resolve("node" + number);
    nodes.set(number - 1, NodeProcess.begin(data, own(number), hosts.get(number - 1)));
    return node(number);
  }

  Client client(int number) {
    return new Client(node(number).base());
  }

  /** Where the nodes that run serve clients. */
  List<URI> running() {
    return nodes.stream().filter(NodeProcess::isAlive).map(NodeProcess::base).toList();
  }

  List<Client> clients() {
    return nodes.stream().map(node -> new Client(node.base())).toList();
  }

  /** Kills every node, as a power cut would. */
  public void killAll() {
    nodes.forEach(NodeProcess::kill);
  }

  /** Stops all nodes at the same time. */
  @Override
  public void close() {
    nodes.forEach(NodeProcess::ask);
    nodes.forEach(NodeProcess::close);
  }
}
