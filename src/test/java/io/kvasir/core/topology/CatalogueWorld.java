package io.kvasir.core.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.CatalogueKeeper.Effect;
import io.kvasir.core.topology.CatalogueKeeper.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Three keepers with their disks and the messages between them. Checks whatever a keeper promises
 * at the moment it does.
 */
final class CatalogueWorld {
  static final List<NodeId> MEMBERS = List.of(new NodeId("a"), new NodeId("b"), new NodeId("c"));
  private static final int MAJORITY = 2;

  private record Letter(int from, int to, CatalogueMessage message) {}

  /** One member with its disk. */
  private static final class Node {
    final ArrayDeque<Effect.Save> saving = new ArrayDeque<>();
    BucketCatalogue durable = BucketCatalogue.initial();
    CatalogueKeeper keeper;

    Node(int number) {
      keeper = keeperOf(number, durable);
    }

    boolean holds(CatalogueEntry entry) {
      return durable.join(List.of(entry)).equals(durable);
    }
  }

  private final List<Node> nodes = new ArrayList<>();
  private final List<Letter> letters = new ArrayList<>();
  private final Set<Long> open = new TreeSet<>();
  private long lastId;

  CatalogueWorld() {
    for (int number = 0; number < MEMBERS.size(); number++) {
      nodes.add(new Node(number));
    }
  }

  private static CatalogueKeeper keeperOf(int number, BucketCatalogue saved) {
    return new CatalogueKeeper(MEMBERS.get(number), new TreeSet<>(MEMBERS), saved);
  }

  int open() {
    return open.size();
  }

  List<BucketCatalogue> catalogues() {
    return nodes.stream().map(node -> node.keeper.catalogue()).toList();
  }

  List<BucketCatalogue> durable() {
    return nodes.stream().map(node -> node.durable).toList();
  }

  void create(int number, String name, DataType type, long wallMillis) {
    BucketSpec spec = new BucketSpec(type, Consistency.Preset.CONSISTENT, 3);
    open.add(++lastId);
    feed(number, new Event.Create(lastId, new BucketName(name), spec, wallMillis, new TreeSet<>()));
  }

  void drop(int number, String name) {
    open.add(++lastId);
    feed(number, new Event.Drop(lastId, new BucketName(name), new TreeSet<>()));
  }

  void deliver(int pick) {
    take(pick).ifPresent(this::arrive);
  }

  void lose(int pick) {
    assertThat(take(pick)).isNotNull();
  }

  /** It arrives now and will arrive once more. */
  void repeat(int pick) {
    Optional<Letter> letter = take(pick);
    letter.ifPresent(letters::add);
    letter.ifPresent(this::arrive);
  }

  private Optional<Letter> take(int pick) {
    return letters.isEmpty()
        ? Optional.empty()
        : Optional.of(letters.remove(pick % letters.size()));
  }

  private void arrive(Letter letter) {
    feed(letter.to(), new Event.Received(MEMBERS.get(letter.from()), letter.message()));
  }

  void save(int number) {
    Node node = nodes.get(number);
    if (!node.saving.isEmpty()) {
      Effect.Save save = node.saving.remove();
      node.durable = save.catalogue();
      feed(number, new Event.Saved(save.version()));
    }
  }

  void failSave(int number) {
    Node node = nodes.get(number);
    if (!node.saving.isEmpty()) {
      feed(number, new Event.SaveFailed(node.saving.remove().version()));
    }
  }

  /** Changes under way at this member are forgotten; their clients never hear of them. */
  void crash(int number, Set<Long> idsOfIt) {
    Node node = nodes.get(number);
    node.saving.clear();
    node.keeper = keeperOf(number, node.durable);
    open.removeAll(idsOfIt);
  }

  void tick(int number) {
    feed(number, new Event.Tick());
  }

  void losePeer(int number, int peer) {
    if (number != peer) {
      feed(number, new Event.PeerLost(MEMBERS.get(peer)));
    }
  }

  long lastId() {
    return lastId;
  }

  /** All deadlines pass, all disks work, all messages arrive, and everybody compares notes. */
  void heal() {
    for (int number = 0; number < nodes.size(); number++) {
      for (long id = 1; id <= lastId; id++) {
        feed(number, new Event.DeadlineExpired(id));
      }
    }
    for (int round = 0; round < 3; round++) {
      settle();
      for (int number = 0; number < nodes.size(); number++) {
        tick(number);
      }
    }
    settle();
  }

  private void settle() {
    for (int step = 0; step < 10_000 && isBusy(); step++) {
      deliver(0);
      for (int number = 0; number < nodes.size(); number++) {
        save(number);
      }
    }
    assertThat(isBusy()).as("comes to rest").isFalse();
  }

  private boolean isBusy() {
    return !letters.isEmpty() || nodes.stream().anyMatch(node -> !node.saving.isEmpty());
  }

  private void feed(int number, Event event) {
    for (Effect effect : nodes.get(number).keeper.on(event)) {
      switch (effect) {
        case Effect.Save save -> nodes.get(number).saving.add(save);
        case Effect.Send(NodeId to, CatalogueMessage message) -> send(number, to, message);
        case Effect.Complete(long id, CatalogueOutcome outcome) -> judge(id, outcome);
        case Effect.Forget(BucketId bucket) ->
            assertThat(nodes.get(number).durable.isDropped(bucket))
                .as("%s is durably dropped before its data goes", bucket)
                .isTrue();
        case Effect.Observed observed -> {}
      }
    }
  }

  private void send(int from, NodeId to, CatalogueMessage message) {
    if (message instanceof CatalogueMessage.Accepted(long token, List<CatalogueEntry> standing)) {
      assertThat(standing).as("durable when accepted").allMatch(nodes.get(from)::holds);
    }
    letters.add(new Letter(from, MEMBERS.indexOf(to), message));
  }

  private void judge(long id, CatalogueOutcome outcome) {
    assertThat(open.remove(id)).as("%s completes once", id).isTrue();
    if (outcome instanceof CatalogueOutcome.Done(CatalogueEntry entry)) {
      long holders = nodes.stream().filter(node -> node.holds(entry)).count();
      assertThat(holders).as("durable copies of %s", entry).isGreaterThanOrEqualTo(MAJORITY);
    }
  }
}
