package io.kvasir.edge.tcp;

import io.kvasir.edge.tcp.proto.ClientProto.ErrorResponse;
import io.kvasir.edge.tcp.proto.ClientProto.Event;
import io.kvasir.edge.tcp.proto.ClientProto.Request;
import io.kvasir.edge.tcp.proto.ClientProto.Response;
import io.kvasir.edge.tcp.proto.ClientProto.WatchCancelRequest;
import io.kvasir.edge.tcp.proto.ClientProto.WatchRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** A connection on which watches and requests are answered as they come, each to its own. */
final class WatchingSocket implements AutoCloseable {
  private final RawSocket socket;
  private final Map<Integer, Deque<Response>> unread = new HashMap<>();
  private final Map<Integer, Deque<Event>> events = new HashMap<>();
  private String lastCursor = "";
  private int lastId;

  WatchingSocket(RawSocket socket) {
    this.socket = socket;
    lastId = 1;
    socket.send(RawSocket.hello(lastId));
    if (!next(lastId).getHello().getOutOfOrder()) {
      throw new AssertionError("the node keeps the order");
    }
  }

  /** Sends a request, with an id of its own unless it has one, and waits for nothing. */
  int send(Request.Builder request) {
    if (request.getRequestId() == 0) {
      request.setRequestId(++lastId);
    }
    socket.send(request.build());
    return request.getRequestId();
  }

  Response ask(Request.Builder request) {
    return next(send(request));
  }

  /** Begins a watch; its id. */
  int watch(WatchRequest.Builder watch) {
    int id = send(Request.newBuilder().setWatch(watch));
    Response begun = next(id);
    if (!begun.hasWatch() || begun.getWatch().getEventsCount() > 0) {
      throw new AssertionError("no watch begins: " + begun);
    }
    return id;
  }

  Response cancel(int watch) {
    return ask(
        Request.newBuilder().setWatchCancel(WatchCancelRequest.newBuilder().setWatch(watch)));
  }

  /** The next response of that id. */
  Response next(int id) {
    Deque<Response> waiting = unread.computeIfAbsent(id, none -> new ArrayDeque<>());
    while (waiting.isEmpty()) {
      Response next = socket.read();
      unread.computeIfAbsent(next.getRequestId(), none -> new ArrayDeque<>()).add(next);
    }
    Response next = waiting.remove();
    if (next.hasWatch()) {
      lastCursor = next.getWatch().getCursor();
    }
    return next;
  }

  /** The next of that id that says something, or is an answer to something else. */
  Response nextOtherThanHeartbeat(int id) {
    Response next = next(id);
    while (next.hasWatch() && next.getWatch().getEventsCount() == 0) {
      next = next(id);
    }
    return next;
  }

  Event event(int watch) {
    Deque<Event> told = events.computeIfAbsent(watch, none -> new ArrayDeque<>());
    if (told.isEmpty()) {
      Response next = nextOtherThanHeartbeat(watch);
      if (!next.hasWatch()) {
        throw new AssertionError("ended: " + next);
      }
      told.addAll(next.getWatch().getEventsList());
    }
    return told.remove();
  }

  /** What ends a watch that tells no more. */
  ErrorResponse end(int watch) {
    Response last = nextOtherThanHeartbeat(watch);
    if (!last.hasError()) {
      throw new AssertionError("goes on: " + last);
    }
    return last.getError();
  }

  /** The cursor of the last that was taken of any watch. */
  String lastCursor() {
    return lastCursor;
  }

  /** Throws away what has come of a watch and was not taken. */
  void forget(int watch) {
    unread.remove(watch);
  }

  /** How much has come of a watch and was not taken. */
  int came(int watch) {
    return unread.getOrDefault(watch, new ArrayDeque<>()).size();
  }

  @Override
  public void close() {
    socket.close();
  }
}
