package io.kvasir.fuzz;

import io.kvasir.edge.tcp.proto.ClientProto.Request;
import io.kvasir.edge.tcp.proto.ClientProto.Response;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends nodes frames of the client protocol that are requests, and now and then none. */
public final class FrameFuzz {
  private static final int TIMEOUT_MILLIS = 70_000;
  private static final int AT_ONCE = 40;
  private static final int DAMAGED = 50;
  private static final int MOST_VIOLATIONS = 20;

  private final List<InetSocketAddress> nodes;
  private final List<String> buckets;

  /**
   * @param buckets that most requests are about
   */
  public FrameFuzz(List<InetSocketAddress> nodes, List<String> buckets) {
    this.nodes = List.copyOf(nodes);
    this.buckets = List.copyOf(buckets);
  }

  /**
   * What came of it.
   *
   * @param outcomes how many answers were which, and how many connections ended on a frame that is
   *     none
   * @param violations what must not be, some of them
   */
  public record Tally(SortedMap<String, Integer> outcomes, List<String> violations) {
    public Tally {
      outcomes = Collections.unmodifiableSortedMap(new TreeMap<>(outcomes));
      violations = List.copyOf(violations);
    }

    public int frames() {
      return outcomes.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  /** Sends about {@code frames}, by {@code clients} at a time. */
  public Tally run(long seed, int frames, int clients) throws InterruptedException {
    Counts counts = new Counts(new AtomicInteger(frames), new TreeMap<>(), new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      InetSocketAddress node = nodes.get(client % nodes.size());
      Chance chance = new Chance(seed + client);
      RandomMessages messages = new RandomMessages(seed + client, buckets);
      threads.add(Thread.ofVirtual().start(() -> run(node, messages, chance, counts)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return new Tally(counts.outcomes(), counts.violations());
  }

  private record Counts(
      AtomicInteger left, SortedMap<String, Integer> outcomes, List<String> violations) {
    synchronized void add(String outcome) {
      outcomes.merge(outcome, 1, Integer::sum);
      if (outcome.endsWith("internal_error")) {
        violate("a defect");
      }
    }

    synchronized void violate(String what) {
      if (violations.size() < MOST_VIOLATIONS) {
        violations.add(what);
      }
    }
  }

  private static void run(
      InetSocketAddress node, RandomMessages messages, Chance chance, Counts counts) {
    while (counts.left().get() > 0) {
      try (Socket socket = new Socket()) {
        socket.connect(node, TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        boolean inOrder = true;
        for (int round = chance.below(DAMAGED); round >= 0 && counts.left().get() > 0; round--) {
          inOrder = exchange(socket, in, messages, inOrder, counts);
        }
        damage(socket, in, chance, counts);
      } catch (IOException | IllegalStateException e) {
        counts.violate("no answer: " + e);
        counts.left().decrementAndGet();
      }
    }
  }

  /**
   * Many at a time, each of which is answered once; in their order, unless a hello wished
   * otherwise.
   *
   * @return whether answers keep their order from now on
   */
  private static boolean exchange(
      Socket socket, DataInputStream in, RandomMessages messages, boolean inOrder, Counts counts)
      throws IOException {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    SortedMap<Integer, Request> open = new TreeMap<>();
    for (int id = 1; id <= AT_ONCE; id++) {
      Request request = messages.next(id);
      open.put(id, request);
      frames.writeBytes(length(request.getSerializedSize()));
      frames.writeBytes(request.toByteArray());
    }
    socket.getOutputStream().write(frames.toByteArray());
    boolean keepsOrder = inOrder;
    while (!open.isEmpty()) {
      Response response = read(in);
      int next = open.firstKey();
      Request request = open.remove(response.getRequestId());
      if (request == null || (keepsOrder && response.getRequestId() != next)) {
        throw new IllegalStateException("when " + next + " is next the answer is " + response);
      }
      keepsOrder &= !(response.hasHello() && request.getHello().getOutOfOrder());
      String error = response.getError().getMessage();
      counts.add(error.isEmpty() ? response.getBodyCase().name() : "ERROR " + error);
      counts.left().decrementAndGet();
    }
    return keepsOrder;
  }

  /** A frame that is no request, or too long, or never ends: the node says so, or closes. */
  private static void damage(Socket socket, DataInputStream in, Chance chance, Counts counts)
      throws IOException {
    counts.left().decrementAndGet();
    byte[] noise = chance.bytes(200);
    boolean isWhole = chance.oneIn(2);
    int announced = isWhole ? noise.length : chance.oneIn(2) ? -1 : Integer.MAX_VALUE;
    try {
      socket.getOutputStream().write(length(announced));
      socket.getOutputStream().write(noise);
      socket.shutdownOutput();
      Response response = read(in);
      counts.add("damaged: " + response.getError().getMessage());
    } catch (EOFException e) {
      counts.add("damaged: closed");
    }
  }

  private static byte[] length(int length) {
    return ByteBuffer.allocate(4).putInt(length).array();
  }

  private static Response read(DataInputStream in) throws IOException {
    byte[] body = new byte[in.readInt()];
    in.readFully(body);
    return Response.parseFrom(body);
  }
}
