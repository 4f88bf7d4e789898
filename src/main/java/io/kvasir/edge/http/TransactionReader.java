package io.kvasir.edge.http;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.keyspace.Action;
import io.kvasir.core.keyspace.Compare;
import io.kvasir.core.keyspace.Compare.Relation;
import io.kvasir.core.keyspace.TimeToLive;
import io.kvasir.core.keyspace.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads transactions. What it does not know is refused, with its place in the body. */
final class TransactionReader {
  /** What stands under a key, as far as it can be compared. */
  private enum Target {
    VALUE,
    VERSION,
    CREATE,
    MOD
  }

  private static final Map<String, Target> TARGETS =
      Map.of(
          "VALUE", Target.VALUE,
          "VERSION", Target.VERSION,
          "CREATE", Target.CREATE,
          "MOD", Target.MOD);
  private static final Map<String, Relation> RELATIONS =
      Map.of(
          "EQUAL", Relation.EQUAL,
          "NOT_EQUAL", Relation.NOT_EQUAL,
          "GREATER", Relation.GREATER,
          "LESS", Relation.LESS);

  private TransactionReader() {}

  static Transaction read(Fields fields) {
    fields.only("compare", "success", "failure");
    return new Transaction(
        fields.objects("compare").stream().map(TransactionReader::compare).toList(),
        actions(fields.objects("success")),
        actions(fields.objects("failure")));
  }

  private static Compare compare(Fields fields) {
    Target target = fields.oneOf("target", TARGETS);
    Relation relation = fields.oneOf("result", RELATIONS);
    Key key = fields.key("key");
    return switch (target) {
      case VALUE -> new Compare.OfValue(key, relation, operand(fields, "value").value("value"));
      case VERSION ->
          new Compare.OfVersion(key, relation, operand(fields, "version").count("version"));
      case CREATE ->
          new Compare.OfCreated(
              key, relation, operand(fields, "create_revision").count("create_revision"));
      case MOD ->
          new Compare.OfModified(
              key, relation, operand(fields, "mod_revision").count("mod_revision"));
    };
  }

  private static Fields operand(Fields fields, String name) {
    return fields.only("key", "target", "result", name);
  }

  private static List<Action> actions(List<Fields> requests) {
    return requests.stream().map(TransactionReader::action).toList();
  }

  private static Action action(Fields fields) {
    fields.only("request_put", "request_range", "request_delete_range", "request_increment");
    return switch (fields.onlyOne()) {
      case "request_put" -> put(fields.object("request_put").only("key", "value", "ttl"));
      case "request_increment" ->
          increment(fields.object("request_increment").only("key", "amount", "ttl"));
      case "request_range" -> new Action.Get(fields.object("request_range").only("key").key("key"));
      default -> new Action.Delete(fields.object("request_delete_range").only("key").key("key"));
    };
  }

  private static Action increment(Fields fields) {
    return new Action.Increment(fields.key("key"), amount(fields), ttl(fields));
  }

  /** By how much to count: not 0; 1 when it is not said. */
  static long amount(Fields fields) {
    long amount = fields.integer("amount").orElse(1L);
    if (amount == 0) {
      throw new Rejected(Problems.invalid(fields.path() + "amount", "must not be 0"));
    }
    return amount;
  }

  private static Action put(Fields fields) {
    return new Action.Put(fields.key("key"), fields.value("value"), ttl(fields));
  }

  private static Optional<TimeToLive> ttl(Fields fields) {
    return fields.seconds("ttl").map(ttl -> new TimeToLive(ttl * 1_000, true));
  }
}
