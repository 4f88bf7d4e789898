package io.kvasir.edge.http.dialect.conuredb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.edge.http.Answer;
import io.kvasir.edge.http.Begun;
import io.kvasir.edge.http.Call;
import io.kvasir.edge.http.Fields;
import io.kvasir.edge.http.Json;
import io.kvasir.edge.http.Problems;
import io.kvasir.edge.http.Rejected;
import io.kvasir.edge.http.Route;
import io.kvasir.service.Failure;
import io.kvasir.service.MembershipService;
import io.kvasir.service.MembershipService.Operation;
import io.kvasir.service.Result;
import io.smallrye.mutiny.Uni;
import java.util.Locale;
import java.util.Optional;

/** Has members of the cluster join and removed, in ConureDB's terms. */
public record Servers(MembershipService members) {
  private static final String ID = "id";
  private static final String ADDRESS = "raftaddr";
  private static final Answer DONE = Answer.text(200, "OK\n", Optional.empty());

  Route join() {
    return Route.of("POST", "/join", "join", Route.Body.JSON, this::join).taking("timeout");
  }

  Route remove() {
    return Route.of("POST", "/remove", "remove", Route.Body.JSON, this::remove).taking("timeout");
  }

  /** Whether it is ConureDB's way to name a node's address. */
  public static boolean isAddress(String field) {
    return folded(field).equals(ADDRESS);
  }

  /** Has a member own its share; to say so again does no harm. */
  public Uni<Answer> join(Call call) {
    Fields fields = folded(call.fields()).only(ID, ADDRESS);
    return members
        .join(fields.requiredText(ID), fields.requiredText(ADDRESS), call.options())
        .map(result -> Begun.of(result, DONE));
  }

  /** Who is no member need not be removed. */
  private Uni<Answer> remove(Call call) {
    Fields fields = folded(call.fields()).only(ID);
    return members
        .dismiss(fields.requiredText(ID), call.options())
        .map(result -> isGone(result) ? DONE : Begun.of(result, DONE));
  }

  private static boolean isGone(Result<Operation> result) {
    return result instanceof Result.Failed<Operation>(Failure.MemberNotFound none);
  }

  /** With names in lower case: here they are the same in any. */
  private static Fields folded(Fields fields) {
    ObjectNode folded = Json.object();
    fields
        .object()
        .properties()
        .forEach(
            field -> {
              if (folded.putIfAbsent(folded(field.getKey()), field.getValue()) != null) {
                throw new Rejected(Problems.invalid(field.getKey(), "must not be given twice"));
              }
            });
    return Fields.of(folded);
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
