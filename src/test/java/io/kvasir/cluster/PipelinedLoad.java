package io.kvasir.cluster;

import com.google.protobuf.ByteString;
import io.kvasir.client.KvasirClient;
import io.kvasir.edge.tcp.proto.ClientProto.ErrorResponse;
import io.kvasir.edge.tcp.proto.ClientProto.Outcome;
import io.kvasir.edge.tcp.proto.ClientProto.PutRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Request;
import io.kvasir.edge.tcp.proto.ClientProto.Response;
import io.kvasir.edge.tcp.proto.ClientProto.Response.BodyCase;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Writers that put each key of their own once, pipelined on one connection to each node, and note
 * what became of it. What certainly was not done is tried again, elsewhere.
 */
final class PipelinedLoad implements AutoCloseable {
  private static final int WRITERS = 96;
  private static final long PAUSE_NANOS = 20_000_000;
  private static final int ANSWER_SECONDS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final LocalCluster cluster;
  private final String bucket;
  private final String prefix;
  private final AtomicReferenceArray<KvasirClient> clients;
  private final Semaphore allowed = new Semaphore(0);
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger allowedEver = new AtomicInteger();
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();
  private final List<Thread> writers = new ArrayList<>();

  PipelinedLoad(LocalCluster cluster, String bucket, String prefix) {
    this.cluster = cluster;
    this.bucket = bucket;
    this.prefix = prefix;
    this.clients = new AtomicReferenceArray<>(cluster.size());
    for (int n = 0; n < WRITERS; n++) {
      int writer = n;
      writers.add(Thread.ofVirtual().start(() -> write(writer)));
    }
  }

  /** So many writes more may be done. */
  void allow(int count) {
    allowedEver.addAndGet(count);
    allowed.release(count);
  }

  /** Waits until of so many it is known, or known that it cannot be known, what became of them. */
  void awaitSettled(int count) {
    Await.until(
        PATIENCE,
        () -> "only %d of %d writes are settled".formatted(settled(), count),
        () -> settled() >= count);
  }

  /** Waits for all that were allowed. */
  void awaitSettled() {
    awaitSettled(allowedEver.get());
  }

  private int settled() {
    return acknowledged.size() + unknown.size();
  }

  /** The keys whose put was acknowledged, and the revision that was told. */
  Map<String, Long> acknowledged() {
    return acknowledged;
  }

  /** The keys of which nobody could say whether they were put. */
  Set<String> unknown() {
    return unknown;
  }

  static String valueOf(String key) {
    return "value of " + key;
  }

  private void write(int writer) {
    int node = writer;
    try {
      while (true) {
        allowed.acquire();
        String key = prefix + next.getAndIncrement();
        while (!isSettled(key, node % cluster.size())) {
          node++;
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** Puts a key through one node; false when certainly nothing was done. */
  private boolean isSettled(String key, int index) throws InterruptedException {
    KvasirClient client;
    try {
      client = client(index);
    } catch (UncheckedIOException | IllegalStateException nobodyThere) {
      return false;
    }
    try {
      return isSettled(key, client.send(put(key)).get(ANSWER_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException noAnswer) {
      unknown.add(key);
      return true;
    }
  }

  private Request.Builder put(String key) {
    ByteString value = ByteString.copyFromUtf8(valueOf(key));
    return Request.newBuilder()
        .setPut(PutRequest.newBuilder().setBucket(bucket).setKey(key).setValue(value));
  }

  private boolean isSettled(String key, Response response) {
    if (response.getBodyCase() == BodyCase.OK) {
      acknowledged.put(key, response.getOk().getModRevision());
      return true;
    }
    ErrorResponse error = response.getError();
    if (error.getOutcome() == Outcome.OUTCOME_NOT_APPLIED && error.getRetryable()) {
      return false;
    }
    unknown.add(key);
    return true;
  }

  /** The connection to a node, or to what runs in its place now. */
  private synchronized KvasirClient client(int index) {
    KvasirClient client = clients.get(index);
    if (client == null || client.ended().isDone()) {
      NodeProcess node = cluster.node(index + 1);
      client = new KvasirClient(node.base().getHost(), node.tcpPort());
      var _ = client.hello();
      clients.set(index, client);
    }
    return client;
  }

  @Override
  public void close() {
    writers.forEach(Thread::interrupt);
    for (int index = 0; index < clients.length(); index++) {
      KvasirClient client = clients.get(index);
      if (client != null) {
        client.close();
      }
    }
  }
}
