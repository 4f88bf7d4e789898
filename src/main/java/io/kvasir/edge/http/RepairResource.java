package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.core.node.NodeId;
import io.kvasir.engine.DigestView;
import io.kvasir.service.Failure;
import io.kvasir.service.RepairService;
import io.kvasir.service.RepairStatus;
import io.kvasir.service.Result;
import io.smallrye.mutiny.Uni;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Tells whether replicas are equal, and has them compared. */
final class RepairResource {
  private final RepairService repair;

  RepairResource(RepairService repair) {
    this.repair = repair;
  }

  List<Route> routes() {
    return List.of(
        Route.of(
            "POST",
            "/admin/full-sync",
            "fullSync",
            Route.Body.NONE,
            call -> Uni.createFrom().item(this::compareAll)),
        Route.get(
            "/admin/full-sync",
            "syncStatus",
            call -> Uni.createFrom().item(() -> Answer.ok(document(repair.status())))),
        Route.get("/admin/digests", "digests", this::digests).taking("timeout"));
  }

  private Answer compareAll() {
    return switch (repair.compareAll()) {
      case Result.Failed<Integer>(Failure failure) -> Answer.refusal(Problems.of(failure));
      case Result.Ok<Integer>(Integer comparisons) ->
          new Answer.Document(
              202,
              Json.object().put("ok", true).put("comparisons", comparisons.intValue()),
              Optional.empty());
    };
  }

  private static ObjectNode document(RepairStatus status) {
    ArrayNode hints = JsonNodeFactory.instance.arrayNode();
    for (RepairStatus.Hints each : status.hints()) {
      hints.add(
          Json.object()
              .put("node", each.peer().value())
              .put("records", each.records())
              .put("bytes", each.bytes())
              .put("age_millis", each.ageMillis()));
    }
    ObjectNode document = Json.object().put("ok", true).put("outstanding", status.outstanding());
    status.divergentMillis().ifPresent(age -> document.put("divergent_millis", age));
    return document.set("hints", hints);
  }

  private Uni<Answer> digests(Call call) {
    return repair
        .digests(call.options())
        .map(
            result ->
                switch (result) {
                  case Result.Failed<List<DigestView>>(Failure failure) ->
                      Answer.refusal(Problems.of(failure));
                  case Result.Ok<List<DigestView>>(List<DigestView> views) ->
                      Answer.ok(document(views));
                });
  }

  private static ObjectNode document(List<DigestView> views) {
    ArrayNode digests = JsonNodeFactory.instance.arrayNode();
    for (DigestView view : views) {
      ArrayNode nodes = JsonNodeFactory.instance.arrayNode();
      view.holders().stream().map(NodeId::value).forEach(nodes::add);
      ObjectNode digest =
          Json.object()
              .put("partition", view.partition().number())
              .put("replicas", view.replicas())
              .put("digest", HexFormat.of().toHexDigits(view.digest()));
      digests.add(digest.set("nodes", nodes));
    }
    return Json.object().put("ok", true).set("digests", digests);
  }
}
