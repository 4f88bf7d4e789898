package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.engine.groups.GroupStatus;
import io.kvasir.service.Addresses;
import io.kvasir.service.Failure;
import io.kvasir.service.GroupChoice;
import io.kvasir.service.GroupService;
import io.kvasir.service.GroupView;
import io.kvasir.service.Result;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/** The groups that a node has replicas of; two of the calls are those of ConureDB. */
final class GroupResource {
  private final GroupService groups;
  private final Addresses addresses;

  GroupResource(GroupService groups, Addresses addresses) {
    this.groups = groups;
    this.addresses = addresses;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>(raft());
    routes.add(Route.get("/admin/groups", "groups", call -> now(Answer.ok(all()))));
    return routes;
  }

  List<Route> raft() {
    return List.of(
        Route.get("/raft/config", "raft_config", call -> now(one(call, this::config)))
            .taking("group", "bucket", "shard"),
        Route.get("/raft/stats", "raft_stats", call -> now(one(call, this::stats)))
            .taking("group", "bucket", "shard"));
  }

  private static Uni<Answer> now(Answer answer) {
    return Uni.createFrom().item(answer);
  }

  /** Also what is damaged here is not here. */
  private Answer one(Call call, BiFunction<GroupId, RaftStatus, ObjectNode> document) {
    return switch (groups.one(choice(call.query()))) {
      case Result.Failed<GroupView>(Failure failure) -> Answer.refusal(Problems.of(failure));
      case Result.Ok<GroupView>(GroupView group) ->
          group
              .status()
              .raft()
              .map(raft -> Answer.ok(document.apply(group.status().group(), raft)))
              .orElseGet(() -> Answer.refusal(Problems.of(new Failure.GroupNotFound())));
    };
  }

  private static GroupChoice choice(Query query) {
    Optional<String> group = query.get("group");
    if (group.isPresent()) {
      if (query.get("bucket").isPresent() || query.get("shard").isPresent()) {
        throw new Rejected(Problems.invalid("group", "must not come with bucket or shard"));
      }
      return new GroupChoice.Numbered(number("group", group.get()));
    }
    return new GroupChoice.OfShard(
        query.get("bucket").orElse(GroupService.DEFAULT_BUCKET.value()),
        number("shard", query.get("shard").orElse("0")));
  }

  private static long number(String name, String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new Rejected(Problems.invalid(name, "must be an integer of at least 0"));
    }
    return Long.parseLong(text);
  }

  private ObjectNode config(GroupId group, RaftStatus status) {
    ObjectNode config =
        Json.object()
            .put("leader", status.leader().map(this::address).orElse(""))
            .put("group", group.number());
    ArrayNode servers = config.putArray("servers");
    status.membership().all().forEach(replica -> servers.add(server(status, replica)));
    return config;
  }

  private ObjectNode server(RaftStatus status, ReplicaId replica) {
    return Json.object()
        .put("id", replica.node().value())
        .put("address", address(replica))
        .put("suffrage", status.membership().isVoter(replica) ? "voter" : "nonvoter");
  }

  private String address(ReplicaId replica) {
    return addresses.bus(replica.node()).orElse("");
  }

  private ObjectNode stats(GroupId group, RaftStatus status) {
    return RaftStats.of(status, config(group, status).get("servers").toString());
  }

  private ObjectNode all() {
    ObjectNode document = Json.object().put("ok", true);
    ArrayNode list = document.putArray("groups");
    groups.all().forEach(group -> list.add(document(group)));
    return document;
  }

  private ObjectNode document(GroupView group) {
    GroupStatus status = group.status();
    ObjectNode document = Json.object().put("group", status.group().number());
    group
        .shard()
        .ifPresent(
            shard -> document.put("bucket", shard.bucket().value()).put("shard", shard.number()));
    document.put("condition", status.condition().name().toLowerCase(Locale.ROOT));
    status.raft().ifPresent(raft -> add(document, raft));
    return document;
  }

  private void add(ObjectNode document, RaftStatus raft) {
    document
        .put("role", raft.role().name().toLowerCase(Locale.ROOT))
        .put("term", raft.term())
        .put("leader", raft.leader().map(leader -> leader.node().value()).orElse(""))
        .put("last", raft.lastIndex())
        .put("commit", raft.commit())
        .put("applied", raft.applied());
    ArrayNode members = document.putArray("members");
    raft.membership().all().forEach(replica -> members.add(server(raft, replica)));
  }
}
