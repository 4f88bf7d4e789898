package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.core.node.GroupId;
import io.kvasir.edge.wire.StateBytes;
import io.kvasir.engine.BackupDesk;
import io.kvasir.service.BackupLine;
import io.kvasir.service.BackupStream;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A copy of what a node holds as lines of JSON, made as they are taken. */
final class BackupLines implements BodySource {
  /** Of this form. */
  static final int FORMAT = 1;

  private static final byte NEWLINE = '\n';

  private final BackupStream stream;
  private final long patienceMillis;

  BackupLines(BackupStream stream, long patienceMillis) {
    this.stream = stream;
    this.patienceMillis = Math.min(patienceMillis, BackupStream.PATIENCE_MILLIS);
  }

  @Override
  public Uni<Optional<Buffer>> next() {
    return stream.next().map(BackupLines::buffer);
  }

  private static Optional<Buffer> buffer(List<BackupLine> lines) {
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    Buffer buffer = Buffer.buffer();
    for (BackupLine line : lines) {
      buffer.appendBytes(Json.write(document(line))).appendByte(NEWLINE);
    }
    return Optional.of(buffer);
  }

  private static ObjectNode document(BackupLine line) {
    return switch (line) {
      case BackupLine.Head head -> document(head);
      case BackupLine.Entry entry -> {
        ObjectNode document =
            Json.object()
                .put("group", entry.group().number())
                .put("bucket", entry.bucket().name().value())
                .put("key", entry.key().value())
                .set("value", ValueJson.of(entry.value()));
        entry.endMillis().ifPresent(end -> document.put("ends", end));
        yield document;
      }
      case BackupLine.State state ->
          Json.object()
              .put("partition", state.partition().number())
              .put("bucket", state.bucket().name().value())
              .put("key", state.key().value())
              .put("state", Base64.getEncoder().encodeToString(StateBytes.encode(state.state())));
      case BackupLine.End end ->
          Json.object().put("end", true).put("lines", end.lines()).set("about", about(end.about()));
      case BackupLine.Broken(String reason) -> Json.object().put("broken", reason);
    };
  }

  private static ObjectNode document(BackupLine.Head head) {
    ObjectNode document =
        Json.object()
            .put("kvasir_backup", FORMAT)
            .put("version", head.version())
            .put("node", head.node().value())
            .put("created", Instant.now().toString())
            .set("about", about(head.about()));
    ArrayNode buckets = document.putArray("buckets");
    for (BackupLine.Bucket bucket : head.buckets()) {
      buckets.add(BucketResource.document(bucket.view()).put("generation", bucket.generation()));
    }
    ArrayNode groups = document.putArray("complete_groups");
    head.complete().stream().map(GroupId::number).forEach(groups::add);
    return document;
  }

  private static ObjectNode about(BackupLine.About about) {
    ObjectNode document =
        Json.object()
            .put("cluster", Long.toHexString(about.cluster()))
            .put("topology", about.topology())
            .put("epoch", about.epoch())
            .put("changing", about.changing())
            .put("partitions", about.partitions());
    ArrayNode held = document.putArray("held");
    for (BackupDesk.Held each : about.held()) {
      ObjectNode share =
          Json.object().put("replicas", each.replicas()).put("owners", each.owners());
      ArrayNode partitions = share.putArray("partitions");
      each.partitions().forEach(partition -> partitions.add(partition.number()));
      held.add(share);
    }
    return document;
  }

  @Override
  public Buffer cutOff() {
    return Buffer.buffer(
        Json.text(Json.object().put("broken", "the client took nothing for too long")) + '\n');
  }

  @Override
  public long patienceMillis() {
    return patienceMillis;
  }

  @Override
  public void close() {
    stream.close();
  }
}
