package io.kvasir.edge.wire;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.node.Actor;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.watch.JournalPage;
import io.kvasir.core.watch.KeyPlace;
import io.kvasir.core.watch.Mark;
import io.kvasir.core.watch.Shown;
import io.kvasir.core.watch.WatchMessage;
import io.kvasir.core.watch.WatchMessage.Answer;
import io.kvasir.core.watch.WatchMessage.Question;
import io.kvasir.edge.wire.proto.PeerProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What feeds ask replicas, and what these tell them. */
final class WatchMessageCodec {
  private WatchMessageCodec() {}

  static PeerProto.Message encode(WatchMessage message) {
    PeerProto.Message.Builder target = PeerProto.Message.newBuilder();
    switch (message) {
      case WatchMessage.Ask ask -> target.setWatchAsk(encode(ask));
      case WatchMessage.Tell(long token, Actor store, Answer answer) ->
          target.setWatchTell(encode(answer).setToken(token).setStore(store.id()));
    }
    return target.build();
  }

  static WatchMessage decode(PeerProto.WatchAsk source) {
    BucketId bucket =
        new BucketId(
            new BucketName(source.getBucket().getName()), source.getBucket().getGeneration());
    return new WatchMessage.Ask(source.getToken(), bucket, question(source));
  }

  static WatchMessage decode(PeerProto.WatchTell source) {
    return new WatchMessage.Tell(source.getToken(), new Actor(source.getStore()), answer(source));
  }

  private static PeerProto.WatchAsk encode(WatchMessage.Ask ask) {
    PeerProto.WatchAsk.Builder target =
        PeerProto.WatchAsk.newBuilder()
            .setToken(ask.token())
            .setBucket(
                PeerProto.BucketId.newBuilder()
                    .setName(ask.bucket().name().value())
                    .setGeneration(ask.bucket().generation()));
    switch (ask.question()) {
      case Question.Pull(long after, int limit, long waitMillis) ->
          target.setPull(
              PeerProto.PullChanges.newBuilder()
                  .setAfter(after)
                  .setLimit(limit)
                  .setWaitMillis(waitMillis));
      case Question.Look(List<KeyPlace> places) -> target.setLook(encode(places));
      case Question.Fetch(List<KeyPlace> places) -> target.setFetch(encode(places));
    }
    return target.build();
  }

  private static Question question(PeerProto.WatchAsk source) {
    return switch (source.getQuestionCase()) {
      case PULL ->
          new Question.Pull(
              source.getPull().getAfter(),
              source.getPull().getLimit(),
              source.getPull().getWaitMillis());
      case LOOK -> new Question.Look(places(source.getLook()));
      case FETCH -> new Question.Fetch(places(source.getFetch()));
      case QUESTION_NOT_SET -> throw new IllegalArgumentException("a question of an unknown kind");
    };
  }

  private static PeerProto.Places encode(List<KeyPlace> places) {
    PeerProto.Places.Builder target = PeerProto.Places.newBuilder();
    places.forEach(place -> target.addPlaces(encode(place.partition(), place.key())));
    return target.build();
  }

  private static PeerProto.KeyPlace.Builder encode(PartitionId partition, Key key) {
    return PeerProto.KeyPlace.newBuilder().setPartition(partition.number()).setKey(key.value());
  }

  private static List<KeyPlace> places(PeerProto.Places source) {
    return source.getPlacesList().stream().map(WatchMessageCodec::place).toList();
  }

  private static KeyPlace place(PeerProto.KeyPlace source) {
    return new KeyPlace(new PartitionId(source.getPartition()), new Key(source.getKey()));
  }

  private static PeerProto.WatchTell.Builder encode(Answer answer) {
    PeerProto.WatchTell.Builder target = PeerProto.WatchTell.newBuilder();
    return switch (answer) {
      case Answer.Changes(JournalPage page) -> target.setChanges(encode(page));
      case Answer.Marks(List<Mark> marks) ->
          target.setMarks(
              PeerProto.Marks.newBuilder()
                  .addAllMarks(marks.stream().map(WatchMessageCodec::encode).toList()));
      case Answer.States(List<Optional<Crdt>> states) -> target.setStates(encodeStates(states));
      case Answer.Refused() -> target.setRefused(PeerProto.Empty.getDefaultInstance());
    };
  }

  private static Answer answer(PeerProto.WatchTell source) {
    return switch (source.getAnswerCase()) {
      case CHANGES -> new Answer.Changes(page(source.getChanges()));
      case MARKS ->
          new Answer.Marks(
              source.getMarks().getMarksList().stream().map(WatchMessageCodec::mark).toList());
      case STATES -> new Answer.States(states(source.getStates()));
      case REFUSED -> new Answer.Refused();
      case ANSWER_NOT_SET -> throw new IllegalArgumentException("an answer of an unknown kind");
    };
  }

  private static PeerProto.Journal encode(JournalPage page) {
    PeerProto.Journal.Builder target =
        PeerProto.Journal.newBuilder()
            .setTrimmed(page.trimmed())
            .setUpTo(page.upTo())
            .setHead(page.head());
    for (Shown shown : page.changes()) {
      target.addChanges(
          PeerProto.JournalChange.newBuilder()
              .setSequence(shown.sequence())
              .setPlace(encode(shown.partition(), shown.key()))
              .setMark(encode(shown.mark())));
    }
    return target.build();
  }

  private static JournalPage page(PeerProto.Journal source) {
    List<Shown> changes = new ArrayList<>();
    for (PeerProto.JournalChange change : source.getChangesList()) {
      KeyPlace place = place(change.getPlace());
      changes.add(
          new Shown(change.getSequence(), place.partition(), place.key(), mark(change.getMark())));
    }
    return new JournalPage(source.getTrimmed(), source.getUpTo(), source.getHead(), changes);
  }

  private static PeerProto.Mark encode(Mark mark) {
    return PeerProto.Mark.newBuilder()
        .setDigest(mark.digest())
        .setVersion(mark.version())
        .setShown(mark.shown())
        .setSequence(mark.sequence())
        .build();
  }

  private static Mark mark(PeerProto.Mark source) {
    return new Mark(
        source.getDigest(), source.getVersion(), source.getShown(), source.getSequence());
  }

  private static PeerProto.HeldStates encodeStates(List<Optional<Crdt>> states) {
    PeerProto.HeldStates.Builder target = PeerProto.HeldStates.newBuilder();
    for (Optional<Crdt> state : states) {
      PeerProto.HeldState.Builder held = PeerProto.HeldState.newBuilder();
      state.ifPresent(each -> held.setState(StateCodec.encode(each)));
      target.addStates(held);
    }
    return target.build();
  }

  private static List<Optional<Crdt>> states(PeerProto.HeldStates source) {
    List<Optional<Crdt>> states = new ArrayList<>();
    for (PeerProto.HeldState held : source.getStatesList()) {
      states.add(
          held.hasState() ? Optional.of(StateCodec.decode(held.getState())) : Optional.empty());
    }
    return states;
  }
}
