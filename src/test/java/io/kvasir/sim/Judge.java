package io.kvasir.sim;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Digest;
import io.kvasir.core.crdt.EwFlag;
import io.kvasir.core.crdt.GSet;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.MvRegister;
import io.kvasir.core.crdt.OrMap;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.KeyPage;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.engine.port.PeerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Watches all disks and all messages for what must hold at every moment: a replica never forgets,
 * what a node tells another is durable, and one event never happens twice with different content.
 */
final class Judge implements SimNetwork.Tap {
  private final List<Workload> workloads = new ArrayList<>();
  private final TreeMap<EntryKey, TreeMap<String, String>> minted = new TreeMap<>();
  private final Graveyard graveyard = new Graveyard();
  private final TreeMap<String, ReplicaMessage.Fetch> fetches = new TreeMap<>();
  private final TreeMap<String, ReplicaMessage.FetchPage> pages = new TreeMap<>();
  private Optional<Cluster> cluster = Optional.empty();

  void watch(Cluster watched, List<Workload> clients) {
    cluster = Optional.of(watched);
    workloads.addAll(clients);
  }

  Graveyard graveyard() {
    return graveyard;
  }

  /** The listener of one machine's disk. */
  SimDisk.Listener on(NodeId node) {
    return new SimDisk.Listener() {
      @Override
      public void onDurable(EntryKey entry, Optional<Crdt> before, Crdt after, long digest) {
        before.ifPresent(old -> requireKept(node, entry, old, after));
        see(entry, after, digest);
      }

      // What others dropped nobody can restore, and needs not.
      @Override
      public void onRestored(EntryKey entry, Crdt before, Crdt after, long digest) {
        requireKept(node, entry, before, graveyard.with(entry, after));
        see(entry, after, digest);
      }

      private void see(EntryKey entry, Crdt after, long digest) {
        Violation.unless(
            digest == Digest.of(entry, Slice.whole(after)),
            "%s keeps a wrong digest of %s",
            node,
            entry);
        inspect(entry, after);
        graveyard.requireGone(entry, after);
      }

      @Override
      public void onDropped(EntryKey entry, Optional<Crdt> before, Crdt remains) {
        Violation.unless(
            before.orElse(Crdt.bottom(remains.type())).equals(remains) && !remains.isPresent(),
            "%s dropped %s, which was %s, for %s",
            node,
            entry,
            before,
            remains);
        graveyard.dropped(entry, remains);
      }
    };
  }

  private static void requireKept(NodeId node, EntryKey entry, Crdt before, Crdt after) {
    Violation.unless(
        Crdt.join(before, after).equals(after),
        "%s forgot some of %s:%n  it held  %s%n  it holds %s",
        node,
        entry,
        before,
        after);
  }

  @Override
  public void onSent(NodeId from, NodeId to, PeerMessage message) {
    if (message
        instanceof
        PeerMessage.OfReplica(ReplicaMessage replica, long epoch, long agreed, long clock)) {
      onSent(from, to, replica);
    }
  }

  private void onSent(NodeId from, NodeId to, ReplicaMessage message) {
    switch (message) {
      case ReplicaMessage.Replicate(long token, EntryKey entry, Slice delta) -> {
        requireDurable(from, entry, cluster.flatMap(c -> onAnyDisk(c, from, entry)), delta);
        inspect(entry, delta.state());
      }
      case ReplicaMessage.Fetch fetch -> fetches.put(from + "/" + fetch.token(), fetch);
      case ReplicaMessage.Fetched(long token, Optional<Crdt> state) ->
          onFetched(from, fetches.get(to + "/" + token), state);
      case ReplicaMessage.Replicated replicated -> {}
      case ReplicaMessage.NotReplicated notReplicated -> {}
      case ReplicaMessage.NotFetched notFetched -> {}
      case ReplicaMessage.FetchPage fetchPage ->
          pages.put(from + "/" + fetchPage.token(), fetchPage);
      case ReplicaMessage.PageFetched(long token, KeyPage page, SortedSet<PartitionId> refused) ->
          onPageFetched(from, pages.get(to + "/" + token), page);
      case ReplicaMessage.ForwardWrite forwardWrite -> {}
      case ReplicaMessage.WriteAnswered writeAnswered -> {}
      case ReplicaMessage.Outdated outdated -> {}
      case ReplicaMessage.NotForwarded notForwarded -> {}
    }
  }

