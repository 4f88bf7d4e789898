package io.kvasir.edge.http;

import io.kvasir.core.bucket.Limits;
import io.kvasir.service.ByteBudget;
import io.kvasir.service.RequestObserver;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

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

  private final Routes routes;
  private final Limits limits;
  private final RequestObserver observer;
  private final ByteBudget budget;
  private final long bodyTimeoutMillis;

  public FrontDoor(Api api, Limits limits, RequestObserver observer, Intake intake) {
    this.routes = api.routes();
    this.limits = limits;
    this.observer = observer;
    this.budget = new ByteBudget(intake.memoryBytes());
    this.bodyTimeoutMillis = intake.timeoutMillis();
  }

  @Override
  public void handle(RoutingContext routing) {
    Exchange exchange = open(routing);
    try {
      Target target = Target.parse(routing.request().uri());
      if (!passOn(routing, target.segments())) {
        admit(exchange, target);
      }
    } catch (RuntimeException failure) {
      exchange.fail(failure);
    }
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
    open(routing).fail(Percent.malformed("it cannot be routed"));
  }

  private Exchange open(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    String id = RequestIds.of(request.headers());
    request.response().putHeader(RequestIds.HEADER, id);
    return new Exchange(routing, id, observer, budget);
  }

  private void admit(Exchange exchange, Target target) {
    HttpServerRequest request = exchange.request();
    Routes.Match match = routes.find(request.method().name(), target.segments());
    Route route = match.route();
    exchange.is(route);
    MultiMap headers = request.headers();
    String contentType = header(headers, "Content-Type");
    Accept accept = Accept.parse(header(headers, "Accept"));
    Checks.headers(route, headers);
    Checks.parameters(route, target.query());
    Checks.accept(route, accept);
    Checks.content(route, headers, contentType);
    Admitted admitted =
        new Admitted(match.path(), target.query(), heeded(route, headers), accept, contentType);
    if (route.body() == Route.Body.NONE) {
      run(exchange, route, admitted.with(Buffer.buffer()));
    } else {
      receive(exchange, route, admitted);
    }
  }

  /** A call whose body is not here yet. */
  private record Admitted(
      SortedMap<String, String> path,
      Query query,
      SortedMap<String, String> headers,
      Accept accept,
      String contentType) {
    Call with(Buffer body) {
      return new Call(path, query, headers, accept, contentType, body);
    }
  }

  private void receive(Exchange exchange, Route route, Admitted admitted) {
    BodyReceiver.Limit limit =
        route.body() == Route.Body.VALUE && !MediaTypes.isJson(admitted.contentType())
            ? new BodyReceiver.Limit("value", limits.valueBytes(), bodyTimeoutMillis)
            : new BodyReceiver.Limit("body", limits.bodyBytes(), bodyTimeoutMillis);
    exchange.receive(
        limit,
        new BodyReceiver.Sink() {
          @Override
          public void onBody(Buffer body) {
            run(exchange, route, admitted.with(body));
          }

          @Override
          public void onProblem(Problem problem) {
            exchange.answer(Answer.refusal(problem));
          }
        });
  }

  private static void run(Exchange exchange, Route route, Call call) {
    try {
      route.endpoint().handle(call).subscribe().with(exchange::answer, exchange::fail);
    } catch (RuntimeException failure) {
      exchange.fail(failure);
    }
  }

  /** Several lines of one header are one list (RFC 9110, section 5.3). */
  private static SortedMap<String, String> heeded(Route route, MultiMap headers) {
    TreeMap<String, String> heeded = new TreeMap<>();
    for (String name : route.headers()) {
      if (headers.contains(name)) {
        heeded.put(name, String.join(", ", headers.getAll(name)));
      }
    }
    return heeded;
  }

  private static String header(MultiMap headers, String name) {
    String value = headers.get(name);
    return value == null ? "" : value.strip();
  }
}
