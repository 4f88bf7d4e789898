package io.kvasir.edge.http;

import io.kvasir.core.bucket.Limits;
import io.kvasir.engine.port.Trace;
import io.kvasir.service.ByteBudget;
import io.kvasir.service.RequestObservers;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.SortedMap;
import java.util.TreeMap;

/** Takes in the requests of one listener: finds the call, checks, reads the body, has it done. */
public final class Reception {
  private final Routes routes;
  private final Limits limits;
  private final Intake intake;
  private final Exchange.Surroundings surroundings;

  /**
   * What all listeners of a node have in common.
   *
   * @param observers learn of every request
   * @param answers what all answers under way may hold that clients have not taken
   */
  public record Common(
      Limits limits, RequestObservers observers, Intake intake, ByteBudget answers) {}

  /**
   * @param protocol the listener's name in metrics
   */
  public Reception(String protocol, Api api, Tongue tongue, Common common) {
    this.routes = api.routes();
    this.limits = common.limits();
    this.intake = common.intake();
    this.surroundings =
        new Exchange.Surroundings(
            protocol, tongue, common.observers(), common.intake().budget(), common.answers());
  }

  /** Answers a request, on its event loop. */
  public void handle(Vertx vertx, HttpServerRequest request) {
    Exchange exchange = open(vertx, request);
    try {
      admit(exchange, Target.parse(request.uri()));
    } catch (RuntimeException failure) {
      exchange.fail(failure);
    }
  }

  /** Answers a request, whatever it asks for, with a problem. */
  public void refuse(Vertx vertx, HttpServerRequest request, Problem problem) {
    open(vertx, request).answer(Answer.refusal(problem));
  }

  Exchange open(Vertx vertx, HttpServerRequest request) {
    String id = RequestIds.of(request.headers());
    request.response().putHeader(RequestIds.HEADER, id);
    return new Exchange(vertx, request, id, surroundings);
  }

  void admit(Exchange exchange, Target target) {
    HttpServerRequest request = exchange.request();
    Routes.Match match = routes.find(request.method().name(), target.segments());
    Route route = match.route();
    exchange.is(route, match.path().get("bucket"));
    MultiMap headers = request.headers();
    String contentType = header(headers, "Content-Type");
    Accept accept = Accept.parse(header(headers, "Accept"));
    Query query =
        route.has(Route.Trait.VERBATIM_QUERY)
            ? Query.verbatim(target.query())
            : Query.parse(target.query());
    Checks.headers(route, headers);
    Checks.parameters(route, query);
    Checks.accept(route, accept);
    Checks.content(route, headers, contentType);
    Admitted admitted =
        new Admitted(match.path(), query, heeded(route, headers), accept, contentType);
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
    exchange.receive(
        limit(route, admitted.contentType()),
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

  private BodyReceiver.Limit limit(Route route, String contentType) {
    boolean isValue =
        route.body() == Route.Body.RAW
            || (route.body() == Route.Body.VALUE && !MediaTypes.isJson(contentType));
    return isValue
        ? new BodyReceiver.Limit("value", limits.valueBytes(), intake.timeoutMillis())
        : new BodyReceiver.Limit("body", limits.bodyBytes(), intake.timeoutMillis());
  }

  private static void run(Exchange exchange, Route route, Call call) {
    Trace before = Trace.enter(exchange.serve());
    try {
      Checks.content(route, call.contentType(), call.body());
      route.endpoint().handle(call).subscribe().with(exchange::answer, exchange::fail);
    } catch (RuntimeException failure) {
      exchange.fail(failure);
    } finally {
      Trace.leave(before);
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
