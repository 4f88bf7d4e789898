package io.kvasir.edge.tcp;

import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.service.Change;
import io.kvasir.service.ChangePage;
import io.kvasir.service.PacedWatch;

/** Changes as responses tell them. */
final class Events {
  private Events() {}

  static ClientProto.WatchResponse of(ChangePage page, PacedWatch watch) {
    ClientProto.WatchResponse.Builder response =
        ClientProto.WatchResponse.newBuilder().setCursor(watch.cursor(page));
    page.changes().forEach(change -> response.addEvents(event(change, watch.cursor(change))));
    return response.build();
  }

  private static ClientProto.Event event(Change change, String cursor) {
    String key = change.key().value();
    ClientProto.Event.Builder event = ClientProto.Event.newBuilder().setKey(key).setCursor(cursor);
    change.revision().ifPresent(event::setRevision);
    change
        .content()
        .ifPresentOrElse(
            content ->
                event
                    .setKind(ClientProto.EventKind.EVENT_KIND_PUT)
                    .setFound(Contents.of(content, key)),
            () -> event.setKind(ClientProto.EventKind.EVENT_KIND_DELETE));
    return event.build();
  }
}
