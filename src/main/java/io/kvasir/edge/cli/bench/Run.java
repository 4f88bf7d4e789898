package io.kvasir.edge.cli.bench;

import io.kvasir.edge.cli.bench.protocol.Answers;
import io.kvasir.edge.cli.bench.protocol.Codec;
import io.kvasir.edge.cli.bench.protocol.Endpoint;
import io.kvasir.edge.cli.bench.workload.Frontier;
import io.kvasir.edge.cli.bench.workload.Sightings;
import io.kvasir.edge.cli.bench.workload.Workload;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The event loops of one load, or of what comes before it. */
final class Run {
  private static final long LOOK_MILLIS = 200;

  private final Plan plan;
  private final Window window;
  private final Recorder all;
  private final List<Progressed> progressed = new ArrayList<>();
  private final List<Recorder> recorders = new ArrayList<>();
  private final List<Selector> selectors = new ArrayList<>();
  private final List<Loop> loops = new ArrayList<>();
  private final List<Pacer> pacers = new ArrayList<>();
  private final List<InetSocketAddress> addresses;
  private final CountDownLatch settled;
  private final AtomicReference<@Nullable Throwable> defect = new AtomicReference<>();

  /**
   * @param paced whether operations begin at the plan's rate
   * @param workload of each event loop
   */
  Run(
      Plan plan,
      Window window,
      boolean paced,
      Frontier frontier,
      Sightings sightings,
      IntFunction<Workload> workload) {
    this.plan = plan;
    this.window = window;
    this.all = new Recorder(window, new Progressed());
    this.settled = new CountDownLatch(plan.threads());
    this.addresses = plan.endpoints().stream().map(Sockets::address).toList();
    for (int loop = 0; loop < plan.threads(); loop++) {
      double share = plan.rate() / plan.threads();
      double phase = (double) loop / plan.threads();
      Selector selector = selector();
      Progressed counts = new Progressed();
      Recorder recorder = new Recorder(window, counts);
      Dispatcher dispatcher =
          new Dispatcher(
              paced ? Schedule.open(share, phase) : Schedule.closed(),
              workload.apply(loop),
              recorder,
              window,
              frontier,
              sightings);
      selectors.add(selector);
      progressed.add(counts);
      recorders.add(recorder);
      loops.add(loop(loop, selector, dispatcher));
      if (paced) {
        pacers.add(new Pacer(window, selector, share, phase));
      }
    }
  }

  private static Selector selector() {
    try {
      return Selector.open();
    } catch (IOException e) {
      throw new NoSockets(e);
    }
  }

  private Loop loop(int number, Selector selector, Dispatcher dispatcher) {
    long timeout = plan.timeout().toNanos();
    Loop loop = new Loop(selector, dispatcher, window, settled, timeout);
    for (int n = number; n < plan.connections(); n += plan.threads()) {
      Endpoint to = endpoint(n);
      Function<Answers, Codec> protocol = answers -> plan.target().codec(to, answers);
      loop.add(connection(n, protocol, plan.inFlight(), selector, dispatcher, loop));
    }
    for (int n = number; n < plan.watchers(); n += plan.threads()) {
      Endpoint to = endpoint(n);
      Function<Answers, Codec> protocol = answers -> plan.target().watch(to, answers).orElseThrow();
      loop.add(connection(n, protocol, 0, selector, dispatcher, loop));
    }
    return loop;
  }

  private Endpoint endpoint(int connection) {
    return plan.endpoints().get(connection % addresses.size());
  }

  private Connection connection(
      int number,
      Function<Answers, Codec> protocol,
      int places,
      Selector selector,
      Dispatcher dispatcher,
      Loop loop) {
    return new Connection(
        addresses.get(number % addresses.size()),
        protocol,
        plan.target().inOrder(),
        places,
        plan.timeout().toNanos(),
        dispatcher,
        selector,
        loop::unflushed);
  }

  /**
   * Carries it out.
   *
   * @param look called now and then, by this thread
   */
  Recorder carryOut(Runnable look) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    loops.forEach(loop -> threads.add(start("bench-loop", loop)));
    pacers.forEach(pacer -> start("bench-pacer", pacer));
    boolean _ = settled.await(plan.timeout().toMillis(), TimeUnit.MILLISECONDS);
    window.begin(System.nanoTime());
    selectors.forEach(Selector::wakeup);
    for (Thread thread : threads) {
      while (!thread.join(Duration.ofMillis(LOOK_MILLIS))) {
        look.run();
      }
    }
    pacers.forEach(Pacer::end);
    selectors.forEach(Sockets::close);
    Throwable cause = defect.get();
    if (cause instanceof NoSockets lack) {
      throw lack;
    }
    if (cause != null) {
      throw new IllegalStateException("the load generator failed", cause);
    }
    recorders.forEach(all::add);
    return all;
  }

  private Thread start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (_, cause) -> {
          defect.compareAndSet(null, cause);
          stop();
        });
    thread.start();
    return thread;
  }

  void stop() {
    window.stop(System.nanoTime());
    selectors.forEach(Selector::wakeup);
  }

  long operations() {
    return progressed.stream().mapToLong(Progressed::operations).sum();
  }

  long errors() {
    return progressed.stream().mapToLong(Progressed::errors).sum();
  }
}
