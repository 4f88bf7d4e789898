package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.service.BucketDraft;
import io.kvasir.service.BucketService;
import io.kvasir.service.BucketView;
import io.kvasir.service.Failure;
import io.kvasir.service.Result;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Creates, lists, describes and drops buckets. */
final class BucketResource {
  private static final String BUCKET = "bucket";
  private static final String DEMAND = "demand_precondition";

  private final BucketService buckets;

  BucketResource(BucketService buckets) {
    this.buckets = buckets;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST", "/buckets", "bucket_create", Route.Body.JSON, this::create)
            .taking("timeout"),
        Route.get("/buckets", "bucket_list", call -> now(Answer.ok(list()))),
        Route.get("/buckets/{bucket}", "bucket_describe", call -> now(describe(call))),
        Route.of("PATCH", "/buckets/{bucket}", "bucket_change", Route.Body.JSON, this::change)
            .taking("timeout"),
        Route.of("DELETE", "/buckets/{bucket}", "bucket_drop", Route.Body.NONE, this::drop)
            .taking("timeout"));
  }

  private static Uni<Answer> now(Answer answer) {
    return Uni.createFrom().item(answer);
  }

  private Uni<Answer> create(Call call) {
    return buckets
        .create(draft(call.fields()), call.options())
        .map(result -> answer(result, BucketResource::created));
  }

  private static BucketDraft draft(Fields fields) {
    fields.only(
        "name",
        "type",
        "consistency",
        "write_quorum",
        "read_quorum",
        "replication_n",
        "shards",
        "ttl_seconds",
        DEMAND);
    return new BucketDraft(
        fields.requiredText("name"),
        fields.text("type"),
        fields.text("consistency"),
        fields.quorum("write_quorum"),
        fields.quorum("read_quorum"),
        fields.integer("replication_n"),
        fields.integer("shards"),
        fields.integer("ttl_seconds"),
        fields.truth(DEMAND));
  }

  private static Answer created(BucketView bucket) {
    ObjectNode body = Json.object().put("ok", true).put(BUCKET, bucket.name().value());
    return new Answer.Document(201, body, Optional.of(bucket.spec().type()));
  }

  private ArrayNode list() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    buckets.list().forEach(bucket -> list.add(document(bucket)));
    return list;
  }

  private Answer describe(Call call) {
    return answer(
        buckets.describe(call.segment(BUCKET)),
        bucket -> Answer.ok(document(bucket), bucket.spec().type()));
  }

  private Uni<Answer> change(Call call) {
    Fields fields =
        call.fields().only("ttl_seconds", "consistency", "write_quorum", "read_quorum", DEMAND);
    BucketDraft change =
        new BucketDraft(
            call.segment(BUCKET),
            Optional.empty(),
            fields.text("consistency"),
            fields.quorum("write_quorum"),
            fields.quorum("read_quorum"),
            Optional.empty(),
            Optional.empty(),
            fields.integer("ttl_seconds"),
            fields.truth(DEMAND));
    return buckets
        .change(change, call.options())
        .map(result -> answer(result, bucket -> Answer.ok(document(bucket), bucket.spec().type())));
  }

  private Uni<Answer> drop(Call call) {
    return buckets
        .drop(call.segment(BUCKET), call.options())
        .map(result -> answer(result, BucketResource::dropped));
  }

  private static Answer dropped(BucketView bucket) {
    return Answer.ok(
        Json.object().put("ok", true).put("deleted", bucket.name().value()), bucket.spec().type());
  }

  static ObjectNode document(BucketView bucket) {
    BucketSpec spec = bucket.spec();
    ObjectNode document =
        Json.object()
            .put("name", bucket.name().value())
            .put("type", spec.type().label())
            .put("ttl_seconds", spec.ttlSeconds())
            .put("replication_n", spec.replicas())
            .put("write_quorum", spec.writeQuorum())
            .put("read_quorum", spec.readQuorum())
            .put("consistency", label(spec.consistency()));
    if (spec.consistency() instanceof Consistency.Linearizable(int shards)) {
      document.put(DEMAND, spec.demandsPrecondition());
      ArrayNode groups = document.put("shards", shards).putArray("groups");
      bucket.groups().forEach(group -> groups.add(group.number()));
    }
    return document;
  }

  private static String label(Consistency consistency) {
    return switch (consistency) {
      case Consistency.Preset preset -> preset.label();
      case Consistency.Explicit explicit -> "explicit";
      case Consistency.Linearizable linearizable -> "linearizable";
    };
  }

  private static Answer answer(Result<BucketView> result, Function<BucketView, Answer> answer) {
    return switch (result) {
      case Result.Ok<BucketView>(BucketView bucket) -> answer.apply(bucket);
      case Result.Failed<BucketView>(Failure failure) -> Answer.refusal(Problems.of(failure));
    };
  }
}
