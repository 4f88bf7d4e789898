package io.kvasir.edge.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Answers every request on the main port, but for those whose path belongs to the platform: they go
 * on to its own routes. Stands in front of all other routes, since those see normalised paths.
 */
public final class FrontDoor implements Handler<RoutingContext> {
  /** What the platform serves: metrics and the API's description. */
  private static final List<String> PLATFORM = List.of("metrics", "openapi");

  /** Below what the platform serves more: probes and pages. */
  private static final List<String> PLATFORM_FOLDERS = List.of("q", "swagger-ui");

  private static final Map<String, String> PROBES =
      Map.of("livez", "/q/health/live", "readyz", "/q/health/ready");

  private static final String REROUTED = FrontDoor.class.getName();

  private final Reception reception;
  private final Gate gate = new Gate();

  public FrontDoor(Api api, Reception.Common common) {
    this.reception = new Reception("http", api, Tongue.DOCUMENTS, common);
  }

  @Override
  public void handle(RoutingContext routing) {
    Exchange exchange = open(routing);
    try {
      Target target = Target.parse(routing.request().uri());
      if (!passOn(routing, target.segments())) {
        enter(routing, exchange, target);
      }
    } catch (RuntimeException failure) {
      exchange.fail(failure);
    }
  }

  /** What the platform serves is served until the end: whoever runs the node looks there. */
  private void enter(RoutingContext routing, Exchange exchange, Target target) {
    boolean admitted = gate.enter();
    routing.addHeadersEndHandler(sent -> gate.announce(routing.request()));
    routing.addEndHandler(end -> finish(routing.request()));
    if (admitted) {
      reception.admit(exchange, target);
    } else {
      exchange.answer(Answer.refusal(Gate.refusal()));
    }
  }

  /** Over HTTP/2 other answers may be on their way; its connections end when the node does. */
  private void finish(HttpServerRequest request) {
    if (gate.isClosed() && request.version() != HttpVersion.HTTP_2) {
      request.connection().close();
    }
    gate.leave();
  }

  /** Lets no request in any more; completes when those under way are answered. */
  public CompletionStage<Void> close() {
    return gate.close();
  }

  private static boolean passOn(RoutingContext routing, List<String> segments) {
    String probe = segments.size() == 1 ? PROBES.get(segments.getFirst()) : null;
    if (probe != null && routing.get(REROUTED) == null) {
      routing.put(REROUTED, true).reroute(probe);
      return true;
    }
    boolean platform = probe != null || isPlatform(segments);
    if (platform) {
      routing.next();
    }
    return platform;
  }

  private static boolean isPlatform(List<String> segments) {
    return PLATFORM_FOLDERS.contains(segments.getFirst())
        || (segments.size() == 1 && PLATFORM.contains(segments.getFirst()));
  }

  /** Answers what the platform was asked for and does not have. */
  public void answerUnknown(RoutingContext routing) {
    open(routing).answer(Answer.refusal(Routes.unknown()));
  }

  /** Answers what the platform cannot route. */
  public void answerMalformed(RoutingContext routing) {
    if (routing.request().authority() == null) {
      open(routing).answer(Answer.refusal(Problems.invalid("Host", "must be given")));
      return;
    }
    open(routing).fail(Percent.malformed("it cannot be routed"));
  }

  private Exchange open(RoutingContext routing) {
    return reception.open(routing.vertx(), routing.request());
  }
}
