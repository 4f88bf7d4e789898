package io.kvasir.edge.wire;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.gossip.KeyDigest;
import io.kvasir.core.gossip.KeyDigests;
import io.kvasir.core.gossip.Leaf;
import io.kvasir.core.gossip.LeafSums;
import io.kvasir.core.gossip.RepairMessage;
import io.kvasir.core.gossip.RepairMessage.Answer;
import io.kvasir.core.gossip.RepairMessage.Question;
import io.kvasir.core.node.Actor;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.edge.wire.proto.PeerProto;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What replicas ask and tell each other to become equal. */
final class RepairMessageCodec {
  private RepairMessageCodec() {}

  static PeerProto.Message encode(RepairMessage message) {
    PeerProto.Message.Builder target = PeerProto.Message.newBuilder();
    switch (message) {
      case RepairMessage.Ask(long token, PartitionId partition, Question question) ->
          target.setRepairAsk(
              encode(question).setToken(token).setPartition(partition.number()).build());
      case RepairMessage.Tell(long token, Answer answer) ->
          target.setRepairTell(encode(answer).setToken(token).build());
    }
    return target.build();
  }

  static RepairMessage decode(PeerProto.RepairAsk source) {
    return new RepairMessage.Ask(
        source.getToken(), new PartitionId(source.getPartition()), question(source));
  }

  static RepairMessage decode(PeerProto.RepairTell source) {
    return new RepairMessage.Tell(source.getToken(), answer(source));
  }

  private static PeerProto.RepairAsk.Builder encode(Question question) {
    PeerProto.RepairAsk.Builder target = PeerProto.RepairAsk.newBuilder();
    switch (question) {
      case Question.Compare(int replicas, long combined) ->
          target.getCompareBuilder().setReplicas(replicas).setCombined(combined);
      case Question.AskLeaves(BucketId bucket) -> target.setAskLeaves(encode(bucket));
      case Question.AskKeys(BucketId bucket, Leaf leaf, Optional<Key> after) -> {
        PeerProto.AskKeys.Builder keys = target.getAskKeysBuilder();
        keys.setBucket(encode(bucket)).setLeaf(leaf.number());
        after.ifPresent(key -> keys.setAfter(key.value()));
      }
      case Question.AskOffers(BucketId bucket, Optional<Key> after, var digests) -> {
        PeerProto.AskOffers.Builder offers = target.getAskOffersBuilder();
        offers.setBucket(encode(bucket));
        after.ifPresent(key -> offers.setAfter(key.value()));
        digests.forEach((key, digest) -> offers.addDigests(encode(key, digest)));
      }
      case Question.AskWhole(EntryKey entry) -> target.setAskWhole(ValueCodec.encode(entry));
      case Question.Offer offer -> target.setOffer(encode(offer));
      case Question.AskEnds(List<EntryKey> entries) ->
          entries.forEach(entry -> target.getAskEndsBuilder().addEntries(ValueCodec.encode(entry)));
    }
    return target;
  }

  private static PeerProto.Offer encode(Question.Offer offer) {
    PeerProto.Offer.Builder target =
        PeerProto.Offer.newBuilder()
            .setEntry(ValueCodec.encode(offer.entry()))
            .setSlice(StateCodec.encode(offer.slice()));
    offer.onlyBy().ifPresent(actor -> target.setOnlyBy(actor.id()));
    return target.build();
  }

  private static Question question(PeerProto.RepairAsk source) {
    return switch (source.getQuestionCase()) {
      case COMPARE ->
          new Question.Compare(
              source.getCompare().getReplicas(), source.getCompare().getCombined());
      case ASK_LEAVES -> new Question.AskLeaves(decode(source.getAskLeaves()));
      case ASK_KEYS -> askKeys(source.getAskKeys());
      case ASK_OFFERS -> askOffers(source.getAskOffers());
      case OFFER -> offer(source.getOffer());
      case ASK_ENDS ->
          new Question.AskEnds(
              source.getAskEnds().getEntriesList().stream().map(ValueCodec::decode).toList());
      case ASK_WHOLE -> new Question.AskWhole(ValueCodec.decode(source.getAskWhole()));
      case QUESTION_NOT_SET -> throw new IllegalArgumentException("unknown question");
    };
  }

  private static Question askKeys(PeerProto.AskKeys source) {
    return new Question.AskKeys(
        decode(source.getBucket()),
        new Leaf(source.getLeaf()),
        source.hasAfter() ? Optional.of(new Key(source.getAfter())) : Optional.empty());
  }

  private static Question askOffers(PeerProto.AskOffers source) {
    TreeMap<Key, Long> digests = new TreeMap<>();
    for (PeerProto.KeyDigest each : source.getDigestsList()) {
      digests.put(new Key(each.getKey()), each.getDigest());
    }
    return new Question.AskOffers(
        decode(source.getBucket()),
        source.hasAfter() ? Optional.of(new Key(source.getAfter())) : Optional.empty(),
        digests);
  }

  private static Question offer(PeerProto.Offer source) {
    return new Question.Offer(
        ValueCodec.decode(source.getEntry()),
        StateCodec.decode(source.getSlice()),
        source.hasOnlyBy() ? Optional.of(new Actor(source.getOnlyBy())) : Optional.empty());
  }

