package io.kvasir.edge.http.dialect.commute;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.topology.BucketCatalogue;
import io.kvasir.edge.http.Answer;
import io.kvasir.edge.http.Call;
import io.kvasir.edge.http.Json;
import io.kvasir.edge.http.Problems;
import io.kvasir.edge.http.Rejected;
import io.kvasir.edge.http.Route;
import io.kvasir.edge.http.Texts;
import io.kvasir.service.Content;
import io.kvasir.service.KeyValueService;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** Registers of any JSON, which is kept as it was written. */
final class RegisterResource {
  private static final DataType TYPE = DataType.LWW_REGISTER;
  private static final String BUCKET = BucketCatalogue.DEFAULT_REGISTER.value();
  private static final String PATH = "/registers/{key}";
  private static final String KEY = "key";
  private static final String VALUE = "value";

  private final KeyValueService values;

  RegisterResource(KeyValueService values) {
    this.values = values;
  }

  List<Route> routes() {
    return List.of(
        Route.get(PATH, "get", this::get).taking("timeout"),
        Route.of("PUT", PATH, "put", Route.Body.JSON, this::put).taking("timeout"));
  }

  private Uni<Answer> get(Call call) {
    String key = call.segment(KEY);
    return values
        .get(BUCKET, key, call.options())
        .map(result -> Results.read(result, key, TYPE, RegisterResource::shown));
  }

  private static Optional<Answer> shown(Content content) {
    return content instanceof Content.Register register
        ? Optional.of(document(register.value()))
        : Optional.empty();
  }

  /** What came by other ways, and is no JSON, is shown as a text. */
  private static Answer document(Value value) {
    Optional<String> text = Texts.of(value.payload());
    if (text.isEmpty()) {
      return Answer.refusal(Problems.unacceptable(value.mediaType()));
    }
    ObjectNode document = Json.object();
    if (value.isJson() && Json.stored(text.get()).isPresent()) {
      document.putRawValue(VALUE, new RawValue(text.get()));
    } else {
      document.put(VALUE, text.get());
    }
    return Answer.ok(document, TYPE);
  }

  private Uni<Answer> put(Call call) {
    call.fields().only(VALUE);
    String json =
        Json.valueAsWritten(VALUE, call.body().getBytes())
            .orElseThrow(
                () ->
                    new Rejected(
                        Problems.invalid(VALUE, "must be there").withCode("missing value")));
    return values
        .put(BUCKET, call.segment(KEY), Value.json(json), call.options())
        .map(result -> Results.written(result, TYPE));
  }
}
