package io.kvasir.edge.http.dialect.orchiddb;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.topology.BucketCatalogue;
import io.kvasir.edge.http.Answer;
import io.kvasir.edge.http.Api;
import io.kvasir.edge.http.Call;
import io.kvasir.edge.http.Dialect;
import io.kvasir.edge.http.Percent;
import io.kvasir.edge.http.Problem;
import io.kvasir.edge.http.Problems;
import io.kvasir.edge.http.Rejected;
import io.kvasir.edge.http.Route;
import io.kvasir.edge.http.Tongue;
import io.kvasir.service.Content;
import io.kvasir.service.Failure;
import io.kvasir.service.KeyValueService;
import io.kvasir.service.RequestOptions;
import io.kvasir.service.Result;
import io.kvasir.service.Written;
import io.kvasir.service.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** OrchidDB's three calls: all are GETs, and answer one line. */
public final class OrchidDb {
  private static final String BUCKET =
      BucketCatalogue.defaultBucket(DataType.LWW_REGISTER).orElseThrow().value();
  private static final Optional<DataType> TYPE = Optional.of(DataType.LWW_REGISTER);
  private static final String KEY = "key";

  private final KeyValueService values;

  public OrchidDb(Api.Services services) {
    this.values = services.values();
  }

  public Dialect dialect() {
    return new Dialect("orchiddb", calls(), List.of(), OrchidDb::say);
  }

  private List<Route> calls() {
    return List.of(
        Route.get("/put", "put", this::put).with(Route.Trait.CHANGES, Route.Trait.VERBATIM_QUERY),
        Route.get("/get/{key}", "get", this::get),
        Route.get("/delete/{key}", "delete", this::delete).with(Route.Trait.CHANGES));
  }

  /** The first equals sign ends the key; all that follows is the value. */
  private Uni<Answer> put(Call call) {
    String text = call.query().text();
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new Rejected(Problems.invalid("query", "must be a key, an equals sign and a value"));
    }
    String key = Percent.decode(text.substring(0, equals));
    Value value = Value.text(Percent.decode(text.substring(equals + 1)));
    return values
        .put(BUCKET, key, value, RequestOptions.NONE)
        .map(result -> written(result, told("PUT", key, value.payload())));
  }

  private Uni<Answer> get(Call call) {
    String key = call.segment(KEY);
    return values
        .get(BUCKET, key, RequestOptions.NONE)
        .map(
            result ->
                switch (result) {
                  case Result.Failed<Content>(Failure failure) ->
                      Answer.refusal(Problems.of(failure));
                  case Result.Ok<Content>(Content.Register register) ->
                      told("GET", key, register.value().payload());
                  case Result.Ok<Content> absent -> missing(key);
                });
  }

  private Uni<Answer> delete(Call call) {
    String key = call.segment(KEY);
    return values
        .get(BUCKET, key, RequestOptions.NONE)
        .flatMap(
            result ->
                switch (result) {
                  case Result.Failed<Content>(Failure failure) ->
                      Uni.createFrom().item(Answer.refusal(Problems.of(failure)));
                  case Result.Ok<Content>(Content.Register register) -> delete(key);
                  case Result.Ok<Content> absent -> Uni.createFrom().item(missing(key));
                });
  }

  private Uni<Answer> delete(String key) {
    return values
        .delete(BUCKET, key, RequestOptions.NONE)
        .map(result -> written(result, line("[INFO] (DELETE) KEY: " + key, Bytes.EMPTY)));
  }

  private static Answer written(Result<Written> result, Answer done) {
    return switch (result) {
      case Result.Failed<Written>(Failure failure) -> Answer.refusal(Problems.of(failure));
      case Result.Ok<Written> written -> done;
    };
  }

  private static Answer missing(String key) {
    return unstored(new Answer.Refusal(Problems.notFound(key), TYPE));
  }

  private static Answer told(String verb, String key, Bytes value) {
    return line("[INFO] (" + verb + ") KEY: " + key + " VALUE: ", value);
  }

  /** Values are told as they are, also such as are no text. */
  private static Answer line(String start, Bytes rest) {
    Bytes said = Bytes.utf8(start);
    ByteBuffer line = ByteBuffer.allocate(said.length() + rest.length());
    line.put(said.asReadOnlyBuffer()).put(rest.asReadOnlyBuffer()).flip();
    return unstored(new Answer.Text(200, Bytes.copyOf(line), TYPE));
  }

  /** What changes something must not be answered by a cache. */
  private static Answer unstored(Answer answer) {
    return answer.with("Cache-Control", "no-store");
  }

  private static Answer say(Problem problem) {
    String line =
        problem.type() == ProblemType.NOT_FOUND
            ? "[INFO] Key (%s) does not exist in DB".formatted(problem.members().get(KEY))
            : "[INFO] " + problem.detail();
    return Tongue.plainly(problem, line);
  }
}
