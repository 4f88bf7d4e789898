package io.kvasir.edge.http.dialect.vaultdb;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.keyspace.Action;
import io.kvasir.edge.http.Answer;
import io.kvasir.edge.http.Api;
import io.kvasir.edge.http.Begun;
import io.kvasir.edge.http.Call;
import io.kvasir.edge.http.Dialect;
import io.kvasir.edge.http.Fields;
import io.kvasir.edge.http.Json;
import io.kvasir.edge.http.Problems;
import io.kvasir.edge.http.Provenance;
import io.kvasir.edge.http.Rejected;
import io.kvasir.edge.http.Route;
import io.kvasir.edge.http.Texts;
import io.kvasir.edge.http.Tongue;
import io.kvasir.service.BatchItem;
import io.kvasir.service.Batched;
import io.kvasir.service.Content;
import io.kvasir.service.Failure;
import io.kvasir.service.GroupService;
import io.kvasir.service.Result;
import io.kvasir.service.Written;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * VaultDB's calls. What is posted together is written together; a write is answered when it is
 * committed, by whichever node; reads miss nothing that was.
 */
public final class VaultDb {
  private static final String BUCKET = GroupService.DEFAULT_BUCKET.value();
  private static final Optional<DataType> TYPE = Optional.of(DataType.LWW_REGISTER);
  private static final Answer DONE = new Answer.Empty(200, TYPE);
  private static final String KEY = "key";

  private final Api.Services services;
  private final Provenance provenance;

  public VaultDb(Api.Services services) {
    this.services = services;
    this.provenance = new Provenance(services.addresses());
  }

  public Dialect dialect() {
    return new Dialect("vaultdb", calls(), apart(), Tongue::silently);
  }

  private List<Route> calls() {
    return List.of(
        Route.get("/key/{key}", "get", this::get).taking("timeout", "consistency"),
        Route.of("POST", "/key", "batch", Route.Body.JSON, this::post)
            .taking("timeout")
            .heeding("Idempotency-Key"),
        Route.of("DELETE", "/key/{key}", "delete", Route.Body.NONE, this::delete)
            .taking("timeout")
            .heeding("Idempotency-Key"));
  }

  private List<Route> apart() {
    return List.of(
        Route.get("/status", "status", call -> status()),
        Route.of("POST", "/join", "join", Route.Body.JSON, this::join).taking("timeout"));
  }

  private Uni<Answer> get(Call call) {
    String key = call.segment(KEY);
    return services.values().get(BUCKET, key, call.options()).map(result -> read(result, key));
  }

  private Answer read(Result<Content> result, String key) {
    return switch (result) {
      case Result.Failed<Content>(Failure failure) -> provenance.refusal(failure);
      case Result.Ok<Content>(Content content) ->
          provenance.of(content.position(), document(content, key));
    };
  }

  /** What is absent looks like an empty text, but for a header. */
  private static Answer document(Content content, String key) {
    if (!(content instanceof Content.Entry entry)) {
      return Answer.ok(Json.object().put(key, ""), DataType.LWW_REGISTER)
          .with("Kvasir-Found", "false");
    }
    Value value = entry.versioned().value();
    return Texts.of(value.payload())
        .map(text -> Answer.ok(Json.object().put(key, text), DataType.LWW_REGISTER))
        .orElseGet(() -> Answer.refusal(Problems.unacceptable(value.mediaType())))
        .with("Kvasir-Found", "true");
  }

  private Uni<Answer> post(Call call) {
    List<BatchItem> puts = new ArrayList<>();
    call.fields().texts().forEach((key, value) -> puts.add(put(key, value)));
    return puts.isEmpty()
        ? Uni.createFrom().item(DONE)
        : services.batches().run(BUCKET, puts, call.options()).map(this::written);
  }

  private static BatchItem put(String key, String value) {
    if (key.isEmpty()) {
      throw new Rejected(Problems.invalid("key", "must have at least one character"));
    }
    return new BatchItem(new Action.Put(new Key(key), Value.text(value)));
  }

  private Answer written(Result<Batched> result) {
    return switch (result) {
      case Result.Failed<Batched>(Failure failure) -> provenance.refusal(failure);
      case Result.Ok<Batched>(Batched batched) ->
          provenance.of(batched.position(), Provenance.repeated(batched.repeated(), DONE));
    };
  }

  private Uni<Answer> delete(Call call) {
    return services
        .values()
        .delete(BUCKET, call.segment(KEY), call.options())
        .map(
            result ->
                switch (result) {
                  case Result.Failed<Written>(Failure failure) -> provenance.refusal(failure);
                  case Result.Ok<Written>(Written written) -> provenance.of(written, DONE);
                });
  }

  private Uni<Answer> status() {
    return Uni.createFrom().item(() -> Answer.ok(services.leadership().full()));
  }

  /** Has a member own its share; to say so again does no harm. */
  public Uni<Answer> join(Call call) {
    Fields fields = call.fields().only("id", "addr");
    return services
        .members()
        .join(fields.requiredText("id"), fields.requiredText("addr"), call.options())
        .map(result -> Begun.of(result, new Answer.Empty(200, Optional.empty())));
  }
}
