package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.crdt.Parted;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.gossip.Exchange;
import io.kvasir.core.gossip.KeyDigest;
import io.kvasir.core.gossip.KeyDigests;
import io.kvasir.core.gossip.Leaf;
import io.kvasir.core.gossip.LeafSums;
import io.kvasir.core.gossip.Offering;
import io.kvasir.core.gossip.RepairMessage;
import io.kvasir.core.gossip.RepairMessage.Answer;
import io.kvasir.core.gossip.RepairMessage.Question;
import io.kvasir.core.gossip.Roots;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.topology.Topology;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Answers other replicas' questions from what is stored; remembers none of them. */
final class RepairAnswers {
  private final Tenures tenures;
  private final Supplier<Topology> topology;
  private final LoopPorts on;
  private final Peers peers;
  private final LocalReplica replica;
  private final Pairings pairings;
  private final Offers offers;
  private final Predicate<EntryKey> hasVote;

  /**
   * @param hasVote whether this replica knows what it had of a key
   */
  RepairAnswers(
      Tenures tenures,
      Supplier<Topology> topology,
      LoopPorts on,
      Peers peers,
      LocalReplica replica,
      Pairings pairings,
      Offers offers,
      Predicate<EntryKey> hasVote) {
    this.tenures = tenures;
    this.topology = topology;
    this.on = on;
    this.peers = peers;
    this.replica = replica;
    this.pairings = pairings;
    this.offers = offers;
    this.hasVote = hasVote;
  }

  /**
   * @param asOf when a state that comes with it was read
   */
  void answer(NodeId from, RepairMessage.Ask ask, long asOf) {
    PartitionId partition = ask.partition();
    Consumer<Answer> answer =
        told -> peers.send(from, new RepairMessage.Tell(ask.token(), told), peers.clock());
    switch (ask.question()) {
      case Question.Compare(int count, long combined) -> {
        if (pairings.areBoth(from, partition, count)) {
          compare(partition, count, combined, answer);
        } else {
          answer.accept(new Answer.Refused());
        }
      }
      case Question.AskLeaves(BucketId bucket) ->
          on.ports()
              .store()
              .loadTrees(
                  partition,
                  List.of(bucket),
                  on.then(
                      trees -> answer.accept(new Answer.Leaves(treeOf(trees, bucket))),
                      () -> answer.accept(new Answer.Refused())));
      case Question.AskKeys(BucketId bucket, Leaf leaf, Optional<Key> after) ->
          keys(
              partition,
              bucket,
              leaf,
              after,
              keys -> answer.accept(new Answer.Keys(keys)),
              () -> answer.accept(new Answer.Refused()));
      case Question.AskOffers wanted -> offer(from, partition, wanted, answer);
      case Question.AskWhole(EntryKey entry) -> {
        if (pairings.mayTell(from, partition, entry)) {
          replica.load(
              partition,
              entry,
              Scope.whole(),
              held -> answer.accept(new Answer.Whole(held.map(Slice::state), hasVote.test(entry))),
              () -> answer.accept(new Answer.Refused()));
        } else {
          answer.accept(new Answer.Refused());
        }
      }
      case Question.Offer offer -> take(from, partition, offer, asOf, answer);
      case Question.AskEnds(List<EntryKey> entries) -> ends(partition, entries, answer);
    }
  }

  private void ends(PartitionId partition, List<EntryKey> entries, Consumer<Answer> answer) {
    if (!entries.stream().allMatch(hasVote)) {
      answer.accept(new Answer.Refused());
      return;
    }
    Expiry[] ends = new Expiry[entries.size()];
    Arrays.fill(ends, Expiry.NONE);
    boolean[] failed = {false};
    int[] missing = {entries.size() + 1};
    Runnable one =
        () -> {
          if (--missing[0] == 0) {
            answer.accept(failed[0] ? new Answer.Refused() : new Answer.Ends(List.of(ends)));
          }
        };
    for (int i = 0; i < ends.length; i++) {
      int index = i;
      replica.load(
          partition,
          entries.get(index),
          new Scope.Elements(new TreeSet<>()),
          stored -> {
            ends[index] = stored.map(slice -> slice.state().expiry()).orElse(Expiry.NONE);
            one.run();
          },
          () -> {
            failed[0] = true;
            one.run();
          });
    }
    one.run();
  }

