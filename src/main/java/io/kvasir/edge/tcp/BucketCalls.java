package io.kvasir.edge.tcp;

import com.google.protobuf.MessageOrBuilder;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.service.BucketDraft;
import io.kvasir.service.BucketService;
import io.kvasir.service.BucketView;
import io.kvasir.service.Failure;
import io.kvasir.service.RequestOptions;
import io.kvasir.service.Result;
import io.smallrye.mutiny.Uni;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Creates, lists, describes, changes and drops buckets. */
final class BucketCalls {
  private static final Set<Option> WAITING = EnumSet.of(Option.TIMEOUT);
  private static final Set<Option> NONE = EnumSet.noneOf(Option.class);

  private final BucketService buckets;

  BucketCalls(BucketService buckets) {
    this.buckets = buckets;
  }

  Call create(ClientProto.Request request) {
    ClientProto.CreateBucketRequest body = request.getCreateBucket();
    return changing(
        "bucket_create", request, body, options -> buckets.create(draft(body), options));
  }

  private static BucketDraft draft(ClientProto.CreateBucketRequest body) {
    return new BucketDraft(
        body.getName(),
        given(body.hasType(), body.getType()),
        given(body.hasConsistency(), body.getConsistency()),
        quorum(body.hasWriteQuorum(), "write_quorum", body.getWriteQuorum()),
        quorum(body.hasReadQuorum(), "read_quorum", body.getReadQuorum()),
        given(body.hasReplicas(), body.getReplicas()),
        given(body.hasShards(), body.getShards()),
        given(body.hasTtlSeconds(), body.getTtlSeconds()),
        given(body.hasDemandPrecondition(), body.getDemandPrecondition()));
  }

  Call change(ClientProto.Request request) {
    ClientProto.ChangeBucketRequest body = request.getChangeBucket();
    return changing(
        "bucket_change", request, body, options -> buckets.change(draft(body), options));
  }

  private static BucketDraft draft(ClientProto.ChangeBucketRequest body) {
    return new BucketDraft(
        body.getName(),
        Optional.empty(),
        given(body.hasConsistency(), body.getConsistency()),
        quorum(body.hasWriteQuorum(), "write_quorum", body.getWriteQuorum()),
        quorum(body.hasReadQuorum(), "read_quorum", body.getReadQuorum()),
        Optional.empty(),
        Optional.empty(),
        given(body.hasTtlSeconds(), body.getTtlSeconds()),
        given(body.hasDemandPrecondition(), body.getDemandPrecondition()));
  }

  private static <T> Optional<T> given(boolean is, T value) {
    return is ? Optional.of(value) : Optional.empty();
  }

  private static Optional<Quorum> quorum(boolean is, String field, ClientProto.Quorum quorum) {
    return is ? Optional.of(Quorums.read(field, quorum)) : Optional.empty();
  }

  Call drop(ClientProto.Request request) {
    ClientProto.DropBucketRequest body = request.getDropBucket();
    return changing("bucket_drop", request, body, options -> buckets.drop(body.getName(), options));
  }

  Call list(ClientProto.Request request) {
    return new Call(
        "bucket_list",
        new Scope.Everything(),
        true,
        () -> {
          RequestOptions _ = options(request, request.getListBuckets(), NONE);
          ClientProto.BucketsResponse.Builder list = ClientProto.BucketsResponse.newBuilder();
          buckets.list().forEach(bucket -> list.addBuckets(describe(bucket)));
          return now(Answer.ok(ClientProto.Response.newBuilder().setBuckets(list)));
        });
  }

  Call describe(ClientProto.Request request) {
    ClientProto.DescribeBucketRequest body = request.getDescribeBucket();
    return new Call(
        "bucket_describe",
        new Scope.Everything(),
        true,
        () -> {
          RequestOptions _ = options(request, body, NONE);
          return now(answer(buckets.describe(body.getName())));
        });
  }

  private static Uni<Answer> now(Answer answer) {
    return Uni.createFrom().item(answer);
  }

  private static RequestOptions options(
      ClientProto.Request request, MessageOrBuilder body, Set<Option> taken) {
    Known.require(body, "body");
    return Option.read(request, taken);
  }

  private static Call changing(
      String operation,
      ClientProto.Request request,
      MessageOrBuilder body,
      Function<RequestOptions, Uni<Result<BucketView>>> work) {
    return new Call(
        operation,
        new Scope.Everything(),
        false,
        () -> work.apply(options(request, body, WAITING)).map(BucketCalls::answer));
  }

  private static Answer answer(Result<BucketView> result) {
    return switch (result) {
      case Result.Failed<BucketView>(Failure failure) -> Answer.refusal(failure);
      case Result.Ok<BucketView>(BucketView bucket) ->
          Answer.ok(
              ClientProto.Response.newBuilder().setBucket(describe(bucket)), bucket.spec().type());
    };
  }

  private static ClientProto.Bucket describe(BucketView bucket) {
    BucketSpec spec = bucket.spec();
    ClientProto.Bucket.Builder description =
        ClientProto.Bucket.newBuilder()
            .setName(bucket.name().value())
            .setType(spec.type().label())
            .setReplicas(spec.replicas())
            .setTtlSeconds(spec.ttlSeconds());
    return switch (spec.consistency()) {
      case Consistency.Linearizable(int shards) ->
          description
              .setConsistency("linearizable")
              .setShards(shards)
              .setDemandPrecondition(spec.demandsPrecondition())
              .build();
      case Consistency.Preset preset -> quorums(description, spec, preset.label());
      case Consistency.Explicit explicit -> quorums(description, spec, "explicit");
    };
  }

  private static ClientProto.Bucket quorums(
      ClientProto.Bucket.Builder description, BucketSpec spec, String consistency) {
    return description
        .setConsistency(consistency)
        .setWriteQuorum(spec.writeQuorum())
        .setReadQuorum(spec.readQuorum())
        .build();
  }
}
