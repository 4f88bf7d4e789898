package io.kvasir.edge.eventbus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.ReplyException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real Vert.x instances on loopback, each a node of one cluster. */
class TableClusterManagerTest {
  private static final int DEADLINE_SECONDS = 20;

  private final List<Vertx> started = new ArrayList<>();

  private record Node(ClusterTable table, Vertx vertx) {
    void knows(Node other) {
      table.put(other.table.self(), other.table.selfEndpoint());
    }

    Future<String> ask(String address, DeliveryOptions options) {
      return vertx.eventBus().<String>request(address, "hello", options).map(reply -> reply.body());
    }
  }

  @AfterEach
  void stopNodes() {
    started.forEach(vertx -> done(vertx.close()));
  }

  @Test
  void answersAcrossNodesByTheNodeInTheAddress() {
    Node a = node("a");
    Node b = node("b");
    a.knows(b);
    b.knows(a);
    echo(a, "echo");
    echo(b, "echo");

    assertThat(done(a.ask(NodeAddress.of("b", "echo"), new DeliveryOptions())))
        .isEqualTo("b:hello");
    assertThat(done(b.ask(NodeAddress.of("a", "echo"), new DeliveryOptions())))
        .isEqualTo("a:hello");
    assertThat(done(a.ask(NodeAddress.of("a", "echo"), new DeliveryOptions())))
        .isEqualTo("a:hello");
  }

  @Test
  void keepsAnAddressWithoutANodeInTheProcess() {
    Node a = node("a");
    Node b = node("b");
    a.knows(b);
    a.vertx.eventBus().<String>consumer("local", message -> message.reply("here"));

    assertThat(done(a.ask("local", new DeliveryOptions()))).isEqualTo("here");
    assertThatThrownBy(() -> done(b.ask("local", new DeliveryOptions())))
        .hasRootCauseInstanceOf(ReplyException.class);
  }

  @Test
  void deliversAPublishedMessageOnceToTheNodeInTheAddress() throws InterruptedException {
    Node a = node("a");
    Node b = node("b");
    a.knows(b);
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    b.vertx.eventBus().<String>consumer("kvasir/b/news", message -> heard.add(message.body()));

    a.vertx.eventBus().publish("kvasir/b/news", "one").publish("kvasir/b/news", "two");

    assertThat(heard.poll(DEADLINE_SECONDS, SECONDS)).isEqualTo("one");
    assertThat(heard.poll(DEADLINE_SECONDS, SECONDS)).isEqualTo("two");
  }

  @Test
  void failsAtOnceForANodeOutsideTheTable() {
    Node a = node("a");
    Future<Void> written =
        a.vertx.eventBus().<String>sender(NodeAddress.of("nobody", "echo")).write("hello");

    assertThatThrownBy(() -> done(written)).hasRootCauseInstanceOf(UnknownNodeException.class);
  }

  @Test
  void connectsToTheAddressThatIsKnownAndWaitsForNoNameService() {
    Map<String, String> known = new ConcurrentHashMap<>();
    Node a = node("a", host -> Optional.ofNullable(known.get(host)));
    Node b = node("b");
    a.table.put("b", new BusEndpoint("b.members.test", b.table.selfEndpoint().port()));
    b.knows(a);
    echo(b, "echo");
    Future<Void> early =
        a.vertx.eventBus().<String>sender(NodeAddress.of("b", "echo")).write("hello");
    assertThatThrownBy(() -> done(early)).hasRootCauseInstanceOf(UnknownHostException.class);

    known.put("b.members.test", "127.0.0.1");

    assertThat(done(askUntilAnswered(a, NodeAddress.of("b", "echo"), 20))).isEqualTo("b:hello");
  }

  @Test
  void reachesANodeAgainAfterItMovedToAnotherPort() {
    Node a = node("a");
    Node b = node("b");
    a.knows(b);
    b.knows(a);
    echo(b, "echo");
    done(a.ask(NodeAddress.of("b", "echo"), new DeliveryOptions()));
    done(b.vertx.close());

    Node moved = node("b");
    moved.knows(a);
    a.knows(moved);
    echo(moved, "echo");

    assertThat(done(askUntilAnswered(a, NodeAddress.of("b", "echo"), 20))).isEqualTo("b:hello");
  }

  /** The closed connection is noticed a moment after the node has gone. */
  private static Future<String> askUntilAnswered(Node from, String address, int attempts) {
    Future<String> answer = from.ask(address, new DeliveryOptions().setSendTimeout(500));
    return attempts == 0
        ? answer
        : answer.recover(failure -> askUntilAnswered(from, address, attempts - 1));
  }

  @Test
  void offersNoSharedData() {
    Node a = node("a");

    assertThatThrownBy(() -> done(a.vertx.sharedData().getClusterWideMap("m")))
        .hasRootCauseInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> done(a.vertx.sharedData().getLock("l")))
        .hasRootCauseInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> done(a.vertx.sharedData().getCounter("c")))
        .hasRootCauseInstanceOf(UnsupportedOperationException.class);
  }

  private Node node(String id) {
    return node(id, Optional::of);
  }

  private Node node(String id, Function<String, Optional<String>> addresses) {
    ClusterTable table = new ClusterTable(id, Map.of(id, new BusEndpoint("127.0.0.1", 0)));
    VertxOptions options =
        new VertxOptions()
            .setEventBusOptions(new EventBusOptions().setHost("127.0.0.1").setPort(0));
    Vertx vertx =
        done(
            Vertx.builder()
                .with(options)
                .withClusterManager(
                    new TableClusterManager(table, UnaryOperator.identity(), addresses))
                .buildClustered());
    started.add(vertx);
    return new Node(table, vertx);
  }

  private static void echo(Node node, String channel) {
    node.vertx
        .eventBus()
        .<String>consumer(
            NodeAddress.of(node.table.self(), channel),
            message -> message.reply(node.table.self() + ":" + message.body()));
  }

  private static <T> T done(Future<T> future) {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(DEADLINE_SECONDS, SECONDS)
        .join();
  }
}
