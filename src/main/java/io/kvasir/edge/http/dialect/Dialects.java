package io.kvasir.edge.http.dialect;

import io.kvasir.edge.http.Answer;
import io.kvasir.edge.http.Api;
import io.kvasir.edge.http.Call;
import io.kvasir.edge.http.Dialect;
import io.kvasir.edge.http.Problems;
import io.kvasir.edge.http.Reception;
import io.kvasir.edge.http.Rejected;
import io.kvasir.edge.http.Route;
import io.kvasir.edge.http.dialect.commute.Commute;
import io.kvasir.edge.http.dialect.conuredb.ConureDb;
import io.kvasir.edge.http.dialect.conuredb.Servers;
import io.kvasir.edge.http.dialect.orchiddb.OrchidDb;
import io.kvasir.edge.http.dialect.vaultdb.VaultDb;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The interfaces of all other stores. */
public final class Dialects {
  private static final String JOIN = "/join";

  private final VaultDb vaultDb;
  private final Servers servers;
  private final List<Dialect> all;

  public Dialects(Api.Services services) {
    this.vaultDb = new VaultDb(services);
    this.servers = new Servers(services.members());
    this.all =
        List.of(
            new Commute(services).dialect(),
            vaultDb.dialect(),
            new ConureDb(services).dialect(),
            new OrchidDb(services).dialect());
  }

  /** A listener for each, none of which listens yet. */
  public List<DialectListener> listeners(Vertx vertx, Reception.Common common) {
    return IntStream.range(0, all.size())
        .mapToObj(number -> new DialectListener(vertx, all.get(number), number, common))
        .toList();
  }

  /** What the main port serves beside the main API. */
  public List<Route> onMainPort() {
    List<Route> routes = new ArrayList<>();
    all.forEach(dialect -> routes.addAll(dialect.calls()));
    routes.add(
        Route.of("POST", JOIN, "join", Route.Body.JSON, this::join)
            .taking("timeout")
            .with(Route.Trait.ANY_MEDIA));
    return routes;
  }

  /** Two stores have this call; the field of the address tells which of them is spoken. */
  private Uni<Answer> join(Call call) {
    List<String> names = new ArrayList<>();
    call.fields().object().fieldNames().forEachRemaining(names::add);
    boolean conure = names.stream().anyMatch(Servers::isAddress);
    if (conure == names.contains("addr")) {
      throw new Rejected(Problems.invalid("addr", "must be given, or RaftAddr, and not both"));
    }
    return conure ? servers.join(call) : vaultDb.join(call);
  }
}
