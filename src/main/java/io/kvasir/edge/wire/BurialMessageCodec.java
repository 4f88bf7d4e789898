package io.kvasir.edge.wire;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.burial.BurialMessage;
import io.kvasir.core.burial.BurialMessage.Answer;
import io.kvasir.core.burial.BurialMessage.Grave;
import io.kvasir.core.burial.BurialMessage.Question;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.edge.wire.proto.PeerProto;
import java.util.List;

/** What nodes ask and tell each other about keys that are to be forgotten. */
final class BurialMessageCodec {
  private BurialMessageCodec() {}

  static PeerProto.Message encode(BurialMessage message) {
    PeerProto.Message.Builder target = PeerProto.Message.newBuilder();
    switch (message) {
      case BurialMessage.Ask ask -> target.setBurialAsk(encode(ask));
      case BurialMessage.Tell(long token, PartitionId partition, Answer answer) ->
          target.setBurialTell(encode(answer).setToken(token).setPartition(partition.number()));
      case BurialMessage.Bury bury -> target.setBury(encode(bury));
    }
    return target.build();
  }

  static BurialMessage decode(PeerProto.BurialAsk source) {
    return new BurialMessage.Ask(
        source.getToken(),
        source.getEpoch(),
        new PartitionId(source.getPartition()),
        source.getReplicas(),
        question(source));
  }

  static BurialMessage decode(PeerProto.BurialTell source) {
    return new BurialMessage.Tell(
        source.getToken(), new PartitionId(source.getPartition()), answer(source));
  }

  static BurialMessage decode(PeerProto.Bury source) {
    List<Grave> graves =
        source.getGravesList().stream()
            .map(grave -> new Grave(ValueCodec.decode(grave.getEntry()), grave.getRemains()))
            .toList();
    return new BurialMessage.Bury(
        source.getEpoch(),
        new PartitionId(source.getPartition()),
        source.getReplicas(),
        source.getFence(),
        graves);
  }

  private static PeerProto.BurialAsk encode(BurialMessage.Ask ask) {
    PeerProto.BurialAsk.Builder target =
        PeerProto.BurialAsk.newBuilder()
            .setToken(ask.token())
            .setEpoch(ask.epoch())
            .setPartition(ask.partition().number())
            .setReplicas(ask.replicas());
    switch (ask.question()) {
      case Question.Survey(List<EntryKey> entries) -> target.setSurvey(encode(entries));
      case Question.Confirm(long sequence, HybridTimestamp floor) ->
          target.setConfirm(
              PeerProto.Confirm.newBuilder()
                  .setSequence(sequence)
                  .setFloor(ValueCodec.encode(floor)));
      case Question.Fence(long fence, List<EntryKey> entries) ->
          target.setFence(PeerProto.Fence.newBuilder().setFence(fence).setAbout(encode(entries)));
    }
    return target.build();
  }

  private static Question question(PeerProto.BurialAsk source) {
    return switch (source.getQuestionCase()) {
      case SURVEY -> new Question.Survey(entries(source.getSurvey()));
      case CONFIRM ->
          new Question.Confirm(
              source.getConfirm().getSequence(), ValueCodec.decode(source.getConfirm().getFloor()));
      case FENCE ->
          new Question.Fence(source.getFence().getFence(), entries(source.getFence().getAbout()));
      case QUESTION_NOT_SET -> throw new IllegalArgumentException("unknown question");
    };
  }

  private static PeerProto.BurialTell.Builder encode(Answer answer) {
    PeerProto.BurialTell.Builder target = PeerProto.BurialTell.newBuilder();
    PeerProto.Empty empty = PeerProto.Empty.getDefaultInstance();
    switch (answer) {
      case Answer.Remaining told ->
          target.setRemaining(
              PeerProto.Remaining.newBuilder()
                  .setLife(told.life())
                  .setSequence(told.sequence())
                  .addAllRemains(told.remains())
                  .setNewest(ValueCodec.encode(told.newest())));
      case Answer.Owing() -> target.setOwing(empty);
      case Answer.NotReady() -> target.setNotReady(empty);
      case Answer.Delivered(long life, long clock) ->
          target.setDelivered(PeerProto.Delivered.newBuilder().setLife(life).setClock(clock));
    }
    return target;
  }

  private static Answer answer(PeerProto.BurialTell source) {
    return switch (source.getAnswerCase()) {
      case REMAINING ->
          new Answer.Remaining(
              source.getRemaining().getLife(),
              source.getRemaining().getSequence(),
              source.getRemaining().getRemainsList(),
              ValueCodec.decode(source.getRemaining().getNewest()));
      case OWING -> new Answer.Owing();
      case NOT_READY -> new Answer.NotReady();
      case DELIVERED ->
          new Answer.Delivered(source.getDelivered().getLife(), source.getDelivered().getClock());
      case ANSWER_NOT_SET -> throw new IllegalArgumentException("unknown answer");
    };
  }

  private static PeerProto.Bury encode(BurialMessage.Bury bury) {
    PeerProto.Bury.Builder target =
        PeerProto.Bury.newBuilder()
            .setEpoch(bury.epoch())
            .setPartition(bury.partition().number())
            .setReplicas(bury.replicas())
            .setFence(bury.fence());
    bury.graves()
        .forEach(
            grave ->
                target
                    .addGravesBuilder()
                    .setEntry(ValueCodec.encode(grave.entry()))
                    .setRemains(grave.remains()));
    return target.build();
  }

  private static PeerProto.EntryKeys encode(List<EntryKey> entries) {
    PeerProto.EntryKeys.Builder target = PeerProto.EntryKeys.newBuilder();
    entries.forEach(entry -> target.addEntries(ValueCodec.encode(entry)));
    return target.build();
  }

  private static List<EntryKey> entries(PeerProto.EntryKeys source) {
    return source.getEntriesList().stream().map(ValueCodec::decode).toList();
  }
}
