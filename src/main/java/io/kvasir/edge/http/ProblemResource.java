package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.service.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** What the problem types mean, at the addresses that problem documents name. */
final class ProblemResource {
  private ProblemResource() {}

  static List<Route> routes() {
    return List.of(
        Route.get("/problems", "problems", call -> now(Answer.ok(all()))),
        Route.get("/problems/{problem}", "problems", call -> now(one(call.segment("problem")))));
  }

  private static Uni<Answer> now(Answer answer) {
    return Uni.createFrom().item(answer);
  }

  private static ArrayNode all() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    List.of(ProblemType.values()).forEach(type -> all.add(document(type)));
    return all;
  }

  private static Answer one(String slug) {
    return List.of(ProblemType.values()).stream()
        .filter(type -> type.slug().equals(slug))
        .findFirst()
        .map(type -> Answer.ok(document(type)))
        .orElseGet(
            () ->
                Answer.refusal(
                    Problem.of(ProblemType.UNKNOWN_PATH, "There is no such problem type.")));
  }

  private static ObjectNode document(ProblemType type) {
    return Json.object()
        .put("type", type.uri())
        .put("title", type.title())
        .put("status", type.status())
        .put("error", type.code())
        .put("meaning", type.meaning());
  }
}
