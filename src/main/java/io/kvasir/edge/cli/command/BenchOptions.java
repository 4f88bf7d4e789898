package io.kvasir.edge.cli.command;

import io.kvasir.edge.cli.bench.Plan;
import io.kvasir.edge.cli.bench.protocol.Consistency;
import io.kvasir.edge.cli.bench.protocol.Endpoint;
import io.kvasir.edge.cli.bench.protocol.RequestOptions;
import io.kvasir.edge.cli.bench.protocol.Target;
import io.kvasir.edge.cli.bench.protocol.Targets;
import io.kvasir.edge.cli.bench.workload.Distribution;
import io.kvasir.edge.cli.bench.workload.Kind;
import io.kvasir.edge.cli.bench.workload.Recipe;
import io.kvasir.edge.cli.bench.workload.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is said on the command line of the load generator. */
final class BenchOptions {
  private static final int KVASIR_PORT = 4001;
  private static final int WEB_PORT = 80;
  private static final long MOST_KEYS = 1L << 31;
  private static final int MOST_VALUE_BYTES = 8 << 20;
  private static final int MARKED_BYTES = 18;
  private static final int MOST_IN_FLIGHT = 1_000_000;

  private final Arguments arguments;
  private final BenchNumbers numbers;
  private final Recipe recipe;
  private final List<Endpoint> endpoints;
  private final Plan plan;

  private BenchOptions(Arguments arguments, Session session) throws Failed {
    this.arguments = arguments;
    this.numbers = new BenchNumbers(arguments);
    this.recipe =
        Recipe.named(arguments.word(0))
            .orElseThrow(() -> wrong("no such workload; there are " + Recipe.words()));
    this.endpoints = endpoints(session);
    this.plan = makePlan();
  }

  static BenchOptions of(Arguments arguments, Session session) throws Failed {
    return new BenchOptions(arguments, session);
  }

  static Spec describe(Spec spec) {
    return spec.option("--target", "<urls>", "http://, tcp://, etcd:// or redis://host:port,…")
        .option("--duration", "<time>", "How long is measured: 500ms, 10s, 5m; 10s.")
        .option("--warmup", "<time>", "Load before that, which does not count; 2s.")
        .option("--connections", "<n>", "In all; 64.")
        .option("--in-flight", "<n>", "Requests under way on one connection; 1.")
        .option("--threads", "<n>", "Event loops; 1.")
        .option("--rate", "<n>", "Operations per second, in all: an open loop.")
        .option("--keys", "<n>", "How many keys there are; 100000.")
        .option("--distribution", "<name>", "uniform, zipfian, latest or sequential.")
        .option("--theta", "<x>", "The skew of zipfian and latest; 0.99.")
        .option("--value-size", "<bytes>", "256.")
        .option("--body", "<form>", "Values over HTTP: json or raw; json.")
        .option("--bucket", "<bucket>", "bench.")
        .option("--create", "<consistency>", "Makes the bucket anew.")
        .option("--replicas", "<n>", "Of --create; 3.")
        .option("--shards", "<n>", "Of --create=linearizable; 1.")
        .flag("--preload", "Writes all keys first.")
        .option("-r", "<n>", "Replicas to ask: a number, majority or all.")
        .option("-w", "<n>", "Durable copies to wait for: a number, majority or all.")
        .option("--consistency", "<level>", "Of reads: linearizable, session or stale.")
        .option("--timeout", "<time>", "For one request, and to connect; 5s.")
        .option("--seed", "<n>", "Of keys and values; 1.")
        .option("--set-size", "<n>", "Elements of a set; 100.")
        .option("--txn-keys", "<n>", "Keys of a transaction; 3.")
        .option("--scan-length", "<n>", "Keys of a scan; 100.")
        .option("--watchers", "<n>", "Watches; 1.")
        .option("--label", "<text>", "For the results.")
        .option("--json", "<file>", "The result as JSON; - is the standard output.")
        .option("--plot", "<file>", "The course of it as SVG.");
  }

  private static Failed wrong(String message) {
    return new Failed(ExitCode.USAGE, message);
  }

  private List<Endpoint> endpoints(Session session) throws Failed {
    Optional<String> said = arguments.option("--target");
    List<String> urls =
        said.map(all -> List.of(all.split(",", -1)))
            .orElseGet(() -> session.servers().all().stream().map(Object::toString).toList());
    if (said.isEmpty() && recipe == Recipe.URL) {
      throw wrong("say which URL with --target");
    }
    List<Endpoint> all = new ArrayList<>();
    for (String url : urls) {
      all.add(endpoint(url.strip()));
    }
    if (recipe == Recipe.URL && !all.getFirst().scheme().equals("http")) {
      throw wrong("the workload url is for http:// only");
    }
    if (all.stream().map(Endpoint::scheme).distinct().count() > 1) {
      throw wrong("all targets must be of one kind");
    }
    return all;
  }