  private static PeerProto.RepairTell.Builder encode(Answer answer) {
    PeerProto.RepairTell.Builder target = PeerProto.RepairTell.newBuilder();
    PeerProto.Empty empty = PeerProto.Empty.getDefaultInstance();
    switch (answer) {
      case Answer.Same() -> target.setSame(empty);
      case Answer.Roots(SortedMap<BucketId, Long> roots) -> {
        PeerProto.BucketRoots.Builder all = target.getRootsBuilder();
        roots.forEach(
            (bucket, root) -> all.addRootsBuilder().setBucket(encode(bucket)).setRoot(root));
      }
      case Answer.Leaves(LeafSums sums) -> {
        PeerProto.LeafSums.Builder leaves = target.getLeavesBuilder();
        sums.sums().forEach((leaf, sum) -> leaves.addLeaves(leaf.number()).addSums(sum));
      }
      case Answer.Keys(KeyDigests(List<KeyDigest> keys, Optional<Key> upTo)) -> {
        PeerProto.KeyDigests.Builder digests = target.getKeysBuilder();
        keys.forEach(each -> digests.addKeys(encode(each.key(), each.digest())));
        upTo.ifPresent(key -> digests.setUpTo(key.value()));
      }
      case Answer.OffersMade(boolean complete) ->
          target.getOffersMadeBuilder().setIncomplete(!complete);
      case Answer.Taken(Actor by, Optional<Slice> removed) -> {
        PeerProto.Taken.Builder taken = target.getTakenBuilder().setBy(by.id());
        removed.ifPresent(slice -> taken.setRemoved(StateCodec.encode(slice)));
      }
      case Answer.Ends(List<Expiry> ends) ->
          ends.forEach(end -> target.getEndsBuilder().addExpiries(StateCodec.encode(end)));
      case Answer.Refused() -> target.setRefused(empty);
      case Answer.Whole(Optional<Crdt> state, boolean hasVote) -> {
        PeerProto.Whole.Builder whole = target.getWholeBuilder().setWithoutVote(!hasVote);
        state.ifPresent(held -> whole.setState(StateCodec.encode(held)));
      }
    }
    return target;
  }

  private static Answer answer(PeerProto.RepairTell source) {
    return switch (source.getAnswerCase()) {
      case SAME -> new Answer.Same();
      case ROOTS -> roots(source.getRoots());
      case LEAVES -> leaves(source.getLeaves());
      case KEYS -> keys(source.getKeys());
      case OFFERS_MADE -> new Answer.OffersMade(!source.getOffersMade().getIncomplete());
      case TAKEN ->
          new Answer.Taken(
              new Actor(source.getTaken().getBy()),
              source.getTaken().hasRemoved()
                  ? Optional.of(StateCodec.decode(source.getTaken().getRemoved()))
                  : Optional.empty());
      case ENDS ->
          new Answer.Ends(
              source.getEnds().getExpiriesList().stream().map(StateCodec::decode).toList());
      case REFUSED -> new Answer.Refused();
      case WHOLE ->
          new Answer.Whole(
              source.getWhole().hasState()
                  ? Optional.of(StateCodec.decode(source.getWhole().getState()))
                  : Optional.empty(),
              !source.getWhole().getWithoutVote());
      case ANSWER_NOT_SET -> throw new IllegalArgumentException("unknown answer");
    };
  }

  private static Answer roots(PeerProto.BucketRoots source) {
    TreeMap<BucketId, Long> roots = new TreeMap<>();
    for (PeerProto.BucketRoot root : source.getRootsList()) {
      roots.put(decode(root.getBucket()), root.getRoot());
    }
    return new Answer.Roots(roots);
  }

  private static Answer leaves(PeerProto.LeafSums source) {
    if (source.getLeavesCount() != source.getSumsCount()) {
      throw new IllegalArgumentException("a leaf without a sum");
    }
    TreeMap<Leaf, Long> sums = new TreeMap<>();
    for (int i = 0; i < source.getLeavesCount(); i++) {
      sums.put(new Leaf(source.getLeaves(i)), source.getSums(i));
    }
    return new Answer.Leaves(new LeafSums(sums));
  }

  private static Answer keys(PeerProto.KeyDigests source) {
    List<KeyDigest> keys =
        source.getKeysList().stream()
            .map(each -> new KeyDigest(new Key(each.getKey()), each.getDigest()))
            .toList();
    return new Answer.Keys(
        new KeyDigests(
            keys, source.hasUpTo() ? Optional.of(new Key(source.getUpTo())) : Optional.empty()));
  }

  private static PeerProto.KeyDigest encode(Key key, long digest) {
    return PeerProto.KeyDigest.newBuilder().setKey(key.value()).setDigest(digest).build();
  }

  private static PeerProto.BucketId encode(BucketId bucket) {
    return PeerProto.BucketId.newBuilder()
        .setName(bucket.name().value())
        .setGeneration(bucket.generation())
        .build();
  }

  private static BucketId decode(PeerProto.BucketId source) {
    return new BucketId(new BucketName(source.getName()), source.getGeneration());
  }
}
