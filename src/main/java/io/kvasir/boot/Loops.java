package io.kvasir.boot;

import io.kvasir.edge.eventloop.SocketLoop;
import io.netty.channel.EventLoopGroup;
import java.util.List;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/** The engine's loops, on the threads that serve the sockets. */
final class Loops {
  private static final Logger LOG = Logger.getLogger(Loops.class);

  /** What a process ends with whose state can no longer be trusted (EX_SOFTWARE of BSD). */
  private static final int BROKEN_INVARIANT = 70;

  private static final int MOST_LOOPS = 512;

  private static final int MOST_REQUESTS = 1 << 20;

  private final List<SocketLoop> loops;

  /**
   * @param capacity how many tasks may be offered to each
   */
  Loops(EventLoopGroup threads, int count, int capacity) {
    require("kvasir.engine.loops", count, MOST_LOOPS);
    require("kvasir.engine.requests-per-loop", capacity, MOST_REQUESTS);
    this.loops =
        IntStream.range(0, count)
            .mapToObj(index -> new SocketLoop(threads.next(), capacity, Loops::halt))
            .toList();
  }

  private static void require(String setting, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException("%s is 1 to %d, not %d".formatted(setting, most, value));
    }
  }

  List<SocketLoop> all() {
    return loops;
  }

  void start() {
    loops.forEach(SocketLoop::start);
  }

  void close() {
    loops.forEach(SocketLoop::close);
  }

  /** Going on could acknowledge what is not true. What was acknowledged is on disk. */
  static void halt(Throwable bug) {
    LOG.fatal("event=broken_invariant action=halt", bug);
    LastWords.say(bug::printStackTrace);
    Runtime.getRuntime().halt(BROKEN_INVARIANT);
  }
}