  private void compare(PartitionId partition, int count, long combined, Consumer<Answer> answer) {
    on.ports()
        .store()
        .loadTrees(
            partition,
            pairings.buckets(count),
            on.then(
                trees -> {
                  SortedMap<BucketId, Long> roots = Roots.of(trees);
                  boolean same = Roots.combined(roots) == combined;
                  answer.accept(same ? new Answer.Same() : new Answer.Roots(roots));
                },
                () -> answer.accept(new Answer.Refused())));
  }

  private static LeafSums treeOf(SortedMap<BucketId, LeafSums> trees, BucketId bucket) {
    LeafSums tree = trees.get(bucket);
    return tree == null ? LeafSums.NONE : tree;
  }

  private void keys(
      PartitionId partition,
      BucketId bucket,
      Leaf leaf,
      Optional<Key> after,
      Consumer<KeyDigests> then,
      Runnable otherwise) {
    on.ports()
        .store()
        .loadDigests(partition, bucket, leaf, after, Exchange.PAGE_KEYS, on.then(then, otherwise));
  }

  private void offer(
      NodeId to, PartitionId partition, Question.AskOffers wanted, Consumer<Answer> answer) {
    keys(
        partition,
        wanted.bucket(),
        Leaf.of(wanted.digests().firstKey()),
        wanted.after(),
        held -> {
          Consumer<Boolean> done = complete -> answer.accept(new Answer.OffersMade(complete));
          if (!offers.offer(to, partition, differing(wanted, held), done)) {
            answer.accept(new Answer.Refused());
          }
        },
        () -> answer.accept(new Answer.Refused()));
  }

  /** Also those of which nothing is visible here: a deletion is what the asker may lack. */
  private static List<EntryKey> differing(Question.AskOffers wanted, KeyDigests held) {
    TreeMap<Key, Long> digests = new TreeMap<>();
    for (KeyDigest each : held.keys()) {
      digests.put(each.key(), each.digest());
    }
    return wanted.digests().entrySet().stream()
        .filter(each -> !digests.getOrDefault(each.getKey(), 0L).equals(each.getValue()))
        .map(each -> new EntryKey(wanted.bucket(), each.getKey()))
        .toList();
  }

  private void take(
      NodeId from,
      PartitionId partition,
      Question.Offer offer,
      long asOf,
      Consumer<Answer> answer) {
    Topology now = topology.get();
    Actor taker = tenures.actorOf(partition, offer.entry(), now);
    boolean isOther = offer.onlyBy().isPresent() && !offer.onlyBy().get().equals(taker);
    boolean isUncleared = tenures.isUncleared(partition, offer.entry(), now);
    if (isOther || isUncleared || !pairings.mayTell(from, partition, offer.entry())) {
      answer.accept(new Answer.Refused());
    } else if (offer.slice().state() instanceof Parted parted) {
      replica.load(
          partition,
          offer.entry(),
          parted.scopeOfParts(),
          held ->
              merge(
                  from,
                  taker,
                  partition,
                  offer,
                  held.flatMap(slice -> Offering.removed(offer.slice(), slice)),
                  asOf,
                  answer),
          () -> answer.accept(new Answer.Refused()));
    } else {
      merge(from, taker, partition, offer, Optional.empty(), asOf, answer);
    }
  }

  private void merge(
      NodeId from,
      Actor taker,
      PartitionId partition,
      Question.Offer offer,
      Optional<Slice> removed,
      long asOf,
      Consumer<Answer> answer) {
    replica.merge(
        partition,
        offer.entry(),
        offer.slice(),
        asOf,
        Merger.of(
            changed -> {
              if (changed) {
                on.observe(new ReplicationObservation.KeyRepaired(from));
              }
              answer.accept(new Answer.Taken(taker, removed));
            },
            refusal -> answer.accept(new Answer.Refused())));
  }
}