  /** Who lost its share, and deleted its copy, still has what it owes to others. */
  private static Optional<Crdt> onAnyDisk(Cluster cluster, NodeId from, EntryKey entry) {
    Stream<Crdt> filed = nodeOf(cluster, from).disk().filed(entry).stream();
    return Stream.concat(cluster.everDurable(entry), filed).reduce(Crdt::join);
  }

  private void onFetched(
      NodeId from, ReplicaMessage.@Nullable Fetch question, Optional<Crdt> state) {
    if (question == null) {
      throw new Violation(from + " answers a fetch that nobody sent");
    }
    if (state.isPresent()) {
      EntryKey entry = question.entry();
      Optional<Crdt> held = cluster.flatMap(c -> c.durable(nodeOf(c, from), entry));
      requireDurable(from, entry, held, new Slice(state.get(), question.scope()));
      inspect(entry, state.get());
    }
  }

  private void onPageFetched(
      NodeId from, ReplicaMessage.@Nullable FetchPage question, KeyPage page) {
    if (question == null) {
      throw new Violation(from + " answers a question for a page that nobody asked");
    }
    for (KeyPage.Held held : page.items()) {
      if (held.content() instanceof KeyPage.Content.State(Crdt state)) {
        EntryKey entry = new EntryKey(question.query().bucket(), held.key());
        Optional<Crdt> durable = cluster.flatMap(c -> c.durable(nodeOf(c, from), entry));
        requireDurable(from, entry, durable, Slice.whole(state));
        inspect(entry, state);
      }
    }
  }

  private void requireDurable(NodeId from, EntryKey entry, Optional<Crdt> durable, Slice said) {
    if (cluster.isPresent() && cluster.get().isDroppedAnywhere(entry)) {
      return;
    }
    Crdt stored = durable.orElseGet(() -> Crdt.bottom(said.state().type()));
    Slice held = Slice.whole(graveyard.with(entry, stored));
    Violation.unless(
        held.join(said).equals(held),
        "%s tells of %s what is not durable:%n  durable %s%n  it says %s",
        from,
        entry,
        held,
        said);
  }

  private static SimNode nodeOf(Cluster cluster, NodeId node) {
    return cluster.nodes().stream()
        .filter(candidate -> candidate.id().equals(node))
        .findFirst()
        .orElseThrow();
  }

  private void inspect(EntryKey entry, Crdt state) {
    inspect(entry, "", state);
    workloads.stream().filter(w -> w.owns(entry)).forEach(w -> w.onState(entry, state));
  }

  /**
   * @param where in a map, the field
   */
  private void inspect(EntryKey entry, String where, Crdt state) {
    switch (state) {
      case LwwRegister register ->
          mint(
              entry,
              where + register.stamp() + " of " + register.writer(),
              register.value().toString());
      case OrSwot set -> inspect(entry, where, set);
      case GSet(OrSwot set) -> inspect(entry, where, set);
      case PnCounter counter -> {}
      case MvRegister register ->
          register
              .siblings()
              .forEach((dot, sibling) -> mint(entry, dot, where + sibling.toString()));
      case EwFlag flag -> {
        flag.presence().dots().forEach(dot -> mint(entry, dot, where + "presence"));
        flag.enables().dots().forEach(dot -> mint(entry, dot, where + "enabled"));
      }
      case OrMap map -> {
        map.presence().dots().forEach(dot -> mint(entry, dot, where + "presence"));
        map.fields().forEach((field, value) -> inspect(entry, where + field + '/', value.state()));
      }
    }
  }

  private void inspect(EntryKey entry, String where, OrSwot set) {
    set.presence().dots().forEach(dot -> mint(entry, dot, where + "presence"));
    for (Element element : set.members()) {
      set.dotsOf(element)
          .dots()
          .forEach(dot -> mint(entry, dot, where + "element " + element.value()));
    }
  }

  private void mint(EntryKey entry, Dot dot, String content) {
    mint(entry, dot.actor() + "." + dot.counter(), content);
  }

  private void mint(EntryKey entry, String event, String content) {
    String first =
        minted.computeIfAbsent(entry, key -> new TreeMap<>()).putIfAbsent(event, content);
    Violation.unless(
        first == null || first.equals(content),
        "%s was minted twice for %s: %s, then %s",
        event,
        entry,
        first,
        content);
  }
}
