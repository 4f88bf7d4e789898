package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.core.bucket.Limits;
import io.kvasir.core.handoff.TransferProgress;
import io.kvasir.core.node.NodeId;
import io.kvasir.engine.TransferView;
import io.kvasir.service.Addresses;
import io.kvasir.service.BatchService;
import io.kvasir.service.ClusterService;
import io.kvasir.service.ClusterStatus;
import io.kvasir.service.RequestOptions;
import io.kvasir.service.TransactionService;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Supplier;

/** What a node says about itself, its cluster and its limits. */
final class ClusterResource {
  private final ClusterService cluster;
  private final Leadership leadership;
  private final Addresses addresses;
  private final Limits limits;

  ClusterResource(
      ClusterService cluster, Leadership leadership, Addresses addresses, Limits limits) {
    this.cluster = cluster;
    this.addresses = addresses;
    this.leadership = leadership;
    this.limits = limits;
  }

  List<Route> routes() {
    return List.of(
        route("/status", "status", this::status),
        route("/admin/members", "members", this::members),
        route("/admin/ring", "ring", this::ring),
        route("/admin/transfers", "transfers", this::transfers),
        route("/limits", "limits", this::limits));
  }

  private static Route route(String path, String operation, Supplier<ObjectNode> document) {
    return Route.get(
        path, operation, call -> Uni.createFrom().item(() -> Answer.ok(document.get())));
  }

  private ObjectNode status() {
    ClusterStatus status = cluster.status();
    ObjectNode body =
        Json.object()
            .put("status", "running")
            .put("num_vnodes", status.partitions())
            .put("node_id", status.node().value())
            .put("cluster", status.cluster())
            .put("version", status.version())
            .put("storage", status.storage())
            .put("uptime_seconds", status.uptimeMillis() / 1000)
            .put("ring_owners", status.owners())
            .setAll(leadership.all());
    return body.set("members", array(status.members()));
  }

  private ObjectNode members() {
    return Json.object().put("ok", true).set("members", array(cluster.members()));
  }

  private ArrayNode array(List<ClusterStatus.Member> members) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (ClusterStatus.Member member : members) {
      ObjectNode document = document(member);
      addresses.http(member.id()).ifPresent(url -> document.put("http", url));
      array.add(document);
    }
    return array;
  }

  private static ObjectNode document(ClusterStatus.Member member) {
    return Json.object()
        .put("id", member.id().value())
        .put("address", member.address())
        .put("self", member.self())
        .put("reachable", member.reachable())
        .put("partitions", member.partitions())
        .put("liveness", member.liveness())
        .put("incarnation", member.incarnation());
  }

  private ObjectNode ring() {
    ArrayNode owners = JsonNodeFactory.instance.arrayNode();
    cluster.owners().stream().map(NodeId::value).forEach(owners::add);
    return Json.object().put("num_vnodes", owners.size()).set("owners", owners);
  }

  private ObjectNode transfers() {
    ArrayNode transfers = JsonNodeFactory.instance.arrayNode();
    cluster.transfers().forEach(each -> transfers.add(document(each)));
    return Json.object().put("outstanding", transfers.size()).set("transfers", transfers);
  }

  private static ObjectNode document(TransferView view) {
    ArrayNode sources = JsonNodeFactory.instance.arrayNode();
    view.sources().stream().map(NodeId::value).forEach(sources::add);
    ObjectNode document =
        Json.object()
            .put("partition", view.transfer().partition().number())
            .put("replicas", view.transfer().replicas())
            .put("to", view.transfer().target().value())
            .put("state", state(view));
    document.set("from", sources);
    view.progress().ifPresent(progress -> describe(progress, document));
    return document;
  }

  private static String state(TransferView view) {
    return view.progress().map(each -> each.complete() ? "complete" : "running").orElse("waiting");
  }

  private static void describe(TransferProgress progress, ObjectNode document) {
    progress.source().ifPresent(source -> document.put("source", source.value()));
    document
        .put("entries", progress.entries())
        .put("bytes", progress.bytes())
        .put("bytes_left", progress.bytesLeft())
        .put("bytes_per_second", progress.bytesPerSecond());
    progress.etaMillis().ifPresent(eta -> document.put("eta_millis", eta));
  }

  private ObjectNode limits() {
    return Json.object()
        .put("key_bytes", limits.keyBytes())
        .put("value_bytes", limits.valueBytes())
        .put("body_bytes", limits.bodyBytes())
        .put("elements", limits.elements())
        .put("transaction_operations", TransactionService.MAX_OPERATIONS)
        .put("batch_operations", BatchService.MAX_OPERATIONS)
        .put("timeout_millis", RequestOptions.MAX_TIMEOUT_MILLIS);
  }
}
