package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.edge.cli.client.Request;
import io.kvasir.edge.cli.client.Servers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Takes copies of all members of a cluster that can be reached, at the same time. */
final class Backup {
  private static final int ATTEMPTS = 5;
  private static final long PAUSE_MILLIS = 1_500;

  private final Session session;
  private final List<String> nodes;
  private final BackupFolder folder;
  private final Progress progress;

  /**
   * @param nodes URLs of the members; none for where they say that they are
   */
  Backup(Session session, List<String> nodes, BackupFolder folder, Progress progress) {
    this.session = session;
    this.nodes = List.copyOf(nodes);
    this.folder = folder;
    this.progress = progress;
  }

  /** Says what was written. */
  ObjectNode run() throws Failed {
    folder.prepare();
    boolean done = false;
    ExecutorService pool = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
    try {
      List<NodeCopy> begun = begin(pool);
      try {
        ObjectNode manifest = folder.complete(copy(pool, begun));
        done = true;
        return manifest;
      } finally {
        begun.forEach(NodeCopy::close);
      }
    } finally {
      pool.shutdownNow();
      if (!done) {
        clear();
      }
    }
  }

  private void clear() throws Failed {
    try {
      folder.clear();
    } catch (IOException e) {
      throw new Failed(ExitCode.UNWRITTEN, "Cannot clear the folder: " + FileFault.reason(e));
    }
  }

  /** Copies that are complete together, once that is so. */
  private List<NodeCopy> begin(ExecutorService pool) throws Failed {
    for (int made = 1; ; made++) {
      progress.at("asking all members");
      List<String> unreached = new ArrayList<>();
      List<NodeCopy> begun = beginOnce(pool, unreached);
      List<String> missing = Completeness.missing(begun.stream().map(NodeCopy::head).toList());
      if (missing.isEmpty()) {
        unreached.forEach(why -> session.printer().note("left out, and not needed: " + why));
        return begun;
      }
      begun.forEach(NodeCopy::close);
      if (made == ATTEMPTS) {
        missing.addAll(unreached);
        throw new Failed(
            ExitCode.UNAVAILABLE, "No backup can be made now: " + String.join("; ", missing));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }
  }

  private List<NodeCopy> beginOnce(ExecutorService pool, List<String> unreached) throws Failed {
    List<Future<NodeCopy>> asked = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, Session> member : members(unreached).entrySet()) {
      names.add(member.getKey());
      asked.add(pool.submit(() -> NodeCopy.begin(member.getValue())));
    }
    List<NodeCopy> begun = new ArrayList<>();
    for (int at = 0; at < asked.size(); at++) {
      try {
        begun.add(result(asked.get(at)));
      } catch (Failed failed) {
        unreached.add(names.get(at) + ": " + failed.getMessage());
      }
    }
    return begun;
  }

  /**
   * Whom to ask, by what they are called. Also who told of the members is asked where it says that
   * it is: there may be a balancer in between.
   */
  private Map<String, Session> members(List<String> unreached) throws Failed {
    Map<String, Session> members = new TreeMap<>();
    for (String url : nodes) {
      members.put(url, session.of(servers(url)));
    }
    if (nodes.isEmpty()) {
      JsonNode all = session.ask(Request.get("admin", "members"), "members").path("members");
      for (JsonNode member : all) {
        String id = member.path("id").asText();
        if (all.size() == 1) {
          members.put(id, session.ofPreferred());
        } else if (member.has("http")) {
          members.put(id, session.of(servers(member.path("http").asText())));
        } else {
          unreached.add(id + ": it does not say where clients find it; see --nodes");
        }
      }
    }
    return members;
  }

  private static Servers servers(String url) throws Failed {
    try {
      return Servers.parse(url);
    } catch (IllegalArgumentException e) {
      throw new Failed(ExitCode.USAGE, e.getMessage() + "; see --nodes");
    }
  }

  private List<ObjectNode> copy(ExecutorService pool, List<NodeCopy> begun) throws Failed {
    progress.at("copying " + begun.size() + " nodes");
    List<Future<ObjectNode>> copying = new ArrayList<>();
    for (int at = 0; at < begun.size(); at++) {
      NodeCopy each = begun.get(at);
      var file = folder.file(at + 1);
      Callable<ObjectNode> task = () -> each.into(file, progress);
      copying.add(pool.submit(task));
    }
    List<ObjectNode> copies = new ArrayList<>();
    for (Future<ObjectNode> each : copying) {
      copies.add(result(each));
    }
    return copies;
  }

  private static <T> T result(Future<T> future) throws Failed {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Failed failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failed(ExitCode.UNAVAILABLE, "interrupted");
    }
  }
}
