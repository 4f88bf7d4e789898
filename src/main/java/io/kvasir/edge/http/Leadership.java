package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.service.Addresses;
import io.kvasir.service.GroupChoice;
import io.kvasir.service.GroupService;
import io.kvasir.service.GroupView;
import io.kvasir.service.Result;
import java.util.List;
import java.util.Optional;

/**
 * Who leads whom, in the terms of clients that know one group only: that of {@link
 * GroupService#DEFAULT_BUCKET}. A node without a replica of it knows no leader and no followers.
 */
public record Leadership(NodeId self, GroupService groups, Addresses addresses) {
  private Optional<RaftStatus> status() {
    return switch (groups.one(new GroupChoice.OfShard(GroupService.DEFAULT_BUCKET.value(), 0))) {
      case Result.Ok<GroupView>(GroupView view) -> view.status().raft();
      case Result.Failed<GroupView> failed -> Optional.empty();
    };
  }

  private Optional<NodeId> leader() {
    return status().flatMap(RaftStatus::leader).map(ReplicaId::node);
  }

  /** As ConureDB says it: {@code is_leader}, and {@code leader} as {@code host:port} or "". */
  public ObjectNode brief() {
    Optional<NodeId> leader = leader();
    ObjectNode document =
        Json.object()
            .put("is_leader", leader.equals(Optional.of(self)))
            .put("leader", address(leader));
    return document.put("leader_http", leader.flatMap(addresses::http).orElse(""));
  }

  /** As VaultDB says it: {@code me}, {@code leader} and {@code followers}. */
  public ObjectNode full() {
    Optional<RaftStatus> status = status();
    Optional<NodeId> leader = leader();
    ObjectNode document = Json.object();
    document.set("me", node(Optional.of(self)));
    document.set("leader", node(leader));
    ArrayNode followers = document.putArray("followers");
    servers(status).stream()
        .map(Optional::of)
        .filter(node -> !node.equals(leader))
        .forEach(node -> followers.add(node(node)));
    return document;
  }

  /** Both in one: {@code leader} is the object, {@code leader_address} the text. */
  ObjectNode all() {
    ObjectNode brief = brief();
    ObjectNode all = full();
    all.set("is_leader", brief.get("is_leader"));
    all.set("leader_address", brief.get("leader"));
    all.set("leader_http", brief.get("leader_http"));
    return all;
  }

  private static List<NodeId> servers(Optional<RaftStatus> status) {
    return status.stream()
        .flatMap(each -> each.membership().all().stream())
        .map(ReplicaId::node)
        .toList();
  }

  private ObjectNode node(Optional<NodeId> node) {
    return Json.object()
        .put("id", node.map(NodeId::value).orElse(""))
        .put("address", address(node));
  }

  private String address(Optional<NodeId> node) {
    return node.flatMap(addresses::bus).orElse("");
  }
}
