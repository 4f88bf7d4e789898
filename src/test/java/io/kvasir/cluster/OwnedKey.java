package io.kvasir.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.cluster.Client.Response;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A key that one writer alone changes, so that what a read must show is known. */
sealed interface OwnedKey {
  /** Sends the change number {@code n}; the same one when it is sent again. */
  Response change(Client client, int n);

  /**
   * The change took effect.
   *
   * @param attempts how often it was sent; those before the last may have taken effect too
   */
  void changed(int n, int attempts);

  Response read(Client client);

  boolean agrees(Response read);

  private static boolean isGone(Response response) {
    return response.status() == 404;
  }

  /** Put, put, put, deleted, and so on. */
  final class Register implements OwnedKey {
    static final String BUCKET = "moving-registers";
    private final String key;
    private String value = "";

    Register(String key) {
      this.key = key;
    }

    private static String valueOf(int n) {
      return n % 4 == 3 ? "" : "value " + n;
    }

    @Override
    public Response change(Client client, int n) {
      if (!valueOf(n).isEmpty()) {
        return client.put(BUCKET, key, valueOf(n));
      }
      Response deleted = client.delete(Client.path(BUCKET, key));
      return isGone(deleted) ? new Response(200, deleted.body()) : deleted;
    }

    @Override
    public void changed(int n, int attempts) {
      value = valueOf(n);
    }

    @Override
    public Response read(Client client) {
      return client.get(Client.path(BUCKET, key));
    }

    @Override
    public boolean agrees(Response read) {
      return value.isEmpty()
          ? isGone(read)
          : read.isOk() && read.json().path("value").asText().equals(value);
    }

    @Override
    public String toString() {
      return BUCKET + "/" + key + " = '" + value + "'";
    }
  }

  /** Elements that come and go. */
  final class Members implements OwnedKey {
    static final String BUCKET = "moving-sets";
    private static final int ELEMENTS = 5;
    private final String key;
    private final TreeSet<String> members = new TreeSet<>();

    Members(String key) {
      this.key = key;
    }

    private static boolean isAdd(int n) {
      return n / ELEMENTS % 2 == 0;
    }

    private static String element(int n) {
      return "element " + n % ELEMENTS;
    }

    @Override
    public Response change(Client client, int n) {
      String action = isAdd(n) ? "/add" : "/remove";
      return client.post(Client.path(BUCKET, key) + action, Map.of("element", element(n)));
    }

    @Override
    public void changed(int n, int attempts) {
      if (isAdd(n)) {
        members.add(element(n));
      } else {
        members.remove(element(n));
      }
    }

    @Override
    public Response read(Client client) {
      return client.get(Client.path(BUCKET, key));
    }

    @Override
    public boolean agrees(Response read) {
      TreeSet<String> shown = new TreeSet<>();
      if (read.isOk()) {
        for (JsonNode member : read.json().path("members")) {
          shown.add(member.asText());
        }
      }
      return (read.isOk() || isGone(read)) && shown.equals(members);
    }

    @Override
    public String toString() {
      return BUCKET + "/" + key + " = " + members;
    }
  }

  /** Ever more. */
  final class Count implements OwnedKey {
    static final String BUCKET = "moving-counters";
    private final String key;
    private final TreeMap<Integer, Integer> attempts = new TreeMap<>();

    Count(String key) {
      this.key = key;
    }

    @Override
    public Response change(Client client, int n) {
      return client.post(Client.path(BUCKET, key) + "/increment", Map.of("amount", 1));
    }

    @Override
    public void changed(int n, int sent) {
      attempts.put(n, sent);
    }

    @Override
    public Response read(Client client) {
      return client.get(Client.path(BUCKET, key));
    }

    @Override
    public boolean agrees(Response read) {
      int most = attempts.values().stream().mapToInt(Integer::intValue).sum();
      int shown = read.isOk() ? read.json().path("value").asInt() : 0;
      return (read.isOk() || isGone(read)) && shown >= attempts.size() && shown <= most;
    }

    @Override
    public String toString() {
      return BUCKET + "/" + key + " = " + attempts.size() + " or, as often as sent, " + attempts;
    }
  }
}
