package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.edge.wire.StateBytes;
import io.kvasir.service.Failure;
import io.kvasir.service.RestoreService;
import io.kvasir.service.Restored;
import io.kvasir.service.RestoredKey;
import io.kvasir.service.Result;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Takes keys out of copies of other clusters. */
final class RestoreResource {
  private final RestoreService restores;

  RestoreResource(RestoreService restores) {
    this.restores = restores;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST", "/admin/restore/{bucket}", "restore", Route.Body.LINES, this::restore)
            .taking("cluster", "compare", "timeout"));
  }

  private Uni<Answer> restore(Call call) {
    byte[] body = call.body().getBytes();
    boolean lines = MediaTypes.isLines(call.contentType());
    List<RestoredKey> keys = new ArrayList<>();
    for (Fields fields : Fields.objects("", lines ? Json.readLines(body) : Json.readArray(body))) {
      keys.add(key(fields));
    }
    return restores
        .restore(
            call.segment("bucket"),
            keys,
            cluster(call.query()),
            call.query().truth("compare"),
            call.options())
        .map(RestoreResource::answer);
  }

  private static long cluster(Query query) {
    String text = query.get("cluster").orElse("");
    if (!text.matches("[0-9a-f]{1,16}")) {
      throw new Rejected(
          Problems.invalid("cluster", "must be the id of the cluster that the keys come from"));
    }
    return Long.parseUnsignedLong(text, 16);
  }

  private static RestoredKey key(Fields fields) {
    fields.only("key", "states", "part", "value", "ends");
    Key key = fields.key("key");
    return fields.has("states")
        ? new RestoredKey.OfReplicas(key, states(fields), fields.truth("part").orElse(false))
        : new RestoredKey.OfShard(key, fields.value("value"), end(fields));
  }

  private static Optional<Long> end(Fields fields) {
    Optional<Long> end = fields.integer("ends");
    if (end.filter(millis -> millis < 0).isPresent()) {
      throw new Rejected(
          Problems.invalid(fields.path() + "ends", "must be milliseconds since 1970"));
    }
    return end;
  }

  private static List<Crdt> states(Fields fields) {
    List<Crdt> states = new ArrayList<>();
    for (String text : fields.texts("states")) {
      states.add(StateBytes.decode(bytes(fields, text)).orElseThrow(() -> unreadable(fields)));
    }
    if (states.isEmpty()) {
      throw unreadable(fields);
    }
    return states;
  }

  private static byte[] bytes(Fields fields, String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw unreadable(fields);
    }
  }

  private static Rejected unreadable(Fields fields) {
    return new Rejected(
        Problems.invalid(fields.path() + "states", "must be states out of a backup, in base64"));
  }

  private static Answer answer(Result<Restored> result) {
    return switch (result) {
      case Result.Failed<Restored>(Failure failure) -> Answer.refusal(Problems.of(failure));
      case Result.Ok<Restored>(Restored restored) -> Answer.ok(document(restored));
    };
  }

  private static ObjectNode document(Restored restored) {
    ObjectNode document =
        Json.object()
            .put("ok", true)
            .put("written", restored.written())
            .put("deleted", restored.deleted())
            .put("ended", restored.ended())
            .put("differing", restored.differing());
    restored.example().ifPresent(key -> document.put("example", key.value()));
    return document;
  }
}
