package io.kvasir.edge.eventbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Inbox;
import io.kvasir.contract.PeerMessageSamples;
import io.kvasir.contract.TopologySamples;
import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.PeerMessage;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that are not in one cluster, or that do not know each other's address. */
class StrangersTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final PeerMessage DATA =
      Objects.requireNonNull(PeerMessageSamples.all().get("fetch"));
  private static final PeerMessage FOUNDING =
      new PeerMessage.OfFounding(
          Objects.requireNonNull(TopologySamples.foundingMessages().get("founding-join")));

  private static final BusEndpoint NOWHERE = new BusEndpoint("127.0.0.1", 1);

  private final LoopbackNetwork network = new LoopbackNetwork();

  @AfterEach
  void closeNetwork() {
    network.close();
  }

  @Test
  void aNodeInNoClusterSaysWhereItIsAndIsAnswered() {
    Inbox inboxOfA = new Inbox();
    Inbox inboxOfB = new Inbox();
    EventBusTransport a = network.start(A, config(7), inboxOfA);
    EventBusTransport b = network.start(B, config(0), inboxOfB);
    network.tableOf(A).remove("b");

    network.await("a hears of founding", () -> b.send(A, FOUNDING) && inboxOfA.size() > 0);
    network.await("b is answered", () -> a.send(B, FOUNDING) && inboxOfB.size() > 0);

    assertThat(network.tableOf(A).endpoint("b")).contains(network.tableOf(B).selfEndpoint());
    assertThat(a.isReachable(B)).isFalse();
    assertThat(b.isReachable(A)).isFalse();
    assertThat(a.send(B, DATA)).isFalse();
    assertThat(b.send(A, DATA)).isFalse();
  }

  @Test
  void aMemberThatIsNotWhereItWasSaidToBeIsFoundWhereItIsListed() {
    EventBusTransport a = network.start(A, config(7), new Inbox());
    LoopbackNetwork.Node b = network.startBare(B);
    network.tableOf(A).put("b", NOWHERE);
    b.table().put("a", NOWHERE);

    b.transport().listen(new Inbox());

    network.await("they meet", () -> a.isReachable(B) && b.transport().isReachable(A));
  }

  @Test
  void betweenTwoClustersOnlyFoundingMessagesPass() {
    Inbox inboxOfA = new Inbox();
    EventBusTransport a = network.start(A, config(7), inboxOfA);
    EventBusTransport b = network.start(B, config(8), new Inbox());

    network.await("a hears of founding", () -> b.send(A, FOUNDING) && inboxOfA.size() > 0);

    assertThat(b.send(A, DATA)).isFalse();
    assertThat(a.isReachable(B)).isFalse();
    assertThat(List.copyOf(inboxOfA.messagesFrom(B))).containsOnly(FOUNDING);
  }

  @Test
  void aNodeOfThisClusterThatIsNotInTheTableIsMetAndForgottenWhenItIsGone() {
    Inbox inboxOfA = new Inbox();
    Inbox inboxOfB = new Inbox();
    EventBusTransport a = network.start(A, config(7), inboxOfA);
    EventBusTransport b = network.start(B, config(7), inboxOfB);
    network.await("they know each other", () -> a.isReachable(B) && b.isReachable(A));

    network.tableOf(A).remove("b");
    network.await("b has lost a", () -> !b.isReachable(A));

    network.await("b asks", () -> b.send(A, FOUNDING) && inboxOfA.size() > 0);
    network.await("b is answered", () -> a.send(B, FOUNDING) && inboxOfB.size() > 0);
    network.stop(B);
    network.await("b is forgotten", () -> network.tableOf(A).endpoint("b").isEmpty());
  }

  private TransportConfig config(long clusterId) {
    return network.config(LoopbackNetwork.CLUSTER, clusterId);
  }
}
