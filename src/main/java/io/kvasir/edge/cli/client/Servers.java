package io.kvasir.edge.cli.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The servers that are asked: one after the other until one can be reached, then that one.
 *
 * <p>What may have been carried out is not sent to another. One thread sends; another may cancel.
 */
public final class Servers {
  private final List<Server> all;
  private final AtomicReference<@Nullable Socket> underWay = new AtomicReference<>();
  private int preferred;

  public Servers(List<Server> all) {
    if (all.isEmpty()) {
      throw new IllegalArgumentException("no server");
    }
    this.all = List.copyOf(all);
  }

  /** The same servers for another thread. */
  public Servers another() {
    return new Servers(all);
  }

  public List<Server> all() {
    return all;
  }

  /** Reads servers that are separated by commas. */
  public static Servers parse(String list) {
    List<Server> servers = new ArrayList<>();
    for (String one : list.split(",", -1)) {
      servers.add(Server.parse(one.strip()));
    }
    return new Servers(servers);
  }

  /**
   * Sends a request.
   *
   * @throws Unreachable when no server took it, so that nothing was carried out
   * @throws Unanswered when it may have been carried out
   */
  public Reply send(Request request) throws Unreachable, Unanswered {
    List<String> reasons = new ArrayList<>();
    for (int tried = 0; tried < all.size(); tried++) {
      Server server = all.get(preferred);
      try {
        return carryOut(server, request);
      } catch (Unreachable e) {
        reasons.add(e.getMessage());
        preferred = (preferred + 1) % all.size();
      }
    }
    throw new Unreachable(String.join("; ", reasons));
  }

  private Reply carryOut(Server server, Request request) throws Unreachable, Unanswered {
    Socket socket = connect(server);
    underWay.set(socket);
    try {
      return new Exchange(server, socket).carryOut(request);
    } catch (IOException e) {
      close(socket);
      String what = "%s did not answer (%s)".formatted(server, reason(e));
      if (request.onlyReads()) {
        throw new Unreachable(what);
      }
      throw new Unanswered(what);
    }
  }

  private static Socket connect(Server server) throws Unreachable {
    try {
      return server.connect();
    } catch (IOException e) {
      throw new Unreachable("cannot reach %s (%s)".formatted(server, reason(e)));
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case UnknownHostException _ -> "unknown host";
      case SocketTimeoutException _ -> "timed out";
      case ConnectException _ -> "connection refused";
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }

  /** Begins with the next server from now on. */
  public void turnToNext() {
    preferred = (preferred + 1) % all.size();
  }

  /** Who is asked next. */
  public Server preferred() {
    return all.get(preferred);
  }

  /** Ends the exchange under way; whoever waits for it gets an exception. */
  public void cancel() {
    Socket socket = underWay.getAndSet(null);
    if (socket != null) {
      close(socket);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