  private Endpoint endpoint(String url) throws Failed {
    boolean web = recipe == Recipe.URL;
    try {
      Endpoint one = Endpoint.parse(url, web ? WEB_PORT : KVASIR_PORT);
      if (!web && !one.path().equals("/")) {
        throw wrong("only the workload url takes a path: " + url);
      }
      return one;
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private Plan makePlan() throws Failed {
    Target target = target();
    checkKinds(target);
    int connections = (int) numbers.whole("--connections", 64, 1, 10_000);
    int inFlight = (int) numbers.whole("--in-flight", 1, 1, target.inFlight());
    if ((long) connections * inFlight > MOST_IN_FLIGHT) {
      throw wrong("at most %d requests can be under way".formatted(MOST_IN_FLIGHT));
    }
    int threads = (int) numbers.whole("--threads", 1, 1, Math.min(64, connections));
    return new Plan(
        target,
        endpoints,
        shape(),
        connections,
        inFlight,
        threads,
        numbers.rate(),
        valueBytes(),
        numbers.time("--warmup", "2s"),
        numbers.positiveTime("--duration", "10s"),
        numbers.positiveTime("--timeout", "5s"),
        recipe == Recipe.WATCH ? (int) numbers.whole("--watchers", 1, 1, 1_000) : 0,
        arguments.option("--label").orElse(""));
  }

  private void checkKinds(Target target) throws Failed {
    boolean all = target.kinds().containsAll(recipe.kinds());
    boolean watched = recipe != Recipe.WATCH || target.kinds().contains(Kind.EVENT);
    if (!all || !watched) {
      throw wrong("the workload " + recipe.word() + " is not for " + target.word());
    }
  }

  private int valueBytes() throws Failed {
    int least = recipe == Recipe.WATCH ? MARKED_BYTES : 1;
    return (int) numbers.whole("--value-size", 256, least, MOST_VALUE_BYTES);
  }

  private Target target() throws Failed {
    String body = arguments.option("--body").orElse("json");
    if (!body.equals("json") && !body.equals("raw")) {
      throw wrong("--body is json or raw");
    }
    Optional<String> level = arguments.option("--consistency");
    Optional<Consistency> consistency = level.flatMap(Consistency::named);
    if (level.isPresent() && consistency.isEmpty()) {
      throw wrong("--consistency is linearizable, session or stale");
    }
    RequestOptions options =
        new RequestOptions(
            bucket(),
            valueBytes(),
            body.equals("raw"),
            numbers.quorum("-r"),
            numbers.quorum("-w"),
            consistency,
            numbers.seed());
    return Targets.of(recipe, endpoints.getFirst().scheme(), options);
  }

  private String bucket() throws Failed {
    String name = arguments.option("--bucket").orElse("bench");
    if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
      throw wrong("no name of a bucket: " + name);
    }
    return name;
  }

  private Shape shape() throws Failed {
    String word = arguments.option("--distribution").orElse(recipe.usual().word());
    Distribution distribution =
        Distribution.named(word)
            .orElseThrow(() -> wrong("--distribution is uniform, zipfian, latest or sequential"));
    long keys = numbers.whole("--keys", 100_000, 1, MOST_KEYS);
    return new Shape(
        recipe,
        distribution,
        keys,
        numbers.theta(),
        (int) numbers.whole("--set-size", 100, 1, 99_999_999),
        recipe == Recipe.TXN ? (int) numbers.whole("--txn-keys", 3, 1, Math.min(64, keys)) : 1,
        (int) numbers.whole("--scan-length", 100, 1, 1_000),
        numbers.seed());
  }

  Plan plan() {
    return plan;
  }

  boolean preloads() {
    return arguments.has("--preload");
  }

  /** Makes the bucket, if that is asked for. */
  void create(Session session) throws Failed {
    Optional<String> consistency = arguments.option("--create");
    if (consistency.isPresent()) {
      BenchBucket.of(endpoints, session)
          .create(
              bucket(),
              consistency.get(),
              recipe,
              numbers.whole("--replicas", 3, 1, 16),
              numbers.whole("--shards", 1, 1, 256));
    }
  }
}
