package io.kvasir.boot;

import io.kvasir.edge.eventbus.ClusterTable;
import io.kvasir.edge.eventbus.NodeAddress;
import io.kvasir.edge.rocksdb.RocksLibrary;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Placeholder until the first slice stands: shows that bus and storage work on this platform. */
@Path("/probe")
public class ProbeResource {
  private final Vertx vertx;
  private final ClusterTable table;

  ProbeResource(Vertx vertx, ClusterTable table) {
    this.vertx = vertx;
    this.table = table;
  }

  void start(@Observes StartupEvent event) {
    RocksLibrary.load();
    vertx
        .eventBus()
        .<String>consumer(
            NodeAddress.of(table.self(), "probe"),
            message -> message.reply(table.self() + " heard " + message.body()));
  }

  @GET
  @Path("/bus/{node}")
  public Uni<String> bus(@PathParam("node") String node) {
    return Uni.createFrom()
        .completionStage(
            () ->
                vertx
                    .eventBus()
                    .<String>request(NodeAddress.of(node, "probe"), table.self())
                    .map(reply -> reply.body())
                    .toCompletionStage());
  }

  @GET
  @Path("/store/{value}")
  @Blocking
  public String store(@PathParam("value") String value) throws Exception {
    java.nio.file.Path folder = Files.createTempDirectory("kvasir-probe");
    try (Options options = new Options().setCreateIfMissing(true);
        RocksDB db = RocksDB.open(options, folder.toString())) {
      return roundTrip(db, value);
    }
  }

  private static String roundTrip(RocksDB db, String value) throws RocksDBException {
    byte[] key = "key".getBytes(StandardCharsets.UTF_8);
    db.put(key, value.getBytes(StandardCharsets.UTF_8));
    return new String(db.get(key), StandardCharsets.UTF_8);
  }
}
