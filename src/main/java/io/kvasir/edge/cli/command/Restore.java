package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.edge.cli.client.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes a backup into a cluster, or compares it with one: of each shard what its leader had, of
 * each other key what all replicas had, together. May be repeated.
 */
final class Restore {
  /** More than so much of one key is sent replica by replica, which comes to the same. */
  private static final int TOGETHER_CHARS = 8 << 20;

  private static final int IN_DOUBT_ATTEMPTS = 5;

  private final List<BackupFolder.Copy> copies;
  private final Workers workers;
  private final boolean compares;
  private final Progress progress;
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong deleted = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong differing = new AtomicLong();
  private final Batches batches = new Batches(this::submit);
  private volatile String example = "";

  Restore(List<BackupFolder.Copy> copies, Workers workers, boolean compares, Progress progress) {
    this.copies = copies;
    this.workers = workers;
    this.compares = compares;
    this.progress = progress;
  }

  /** Says what was done. */
  ObjectNode run() throws Failed {
    progress.at(compares ? "comparing" : "writing");
    List<CopyReader> readers = new ArrayList<>();
    try {
      for (BackupFolder.Copy copy : copies) {
        readers.add(CopyReader.open(copy, progress));
      }
      values(readers);
      states(readers);
      batches.flushAll();
      workers.finish();
    } finally {
      readers.forEach(CopyReader::close);
    }
    return Json.object()
        .put(compares ? "equal" : "written", written.get())
        .put("deleted", deleted.get())
        .put("ended", ended.get())
        .put("differing", differing.get());
  }

  /** A key that differs, when one does. */
  String example() {
    return example;
  }

  /** Two leaders may have followed each other while the copies began: one of them will do. */
  private void values(List<CopyReader> readers) throws Failed {
    Map<Long, Integer> chosen = new HashMap<>();
    for (int at = 0; at < copies.size(); at++) {
      for (long group : copies.get(at).head().complete()) {
        chosen.putIfAbsent(group, at);
      }
    }
    for (int at = 0; at < readers.size(); at++) {
      Optional<JsonNode> value = readers.get(at).value();
      for (; value.isPresent(); value = readers.get(at).value()) {
        if (Integer.valueOf(at).equals(chosen.get(value.get().path("group").asLong()))) {
          ObjectNode line = Json.object();
          line.set("key", value.get().path("key"));
          line.set("value", value.get().path("value"));
          if (value.get().has("ends")) {
            line.set("ends", value.get().path("ends"));
          }
          batches.add(value.get().path("bucket").asText(), line.toString());
        }
      }
    }
  }

  private void states(List<CopyReader> readers) throws Failed {
    Optional<CopyReader.State> least = least(readers);
    while (least.isPresent()) {
      CopyReader.State key = least.get();
      Set<String> states = new LinkedHashSet<>();
      for (CopyReader reader : readers) {
        Optional<CopyReader.State> state = reader.state();
        if (state.isPresent() && CopyReader.State.ORDER.compare(state.get(), key) == 0) {
          states.add(state.get().state());
          reader.take();
        }
      }
      send(key, states);
      least = least(readers);
    }
  }

  private static Optional<CopyReader.State> least(List<CopyReader> readers) {
    return readers.stream()
        .map(CopyReader::state)
        .flatMap(Optional::stream)
        .min(CopyReader.State.ORDER);
  }

  private void send(CopyReader.State key, Set<String> states) throws Failed {
    long size = states.stream().mapToLong(String::length).sum();
    if (size <= TOGETHER_CHARS || states.size() == 1) {
      batches.add(key.bucket(), line(key, states, false));
    } else {
      for (String state : states) {
        batches.flush(key.bucket());
        batches.add(key.bucket(), line(key, Set.of(state), true));
        batches.flush(key.bucket());
      }
    }
  }

  private static String line(CopyReader.State key, Set<String> states, boolean part) {
    ObjectNode line = Json.object().put("key", key.key());
    ArrayNode array = line.putArray("states");
    states.forEach(array::add);
    return (part ? line.put("part", true) : line).toString();
  }

  private void submit(String bucket, byte[] lines) throws Failed {
    workers.submit(own -> carryOut(own, bucket, lines));
  }

  private void carryOut(Session own, String bucket, byte[] body) throws Failed {
    Request request =
        Request.of("POST", "admin", "restore", bucket)
            .with("cluster", copies.getFirst().head().cluster())
            .with("compare", Boolean.toString(compares))
            .with("timeout", "30000")
            .body("application/x-ndjson", body);
    JsonNode answer = Persistence.insist(() -> ask(own, request));
    written.addAndGet(answer.path("written").asLong());
    deleted.addAndGet(answer.path("deleted").asLong());
    ended.addAndGet(answer.path("ended").asLong());
    differing.addAndGet(answer.path("differing").asLong());
    if (answer.has("example")) {
      example = bucket + '/' + answer.path("example").asText();
    }
  }

  /** What is in doubt is sent again: it changes nothing a second time. */
  private static JsonNode ask(Session own, Request request) throws Failed {
    for (int made = 1; ; made++) {
      try {
        return own.ask(request, "ok");
      } catch (Failed failed) {
        if (failed.code() != ExitCode.IN_DOUBT || made == IN_DOUBT_ATTEMPTS) {
          throw failed;
        }
      }
    }
  }
}
