package io.kvasir.edge.http.dialect.commute;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.topology.BucketCatalogue;
import io.kvasir.edge.http.Answer;
import io.kvasir.edge.http.Call;
import io.kvasir.edge.http.Fields;
import io.kvasir.edge.http.Json;
import io.kvasir.edge.http.Problem;
import io.kvasir.edge.http.Problems;
import io.kvasir.edge.http.Rejected;
import io.kvasir.edge.http.Route;
import io.kvasir.service.Content;
import io.kvasir.service.Effect;
import io.kvasir.service.Failure;
import io.kvasir.service.KeyValueService;
import io.kvasir.service.RequestOptions;
import io.kvasir.service.Result;
import io.kvasir.service.Written;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The sets that the main API has under {@code /set}, with the context of each member. A remove
 * takes away what its context has seen, also where that is still to come; without a context it has
 * seen nothing.
 */
final class SetResource {
  private static final DataType TYPE = DataType.OR_SWOT;
  private static final String BUCKET = BucketCatalogue.defaultBucket(TYPE).orElseThrow().value();
  private static final String PATH = "/sets/{key}";
  private static final String KEY = "key";
  private static final RequestOptions WITH_CONTEXTS = RequestOptions.NONE.withContexts(true);

  private final KeyValueService values;

  SetResource(KeyValueService values) {
    this.values = values;
  }

  List<Route> routes() {
    return List.of(
        Route.get(PATH, "get", call -> show(call.segment(KEY), false)),
        Route.of("POST", PATH, "set_change", Route.Body.JSON, this::change));
  }

  /**
   * What a client wants changed.
   *
   * @param remove those that come with a context
   * @param contexts of those
   */
  private record Change(List<String> add, List<String> remove, SortedMap<String, String> contexts) {
    static Change of(Fields fields) {
      List<String> add = texts(fields, "add");
      List<String> remove = texts(fields, "remove");
      if (add.isEmpty() && remove.isEmpty()) {
        throw new Rejected(Problems.invalid("add", "must have an element, or remove"));
      }
      TreeMap<String, String> contexts = new TreeMap<>();
      fields
          .textsByName("contexts")
          .forEach((element, text) -> contexts.put(element, Tokens.read(element, text)));
      contexts.keySet().retainAll(remove);
      return new Change(add, remove.stream().filter(contexts::containsKey).toList(), contexts);
    }

    private static List<String> texts(Fields fields, String name) {
      return fields.has(name) ? fields.texts(name) : List.of();
    }

    boolean isNothing() {
      return add.isEmpty() && remove.isEmpty();
    }
  }

  private Uni<Answer> change(Call call) {
    String key = call.segment(KEY);
    Change change = Change.of(call.fields().only("add", "remove", "contexts"));
    return remove(key, change)
        .flatMap(
            removed ->
                removed.isPresent()
                    ? refusal(removed.get())
                    : add(key, change)
                        .flatMap(
                            added ->
                                added.isPresent()
                                    ? refusal(afterRemoving(change, added.get()))
                                    : show(key, !change.isNothing())));
  }

  private static Uni<Answer> refusal(Problem problem) {
    return Uni.createFrom().item(Answer.refusal(problem));
  }

  /** One part was done: that must not look as if nothing was. */
  private static Problem afterRemoving(Change change, Problem problem) {
    return change.remove().isEmpty() ? problem : problem.withEffect(Effect.UNKNOWN);
  }

  private Uni<Optional<Problem>> remove(String key, Change change) {
    return change.remove().isEmpty()
        ? Uni.createFrom().item(Optional.empty())
        : values
            .remove(BUCKET, key, change.remove(), change.contexts(), RequestOptions.NONE)
            .map(SetResource::problem);
  }

  private Uni<Optional<Problem>> add(String key, Change change) {
    return change.add().isEmpty()
        ? Uni.createFrom().item(Optional.empty())
        : values.add(BUCKET, key, change.add(), RequestOptions.NONE).map(SetResource::problem);
  }

  private static Optional<Problem> problem(Result<Written> result) {
    return switch (result) {
      case Result.Failed<Written>(Failure failure) -> Optional.of(Problems.of(failure));
      case Result.Ok<Written> written -> Optional.empty();
    };
  }

  /**
   * @param changed whether the set was changed just now, so that it is there though it be empty
   */
  private Uni<Answer> show(String key, boolean changed) {
    return values
        .get(BUCKET, key, WITH_CONTEXTS)
        .map(
            result ->
                switch (result) {
                  case Result.Failed<Content>(Failure failure) -> unread(failure, changed);
                  case Result.Ok<Content>(Content.Members members) ->
                      Answer.ok(document(members), TYPE);
                  case Result.Ok<Content> absent ->
                      changed
                          ? Answer.ok(document(List.of(), new TreeMap<>()), TYPE)
                          : new Answer.Refusal(Problems.notFound(key), Optional.of(TYPE));
                });
  }

  /** The change is done; only how the set looks now is not known. */
  private static Answer unread(Failure failure, boolean changed) {
    Problem problem = Problems.of(failure);
    return Answer.refusal(changed ? problem.withEffect(Effect.APPLIED) : problem);
  }

  private static ObjectNode document(Content.Members members) {
    TreeMap<String, String> contexts = new TreeMap<>();
    members
        .contexts()
        .forEach((element, token) -> contexts.put(element.value(), Tokens.write(token)));
    return document(members.elements().stream().map(e -> e.value()).toList(), contexts);
  }

  private static ObjectNode document(List<String> values, SortedMap<String, String> contexts) {
    ObjectNode document = Json.object();
    ArrayNode array = document.putArray("values");
    values.forEach(array::add);
    ObjectNode byElement = document.putObject("contexts");
    contexts.forEach(byElement::put);
    return document;
  }
}
