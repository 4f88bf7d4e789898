package io.kvasir.edge.http.dialect.commute;

import io.kvasir.edge.http.Answer;
import io.kvasir.edge.http.Api;
import io.kvasir.edge.http.Dialect;
import io.kvasir.edge.http.Problem;
import io.kvasir.edge.http.Route;
import io.kvasir.edge.http.Tongue;
import io.kvasir.service.problem.ProblemType;
import java.util.List;
import java.util.stream.Stream;

/** commute's calls. */
public final class Commute {
  private final Api.Services services;

  public Commute(Api.Services services) {
    this.services = services;
  }

  public Dialect dialect() {
    List<Route> calls =
        Stream.of(
                new CounterResource(services.values()).routes(),
                new RegisterResource(services.values()).routes(),
                new SetResource(services.values()).routes())
            .flatMap(List::stream)
            .toList();
    return new Dialect("commute", calls, List.of(), Commute::say);
  }

  private static Answer say(Problem problem) {
    return problem.type() == ProblemType.UNKNOWN_PATH
        ? Tongue.plainly(problem, "404 page not found\n")
        : Tongue.silently(problem);
  }
}
