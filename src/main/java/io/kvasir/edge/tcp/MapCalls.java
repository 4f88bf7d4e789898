package io.kvasir.edge.tcp;

import io.kvasir.core.bucket.DataType;
import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.service.FieldChange;
import io.kvasir.service.FieldChange.Action;
import io.kvasir.service.KeyValueService;
import io.kvasir.service.Verb;
import io.kvasir.service.problem.Diagnoses;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Changes of fields of maps. */
final class MapCalls {
  private static final Set<Option> TAKEN =
      EnumSet.of(Option.TIMEOUT, Option.QUORUM, Option.TTL, Option.CONTEXT);

  private final KeyValueService values;

  MapCalls(KeyValueService values) {
    this.values = values;
  }

  Call update(ClientProto.Request request) {
    ClientProto.MapUpdateRequest body = request.getMapUpdate();
    return new Call(
        Verb.MAP_UPDATE.label(),
        new Scope.OfKey(body.getBucket(), body.getKey(), true),
        false,
        () -> {
          Known.require(body, "body");
          return values
              .update(body.getBucket(), body.getKey(), change(body), Option.read(request, TAKEN))
              .map(Receipts::of);
        });
  }

  private static FieldChange change(ClientProto.MapUpdateRequest body) {
    DataType type =
        DataType.ofLabel(body.getType())
            .orElseThrow(() -> new Rejected(Diagnoses.invalid("type", "must be a type of values")));
    return new FieldChange(body.getFieldList(), type, action(body));
  }

  private static Action action(ClientProto.MapUpdateRequest body) {
    return switch (body.getActionCase()) {
      case PUT -> new Action.Put(Values.read(body.getPut()));
      case ADD -> new Action.Add(elements(body.getAdd()));
      case REMOVE -> new Action.Remove(elements(body.getRemove()));
      case INCREMENT -> new Action.Count(Verb.COUNTER_INCREMENT, body.getIncrement());
      case DECREMENT -> new Action.Count(Verb.COUNTER_DECREMENT, body.getDecrement());
      case ENABLE -> plain(body.getEnable(), new Action.Enable());
      case DISABLE -> plain(body.getDisable(), new Action.Disable());
      case DELETE -> plain(body.getDelete(), new Action.Delete());
      case ACTION_NOT_SET -> throw new Rejected(Diagnoses.invalid("action", "must be given"));
    };
  }

  private static List<String> elements(ClientProto.Elements elements) {
    Known.require(elements, "elements");
    return elements.getElementsList();
  }

  private static Action plain(ClientProto.Unit unit, Action action) {
    Known.require(unit, "action");
    return action;
  }
}
