package io.kvasir.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.membership.Claim;
import io.kvasir.core.membership.Datagram;
import io.kvasir.core.membership.MemberState;
import io.kvasir.core.membership.SwimConfig;
import io.kvasir.core.membership.SwimMessage;
import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.Incarnation;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.Tick;
import io.kvasir.engine.loop.AtOnce;
import io.kvasir.engine.port.Datagrams;
import io.kvasir.engine.port.Liveness;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.Observer;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Timers;
import io.kvasir.engine.port.Transport;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One lookout in virtual time, whose peers say what the test lets them say. */
class LookoutTest {
  private static final NodeId SELF = new NodeId("self");
  private static final NodeId PEER = new NodeId("peer");
  private static final Endpoint HERE = new Endpoint("here", 1);
  private static final Endpoint THERE = new Endpoint("there", 1);
  private static final Claim ALIVE = Claim.alive(PEER, Incarnation.FIRST, THERE);

  private record Due(long atMillis, Runnable task) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return Long.compare(atMillis, other.atMillis);
    }
  }

  private final PriorityQueue<Due> agenda = new PriorityQueue<>();
  private final List<Datagram> sent = new ArrayList<>();
  private final List<MemberState> told = new ArrayList<>();
  private List<Endpoint> seeds = List.of();
  private Datagrams.Receiver receiver = (from, datagram) -> false;
  private boolean unreachable;
  private long now;

  private final Timers timers =
      new Timers() {
        @Override
        public Tick now() {
          return new Tick(now);
        }

        @Override
        public long wallMillis() {
          return now;
        }

        @Override
        public void schedule(long delayMillis, Runnable task) {
          agenda.add(new Due(now + delayMillis, task));
        }
      };

  private final Loop loop = new AtOnce();

  private final Datagrams datagrams =
      new Datagrams() {
        @Override
        public void send(Endpoint to, Datagram datagram) {
          sent.add(datagram);
        }

        @Override
        public void listen(Datagrams.Receiver next) {
          receiver = next;
        }
      };

  private final Lookout lookout =
      new Lookout(
          SELF,
          HERE,
          SwimConfig.DEFAULT,
          new Lookout.Ports(loop, timers, datagrams, () -> seeds, silent(Observer.class)),
          new Random(1));
  private final Reach reach =
      new Reach(
          SELF,
          new Transport() {
            @Override
            public boolean send(NodeId to, PeerMessage message) {
              return false;
            }

            @Override
            public boolean isReachable(NodeId peer) {
              return !unreachable;
            }

            @Override
            public void listen(Transport.Receiver none) {}
          },
          lookout,
          timers);

  /** One that does nothing. */
  private static <T> T silent(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null));
  }

  @BeforeEach
  void start() {
    lookout.start();
    lookout.listen((member, sight) -> told.add(sight.state()));
  }

  @Test
  void watchesNobodyBeforeItIsInACluster() {
    lookout.list(new TreeMap<>(Map.of(PEER, THERE)));
    pass(5_000);

    assertThat(sent).isEmpty();
    assertThat(lookout.of(PEER)).isEmpty();
  }

  @Test
  void takesTheListedForAliveUntilTheyDoNotAnswer() {
    watch();
    assertThat(lookout.of(PEER).map(Liveness.Sight::state)).contains(MemberState.ALIVE);
    assertThat(lookout.of(PEER).map(Liveness.Sight::incarnation)).contains(Incarnation.HEARSAY);

    pass(5_000);

    assertThat(lookout.of(PEER).map(Liveness.Sight::state)).contains(MemberState.DEAD);
    assertThat(told).containsExactly(MemberState.ALIVE, MemberState.SUSPECT, MemberState.DEAD);
    assertThat(lookout.seenAs(MemberState.DEAD)).isEqualTo(1);
    assertThat(lookout.of(SELF)).isEmpty();
  }

  @Test
  void aNewClusterIsWatchedAnew() {
    watch();
    pass(5_000);

    lookout.belongTo(2);

    assertThat(lookout.of(PEER).map(Liveness.Sight::state)).contains(MemberState.ALIVE);
    lookout.belongTo(0);
    assertThat(lookout.of(PEER)).isEmpty();
  }

  @Test
  void whoJustLeftIsNotAskedAlthoughTheTransportDoesNotKnowYet() {
    watch();
    hear(ALIVE);
    assertThat(reach.covers(PEER)).isTrue();

    hear(new Claim(PEER, MemberState.LEFT, Incarnation.FIRST, THERE, PEER));

    assertThat(reach.covers(PEER)).isFalse();
  }

  @Test
  void whoTheTransportStillHearsOfAfterItsDeathIsAsked() {
    watch();
    hear(ALIVE);
    hear(new Claim(PEER, MemberState.LEFT, Incarnation.FIRST, THERE, PEER));

    pass(2_600);
    assertThat(reach.covers(PEER)).isTrue();

    unreachable = true;
    assertThat(reach.covers(PEER)).isFalse();
    assertThat(reach.covers(SELF)).isTrue();
  }

  @Test
  void keepsSinceWhenAMemberIsGone() {
    watch();
    pass(5_000);
    Tick since = lookout.of(PEER).orElseThrow().since();

    hear(new Claim(PEER, MemberState.LEFT, Incarnation.FIRST, THERE, PEER));
    assertThat(lookout.of(PEER).orElseThrow().since()).isGreaterThan(since);

    Tick left = lookout.of(PEER).orElseThrow().since();
    pass(1_000);
    hear(new Claim(PEER, MemberState.LEFT, new Incarnation(2), THERE, PEER));
    assertThat(lookout.of(PEER).orElseThrow().since()).isEqualTo(left);
  }

  @Test
  void triesSeedsThatAreFoundLater() {
    lookout.belongTo(1);
    pass(1_000);
    assertThat(sent).isEmpty();

    seeds = List.of(THERE);
    pass(2_000);

    assertThat(sent).isNotEmpty().allMatch(each -> each.message() instanceof SwimMessage.Sync);
  }

  @Test
  void saysGoodbye() {
    watch();
    hear(ALIVE);
    List<String> order = new ArrayList<>();
    sent.clear();

    lookout.leave(() -> order.add("sent " + sent.size()));

    assertThat(order).containsExactly("sent 1");
    assertThat(sent.getFirst().sender().state()).isEqualTo(MemberState.LEFT);
  }

  private void watch() {
    lookout.belongTo(1);
    lookout.list(new TreeMap<>(Map.of(PEER, THERE)));
  }

  private void hear(Claim sender) {
    receiver.onDatagram(THERE, new Datagram(sender, new SwimMessage.Gossip(), List.of()));
  }

  private void pass(long millis) {
    long end = now + millis;
    while (!agenda.isEmpty() && agenda.peek().atMillis() <= end) {
      Due next = agenda.remove();
      now = next.atMillis();
      next.task().run();
    }
    now = end;
  }
}
