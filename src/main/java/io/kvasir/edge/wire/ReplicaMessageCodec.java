package io.kvasir.edge.wire;

import static io.kvasir.edge.wire.ValueCodec.atLeast;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Lifetime;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.replication.Holding;
import io.kvasir.core.replication.Refusal;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.edge.wire.proto.PeerProto;
import java.util.Optional;
import java.util.TreeSet;

/** The messages of the data path. */
final class ReplicaMessageCodec {
  private ReplicaMessageCodec() {}

  static PeerProto.Message encode(ReplicaMessage message, long epoch) {
    PeerProto.Message.Builder target = PeerProto.Message.newBuilder().setEpoch(epoch);
    switch (message) {
      case ReplicaMessage.Replicate(long token, var entry, var delta) ->
          target
              .getReplicateBuilder()
              .setToken(token)
              .setEntry(ValueCodec.encode(entry))
              .setDelta(StateCodec.encode(delta));
      case ReplicaMessage.Replicated replicated -> target.setReplicated(encode(replicated));
      case ReplicaMessage.NotReplicated(long token, var refusal) ->
          target.getNotReplicatedBuilder().setToken(token).setRefusal(encode(refusal));
      case ReplicaMessage.Fetch fetch -> target.setFetch(encode(fetch));
      case ReplicaMessage.Fetched fetched -> target.setFetched(encode(fetched));
      case ReplicaMessage.NotFetched(long token) -> target.getNotFetchedBuilder().setToken(token);
      case ReplicaMessage.FetchPage(long token, var query) ->
          target.setFetchPage(KeyPageCodec.encode(query).setToken(token));
      case ReplicaMessage.PageFetched(long token, var page, var refused) ->
          target.setPageFetched(KeyPageCodec.encode(page, refused).setToken(token));
      case ReplicaMessage.ForwardWrite(long token, var request, long timeoutMillis) ->
          target.setForwardWrite(
              encode(request).setToken(token).setTimeoutMillis(timeoutMillis).build());
      case ReplicaMessage.WriteAnswered(long token, var outcome) ->
          target.setWriteAnswered(WriteOutcomeCodec.encode(outcome).setToken(token));
      case ReplicaMessage.Outdated(long token) -> target.getOutdatedBuilder().setToken(token);
      case ReplicaMessage.NotForwarded(long token) ->
          target.getNotForwardedBuilder().setToken(token);
    }
    return target.build();
  }

  static ReplicaMessage decode(PeerProto.Message source) {
    return switch (source.getBodyCase()) {
      case REPLICATE -> decode(source.getReplicate());
      case REPLICATED -> decode(source.getReplicated());
      case NOT_REPLICATED -> decode(source.getNotReplicated());
      case FETCH -> decode(source.getFetch());
      case FETCHED -> decode(source.getFetched());
      case NOT_FETCHED -> new ReplicaMessage.NotFetched(source.getNotFetched().getToken());
      case FETCH_PAGE ->
          new ReplicaMessage.FetchPage(
              source.getFetchPage().getToken(), KeyPageCodec.decode(source.getFetchPage()));
      case PAGE_FETCHED ->
          new ReplicaMessage.PageFetched(
              source.getPageFetched().getToken(),
              KeyPageCodec.decode(source.getPageFetched()),
              KeyPageCodec.partitions(source.getPageFetched().getRefusedList()));
      case FORWARD_WRITE -> decode(source.getForwardWrite());
      case WRITE_ANSWERED ->
          new ReplicaMessage.WriteAnswered(
              source.getWriteAnswered().getToken(),
              WriteOutcomeCodec.decode(source.getWriteAnswered()));
      case OUTDATED -> new ReplicaMessage.Outdated(source.getOutdated().getToken());
      case NOT_FORWARDED -> new ReplicaMessage.NotForwarded(source.getNotForwarded().getToken());
      case FOUNDING,
          OF_REPLICA,
          SUBMIT,
          SUBMITTED,
          READ_ROWS,
          ROWS_READ,
          READ_HISTORY,
          HISTORY_READ,
          ASK_MEMBERS,
          TELL_MEMBERS,
          BUNDLE,
          HANDOFF,
          REPAIR_ASK,
          REPAIR_TELL,
          BURIAL_ASK,
          BURIAL_TELL,
          BURY,
          WATCH_ASK,
          WATCH_TELL,
          BODY_NOT_SET ->
          throw new IllegalArgumentException("not of the data path");
    };
  }

  private static ReplicaMessage decode(PeerProto.Replicate source) {
    return new ReplicaMessage.Replicate(
        source.getToken(),
        ValueCodec.decode(source.getEntry()),
        StateCodec.decode(source.getDelta()));
  }

  private static PeerProto.Replicated encode(ReplicaMessage.Replicated replicated) {
    PeerProto.Replicated.Builder target =
        PeerProto.Replicated.newBuilder()
            .setToken(replicated.token())
            .setUncounted(!replicated.counts());
    replicated.newer().ifPresent(stamp -> target.setNewer(ValueCodec.encode(stamp)));
    return target.build();
  }

  private static ReplicaMessage decode(PeerProto.Replicated source) {
    Optional<HybridTimestamp> newer =
        source.hasNewer() ? Optional.of(ValueCodec.decode(source.getNewer())) : Optional.empty();
    return new ReplicaMessage.Replicated(source.getToken(), newer, !source.getUncounted());
  }

  private static ReplicaMessage decode(PeerProto.NotReplicated source) {
    return new ReplicaMessage.NotReplicated(source.getToken(), decode(source.getRefusal()));
  }

