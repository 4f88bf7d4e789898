package io.kvasir.edge.http.dialect.commute;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.topology.BucketCatalogue;
import io.kvasir.edge.http.Answer;
import io.kvasir.edge.http.Call;
import io.kvasir.edge.http.Fields;
import io.kvasir.edge.http.Json;
import io.kvasir.edge.http.Problems;
import io.kvasir.edge.http.Rejected;
import io.kvasir.edge.http.Route;
import io.kvasir.service.Content;
import io.kvasir.service.KeyValueService;
import io.kvasir.service.RequestOptions;
import io.kvasir.service.Result;
import io.kvasir.service.Written;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** The counters that the main API has under {@code /counter}. */
final class CounterResource {
  private static final DataType TYPE = DataType.PN_COUNTER;
  private static final String BUCKET = BucketCatalogue.defaultBucket(TYPE).orElseThrow().value();
  private static final String PATH = "/counters/{key}";
  private static final String KEY = "key";

  private final KeyValueService values;

  CounterResource(KeyValueService values) {
    this.values = values;
  }

  List<Route> routes() {
    return List.of(
        Route.get(PATH, "get", this::get).taking("timeout"),
        Route.of("POST", PATH, "counter_adjust", Route.Body.JSON, this::adjust).taking("timeout"));
  }

  private Uni<Answer> get(Call call) {
    String key = call.segment(KEY);
    return values
        .get(BUCKET, key, call.options())
        .map(result -> Results.read(result, key, TYPE, CounterResource::shown));
  }

  private static Optional<Answer> shown(Content content) {
    return content instanceof Content.Count count
        ? Optional.of(Answer.ok(Json.object().put("value", count.value()), TYPE))
        : Optional.empty();
  }

  private Uni<Answer> adjust(Call call) {
    Fields fields = call.fields().only("increment", "decrement");
    long up = amount(fields, "increment");
    long down = amount(fields, "decrement");
    if ((up == 0) == (down == 0)) {
      throw new Rejected(
          Problems.invalid("increment", "must be at least 1, or decrement, and not both"));
    }
    String key = call.segment(KEY);
    RequestOptions options = call.options();
    Uni<Result<Written>> written =
        up > 0
            ? values.increment(BUCKET, key, up, options)
            : values.decrement(BUCKET, key, down, options);
    return written.map(result -> Results.written(result, TYPE));
  }

  private static long amount(Fields fields, String name) {
    return fields.has(name) ? fields.count(name) : 0;
  }
}
