package io.kvasir.edge.http.dialect.conuredb;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.edge.http.Answer;
import io.kvasir.edge.http.Api;
import io.kvasir.edge.http.Call;
import io.kvasir.edge.http.Dialect;
import io.kvasir.edge.http.Problem;
import io.kvasir.edge.http.Problems;
import io.kvasir.edge.http.Provenance;
import io.kvasir.edge.http.Rejected;
import io.kvasir.edge.http.Route;
import io.kvasir.edge.http.Texts;
import io.kvasir.edge.http.Tongue;
import io.kvasir.service.Content;
import io.kvasir.service.Failure;
import io.kvasir.service.Freshness;
import io.kvasir.service.GroupService;
import io.kvasir.service.RequestOptions;
import io.kvasir.service.Result;
import io.kvasir.service.Written;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** ConureDB's calls about keys, which any node carries out, and its state. */
public final class ConureDb {
  private static final String BUCKET = GroupService.DEFAULT_BUCKET.value();
  private static final Optional<DataType> TYPE = Optional.of(DataType.LWW_REGISTER);
  private static final Answer DONE = Answer.text(200, "OK\n", TYPE);
  private static final String PATH = "/kv";
  private static final String KEY = "key";

  private final Api.Services services;
  private final Provenance provenance;

  public ConureDb(Api.Services services) {
    this.services = services;
    this.provenance = new Provenance(services.addresses());
  }

  public Dialect dialect() {
    return new Dialect("conuredb", calls(), apart(), ConureDb::say);
  }

  private List<Route> calls() {
    return List.of(
        Route.get(PATH, "get", this::get).taking(KEY, "stale", "timeout"),
        Route.of("PUT", PATH, "put", Route.Body.RAW, this::put)
            .taking(KEY, "value", "timeout")
            .heeding("Idempotency-Key"),
        Route.of("DELETE", PATH, "delete", Route.Body.NONE, this::delete)
            .taking(KEY, "timeout")
            .heeding("Idempotency-Key"),
        new Servers(services.members()).remove());
  }

  private List<Route> apart() {
    List<Route> apart = new ArrayList<>(Api.raft(services));
    apart.add(Route.get("/status", "status", call -> status()));
    apart.add(new Servers(services.members()).join());
    return apart;
  }

  private static String key(Call call) {
    String key = call.query().get(KEY).orElse("");
    if (key.isEmpty()) {
      throw new Rejected(
          Problems.invalid(KEY, "must have at least one character").withCode("missing key"));
    }
    return key;
  }

  private Uni<Answer> get(Call call) {
    String key = key(call);
    RequestOptions options =
        isStale(call) ? call.options().withFreshness(Optional.of(Freshness.STALE)) : call.options();
    return services.values().get(BUCKET, key, options).map(result -> read(result, key));
  }

  private static boolean isStale(Call call) {
    return switch (call.query().get("stale").orElse("false").toLowerCase(Locale.ROOT)) {
      case "true", "1" -> true;
      case "false", "0", "" -> false;
      default -> throw new Rejected(Problems.invalid("stale", "must be true or false"));
    };
  }

  private Answer read(Result<Content> result, String key) {
    return switch (result) {
      case Result.Failed<Content>(Failure failure) -> provenance.refusal(failure);
      case Result.Ok<Content>(Content content) ->
          provenance.of(content.position(), line(content, key));
    };
  }

  private static Answer line(Content content, String key) {
    return content instanceof Content.Entry entry
        ? new Answer.Text(200, withNewline(entry.versioned().value().payload()), TYPE)
        : new Answer.Refusal(Problems.notFound(key), TYPE);
  }

  private static Bytes withNewline(Bytes payload) {
    byte[] line = new byte[payload.length() + 1];
    payload.copyTo(line, 0);
    line[payload.length()] = '\n';
    return Bytes.copyOf(line);
  }

  private Uni<Answer> put(Call call) {
    return services.values().put(BUCKET, key(call), value(call), call.options()).map(this::written);
  }

  /** What the query says, else the body; a text when it is one. */
  private static Value value(Call call) {
    Bytes said =
        call.query()
            .get("value")
            .filter(text -> !text.isEmpty())
            .map(Bytes::utf8)
            .orElseGet(() -> Bytes.copyOf(call.body().getBytes()));
    return new Value(Texts.of(said).isPresent() ? Value.TEXT : Value.BYTES, said);
  }

  private Uni<Answer> delete(Call call) {
    return services.values().delete(BUCKET, key(call), call.options()).map(this::written);
  }

  private Answer written(Result<Written> result) {
    return switch (result) {
      case Result.Failed<Written>(Failure failure) -> provenance.refusal(failure);
      case Result.Ok<Written>(Written written) -> provenance.of(written, DONE);
    };
  }

  private Uni<Answer> status() {
    return Uni.createFrom().item(() -> Answer.ok(services.leadership().brief()));
  }

  /** A line of text, in its own words where it has some. */
  private static Answer say(Problem problem) {
    String words =
        switch (problem.type()) {
          case UNKNOWN_PATH -> "404 page not found";
          case NOT_FOUND -> "key not found";
          case METHOD_NOT_ALLOWED -> "";
          default -> problem.code().indexOf(' ') > 0 ? problem.code() : problem.detail();
        };
    return words.isEmpty() ? Tongue.silently(problem) : Tongue.plainly(problem, words + '\n');
  }
}
