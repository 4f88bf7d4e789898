package io.kvasir.edge.http;

import io.kvasir.service.Failure;
import io.kvasir.service.MembershipService;
import io.kvasir.service.MembershipService.Operation;
import io.kvasir.service.Result;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** Has members join, leave and removed. */
final class MembershipResource {
  private final MembershipService members;

  MembershipResource(MembershipService members) {
    this.members = members;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST", "/admin/join", "join", Route.Body.JSON, this::join).taking("timeout"),
        Route.of("POST", "/admin/leave", "leave", Route.Body.NONE, this::leave).taking("timeout"),
        Route.of("POST", "/admin/remove", "remove", Route.Body.JSON, this::remove)
            .taking("timeout"),
        Route.get(
            "/admin/operations/{id}",
            "operation",
            call -> Uni.createFrom().item(answer(200, members.describe(call.segment("id"))))));
  }

  private Uni<Answer> join(Call call) {
    Fields fields = call.fields().only("seed_node");
    return members
        .join(fields.text("seed_node"), call.options())
        .map(result -> answer(202, result));
  }

  private Uni<Answer> leave(Call call) {
    return members.leave(call.options()).map(result -> answer(202, result));
  }

  private Uni<Answer> remove(Call call) {
    Fields fields = call.fields().only("id");
    return members
        .remove(fields.requiredText("id"), call.options())
        .map(result -> answer(202, result));
  }

  private static Answer answer(int status, Result<Operation> result) {
    return switch (result) {
      case Result.Failed<Operation>(Failure failure) -> Answer.refusal(Problems.of(failure));
      case Result.Ok<Operation>(Operation operation) ->
          new Answer.Document(
              status,
              Json.object()
                  .put("ok", true)
                  .put("operation", operation.id())
                  .put("kind", operation.kind())
                  .put("node", operation.node().value())
                  .put("state", operation.state())
                  .put("outstanding", operation.progress().outstanding()),
              Optional.empty());
    };
  }
}
