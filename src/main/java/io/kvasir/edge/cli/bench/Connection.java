package io.kvasir.edge.cli.bench;

import io.kvasir.edge.cli.bench.protocol.Answers;
import io.kvasir.edge.cli.bench.protocol.BadAnswer;
import io.kvasir.edge.cli.bench.protocol.Codec;
import io.kvasir.edge.cli.bench.protocol.Output;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server, which is made anew when it ends. Of one event loop.
 *
 * <p>closed → (connect) connecting → (connected) open → (lost, or the server said so) closed, until
 * its time comes to connect again.
 */
final class Connection implements Lane, Answers {
  private static final String LOST = "connection lost";
  private static final String UNREACHABLE = "cannot connect";
  private static final String TIMEOUT = "timeout";
  private static final String BAD = "bad answer";

  private final InetSocketAddress address;
  private final Function<Answers, Codec> protocol;
  private final Dispatcher dispatcher;
  private final Selector selector;
  private final Flushing flushing;
  private final List<Place> places;
  private final Deque<Place> order;
  private final boolean inOrder;
  private final long timeoutNanos;
  private final Backoff backoff = new Backoff();
  private final Output out = new Output();
  private final Leftover leftover = new Leftover();
  private int flushed;
  private @Nullable SocketChannel channel;
  private @Nullable SelectionKey key;
  private @Nullable Codec codec;
  private boolean open;
  private boolean dirty;
  private boolean ending;
  private String reason = LOST;
  private boolean settled;
  private boolean watching;
  private long connecting;
  private long now;

  /** Collects connections that have something to send. */
  interface Flushing {
    void add(Connection connection);
  }

