package io.kvasir.edge.datagram;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of hosts, looked up off the caller's thread. Who asks gets at once what is known; a
 * name that was not looked up lately is looked up again meanwhile. As long as that does not
 * succeed, or takes long, what was known before stands.
 */
public final class Names {
  private static final int MAX_NAMES = 4_096;
  private static final int MAX_LOOKUPS = 8;
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** Asks the name service; may block. */
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private static final class Name {
    private volatile List<InetAddress> addresses = List.of();
    private long askedNanos;
    private boolean asked;
    private boolean underWay;

    /** Whether the caller shall look it up. */
    synchronized boolean begin(long nowNanos) {
      boolean due = !underWay && (!asked || nowNanos - askedNanos >= FRESH_NANOS);
      if (due) {
        underWay = true;
        asked = true;
        askedNanos = nowNanos;
      }
      return due;
    }

    synchronized void end() {
      underWay = false;
    }
  }

  private final Map<String, Name> names = new ConcurrentHashMap<>();
  private final Semaphore lookups = new Semaphore(MAX_LOOKUPS);
  private final Resolver resolver;
  private final Executor executor;
  private final LongSupplier nanos;

  /** Asks the operating system. */
  public Names() {
    this(
        InetAddress::getAllByName,
        task -> Thread.ofPlatform().name("kvasir-names").daemon().start(task),
        System::nanoTime);
  }

  Names(Resolver resolver, Executor executor, LongSupplier nanos) {
    this.resolver = resolver;
    this.executor = executor;
    this.nanos = nanos;
  }

  /** What is known; empty for a name that was not found yet. Never blocks. */
  List<InetAddress> addresses(String host) {
    InetAddress literal = literal(host);
    if (literal != null) {
      return List.of(literal);
    }
    if (names.size() >= MAX_NAMES && !names.containsKey(host)) {
      return List.of();
    }
    Name name = names.computeIfAbsent(host, any -> new Name());
    lookUp(host, name);
    return name.addresses;
  }

  /** One of them, as text; empty for a name that was not found yet. Never blocks. */
  public Optional<String> address(String host) {
    return addresses(host).stream().findFirst().map(InetAddress::getHostAddress);
  }

  private static @Nullable InetAddress literal(String host) {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException name) {
      return null;
    }
  }

  private void lookUp(String host, Name name) {
    if (!lookups.tryAcquire()) {
      return;
    }
    if (name.begin(nanos.getAsLong())) {
      executor.execute(() -> resolve(host, name));
    } else {
      lookups.release();
    }
  }

  private void resolve(String host, Name name) {
    try {
      name.addresses = List.copyOf(Arrays.asList(resolver.resolve(host)));
    } catch (UnknownHostException unknown) {
      // what was known before stands, and it is asked for again
    } finally {
      name.end();
      lookups.release();
    }
  }
}