  private static PeerProto.Fetch encode(ReplicaMessage.Fetch fetch) {
    PeerProto.Fetch.Builder target =
        PeerProto.Fetch.newBuilder()
            .setToken(fetch.token())
            .setEntry(ValueCodec.encode(fetch.entry()));
    if (fetch.scope() instanceof Scope.Elements(var elements)) {
      target.setScoped(true);
      elements.forEach(element -> target.addElements(element.value()));
    }
    return target.build();
  }

  private static ReplicaMessage decode(PeerProto.Fetch source) {
    TreeSet<Element> elements = new TreeSet<>();
    source.getElementsList().forEach(element -> elements.add(new Element(element)));
    Scope scope = source.getScoped() ? new Scope.Elements(elements) : Scope.whole();
    return new ReplicaMessage.Fetch(source.getToken(), ValueCodec.decode(source.getEntry()), scope);
  }

  private static PeerProto.Fetched encode(ReplicaMessage.Fetched fetched) {
    PeerProto.Fetched.Builder target = PeerProto.Fetched.newBuilder().setToken(fetched.token());
    fetched.state().ifPresent(state -> target.setState(StateCodec.encode(state)));
    return target.build();
  }

  private static ReplicaMessage decode(PeerProto.Fetched source) {
    Optional<Crdt> state =
        source.hasState() ? Optional.of(StateCodec.decode(source.getState())) : Optional.empty();
    return new ReplicaMessage.Fetched(source.getToken(), state);
  }

  private static PeerProto.ForwardWrite.Builder encode(WriteRequest request) {
    PeerProto.ForwardWrite.Builder target = PeerProto.ForwardWrite.newBuilder();
    switch (request.lifetime()) {
      case Lifetime.Kept() -> target.clearLifetime();
      case Lifetime.Endless() -> target.setEndless(PeerProto.Empty.getDefaultInstance());
      case Lifetime.Limited(long millis) -> target.setLifeMillis(millis);
    }
    return target
        .setEntry(ValueCodec.encode(request.entry()))
        .setType(ValueCodec.encode(request.type()))
        .setOperation(OperationCodec.encode(request.operation()))
        .setReplicas(request.replicas())
        .setWriteQuorum(SpecCodec.encode(request.writeQuorum()))
        .setObserveOthers(request.observeQuorum() - 1)
        .setSessionFewest(request.session().fewest())
        .setSessionMajority(request.session().majority());
  }

  private static ReplicaMessage decode(PeerProto.ForwardWrite source) {
    WriteRequest request =
        new WriteRequest(
            ValueCodec.decode(source.getEntry()),
            ValueCodec.decode(source.getType()),
            OperationCodec.decode(source.getOperation()),
            atLeast(1, source.getReplicas()),
            SpecCodec.decode(source.getWriteQuorum()),
            atLeast(0, source.getObserveOthers()) + 1,
            lifetime(source),
            new Holding(atLeast(0, source.getSessionFewest()), source.getSessionMajority()));
    return new ReplicaMessage.ForwardWrite(
        source.getToken(), request, atLeast(0, source.getTimeoutMillis()));
  }

  private static Lifetime lifetime(PeerProto.ForwardWrite source) {
    return switch (source.getLifetimeCase()) {
      case ENDLESS -> new Lifetime.Endless();
      case LIFE_MILLIS -> new Lifetime.Limited(source.getLifeMillis());
      case LIFETIME_NOT_SET -> new Lifetime.Kept();
    };
  }

  private static PeerProto.Refusal encode(Optional<Refusal> refusal) {
    return refusal.map(ReplicaMessageCodec::encode).orElse(PeerProto.Refusal.REFUSAL_NONE);
  }

  static PeerProto.Refusal encode(Refusal refusal) {
    return switch (refusal) {
      case TYPE_MISMATCH -> PeerProto.Refusal.REFUSAL_TYPE_MISMATCH;
      case COUNTER_OVERFLOW -> PeerProto.Refusal.REFUSAL_COUNTER_OVERFLOW;
      case BUCKET_DROPPED -> PeerProto.Refusal.REFUSAL_BUCKET_DROPPED;
      case NOT_YET_SEEN -> PeerProto.Refusal.REFUSAL_NOT_YET_SEEN;
      case TOO_MANY_SIBLINGS -> PeerProto.Refusal.REFUSAL_TOO_MANY_SIBLINGS;
      case TOO_LARGE -> PeerProto.Refusal.REFUSAL_TOO_LARGE;
    };
  }

  /** Empty for {@code REFUSAL_NONE}. */
  static Optional<Refusal> decode(PeerProto.Refusal source) {
    return switch (source) {
      case REFUSAL_NONE -> Optional.empty();
      case REFUSAL_TYPE_MISMATCH -> Optional.of(Refusal.TYPE_MISMATCH);
      case REFUSAL_COUNTER_OVERFLOW -> Optional.of(Refusal.COUNTER_OVERFLOW);
      case REFUSAL_BUCKET_DROPPED -> Optional.of(Refusal.BUCKET_DROPPED);
      case REFUSAL_NOT_YET_SEEN -> Optional.of(Refusal.NOT_YET_SEEN);
      case REFUSAL_TOO_MANY_SIBLINGS -> Optional.of(Refusal.TOO_MANY_SIBLINGS);
      case REFUSAL_TOO_LARGE -> Optional.of(Refusal.TOO_LARGE);
      case UNRECOGNIZED -> throw new IllegalArgumentException("unknown refusal");
    };
  }
}