  /**
   * @param protocol of a new connection
   * @param number how many requests may be under way; 0 for a watch
   */
  Connection(
      InetSocketAddress address,
      Function<Answers, Codec> protocol,
      boolean inOrder,
      int number,
      long timeoutNanos,
      Dispatcher dispatcher,
      Selector selector,
      Flushing flushing) {
    this.address = address;
    this.protocol = protocol;
    this.inOrder = inOrder;
    this.timeoutNanos = timeoutNanos;
    this.dispatcher = dispatcher;
    this.selector = selector;
    this.flushing = flushing;
    this.places = IntStream.range(0, number).mapToObj(n -> new Place(this, n)).toList();
    this.order = new ArrayDeque<>(number + 1);
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  /** Whether it was open once, or will not be at once; a watch, whether it has begun. */
  boolean isSettled() {
    return settled && (watching || !places.isEmpty());
  }

  void connect(long time) {
    now = time;
    connecting = time;
    try {
      if (address.isUnresolved()) {
        throw new UnknownHostException(address.getHostString());
      }
      SocketChannel next = socket();
      channel = next;
      next.configureBlocking(false);
      next.setOption(StandardSocketOptions.TCP_NODELAY, true);
      codec = protocol.apply(this);
      key = next.register(selector, SelectionKey.OP_CONNECT, this);
      if (next.connect(address)) {
        opened(next);
      }
    } catch (IOException e) {
      lose(UNREACHABLE);
    }
  }

  private static SocketChannel socket() {
    try {
      return SocketChannel.open();
    } catch (IOException e) {
      throw new NoSockets(e);
    }
  }

  private void opened(SocketChannel connected) throws IOException {
    open = true;
    settled = true;
    codec().greet(out);
    flush(connected);
    places.forEach(dispatcher::offer);
  }

  private Codec codec() {
    Codec current = codec;
    if (current == null) {
      throw new IllegalStateException("not connected");
    }
    return current;
  }

  @Override
  public void send(Place place) {
    if (inOrder) {
      order.add(place);
    }
    codec().encode(place.operation(), place.number(), out);
    if (!dirty) {
      dirty = true;
      flushing.add(this);
    }
  }

  /** Sends what there is to be sent. */
  void flush(long time) {
    dirty = false;
    now = time;
    SocketChannel current = channel;
    if (open && current != null) {
      try {
        flush(current);
      } catch (IOException e) {
        lose(LOST);
      }
    }
  }

  private void flush(SocketChannel to) throws IOException {
    ByteBuffer unsent = out.from(flushed);
    to.write(unsent);
    flushed = unsent.position();
    boolean all = flushed == out.size();
    if (flushed >= out.size() - flushed) {
      out.drop(flushed);
      flushed = 0;
    }
    interest(all ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
  }

  private void interest(int operations) {
    SelectionKey current = key;
    if (current != null && current.interestOps() != operations) {
      current.interestOps(operations);
    }
  }

  /**
   * Something happened to the socket.
   *
   * @param into where bytes are read to; of the event loop
   */
  void ready(long time, Input into) {
    SocketChannel current = channel;
    SelectionKey selected = key;
    if (current == null || selected == null || !selected.isValid()) {
      return;
    }
    now = time;
    try {
      if (!open) {
        if (current.finishConnect()) {
          opened(current);
        }
        return;
      }
      if (selected.isReadable()) {
        read(current, into);
      }
      if (open && selected.isValid() && selected.isWritable()) {
        flush(current);
      }
    } catch (IOException e) {
      lose(open ? LOST : UNREACHABLE);
    } catch (BadAnswer e) {
      lose(BAD);
    }
  }

  private void read(SocketChannel from, Input into) throws IOException, BadAnswer {
    if (into.read(from, leftover) < 0) {
      codec().end();
      loseForNow(LOST);
      return;
    }
    int end = into.size();
    int read = codec().decode(into.array(), 0, end);
    if (read == 0 && end == Input.CAPACITY) {
      throw new BadAnswer("an answer is too large");
    }
    leftover.keep(into.array(), read, end);
    if (ending) {
      loseForNow(reason);
    }
  }

  /** Connects again at once if there were answers: a server may give one to each connection. */
  private void loseForNow(String kind) {
    lose(kind);
    if (backoff.isOver(now)) {
      connect(now);
    }
  }

  /** Whose answer came; an answer that nobody waits for ends the connection. */
  private Optional<Place> answered(int number) {
    Place place = number == NEXT ? order.poll() : at(number);
    if (place == null || !place.isBusy()) {
      ended(BAD);
      return Optional.empty();
    }
    backoff.reset();
    return Optional.of(place);
  }

  private @Nullable Place at(int number) {
    return number < places.size() ? places.get(number) : null;
  }

  @Override
  public void succeeded(int place) {
    answered(place).ifPresent(one -> dispatcher.succeeded(one, now));
  }

  @Override
  public void missed(int place) {
    answered(place).ifPresent(one -> dispatcher.missed(one, now));
  }

  @Override
  public void failed(int place, String kind) {
    answered(place).ifPresent(one -> dispatcher.failed(one, now, kind));
  }

  @Override
  public void watching() {
    watching = true;
  }

  @Override
  public void seen(long sequence) {
    dispatcher.seen(sequence, now);
  }

  @Override
  public void closing() {
    ended(LOST);
  }

  @Override
  public void ended(String kind) {
    ending = true;
    reason = kind;
  }

  /** Gives up requests that take too long, and connects again when it is time. */
  void sweep(long time) {
    now = time;
    if (channel == null) {
      if (backoff.isOver(time)) {
        connect(time);
      }
    } else if (!open) {
      if (time - connecting > timeoutNanos) {
        lose(UNREACHABLE);
      }
    } else {
      abandonLate(time);
    }
  }

  private void abandonLate(long time) {
    boolean stuck = !places.isEmpty();
    for (Place place : places) {
      if (place.isBusy() && !place.isAbandoned() && time - place.sent() > timeoutNanos) {
        dispatcher.abandon(place, time, TIMEOUT);
      }
      stuck &= place.isBusy() && place.isAbandoned();
    }
    if (stuck) {
      lose(TIMEOUT);
    }
  }

  /** Counts what nobody waits for any longer as failed. */
  void giveUp(long time) {
    for (Place place : places) {
      if (place.isBusy() && !place.isAbandoned()) {
        dispatcher.abandon(place, time, TIMEOUT);
      }
    }
  }

  /**
   * The connection is no more; what was under way on it has failed. When nothing was, that is no
   * failure if the server only ended it.
   */
  private void lose(String kind) {
    boolean told = open && !places.isEmpty() && kind.equals(LOST);
    close();
    backoff.begin(now);
    for (Place place : places) {
      if (place.isBusy()) {
        dispatcher.failed(place, now, kind);
        told = true;
      }
    }
    if (!told) {
      dispatcher.failed(now, kind);
    }
  }

  /** Ends it, whatever is under way. */
  void close() {
    SocketChannel current = channel;
    open = false;
    settled = true;
    ending = false;
    channel = null;
    key = null;
    codec = null;
    order.clear();
    leftover.clear();
    out.clear();
    flushed = 0;
    if (current != null) {
      Sockets.close(current);
    }
  }
}
