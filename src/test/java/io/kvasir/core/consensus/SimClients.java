package io.kvasir.core.consensus;

import io.kvasir.core.bytes.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Those who ask: each token is answered once, and what it is answered holds. */
final class SimClients {
  private enum Kind {
    PROPOSAL,
    CHANGE,
    READ
  }

  /**
   * A request without an answer.
   *
   * @param committed how long the one log was when it was asked
   */
  private record Asked(Kind kind, SimHost host, long committed, long term) {}

  private record Place(long index, long term) {}

  private final SimWorld world;
  private final SimChance chance;
  private final TreeMap<Long, Asked> open = new TreeMap<>();
  private final Map<Long, Place> places = new HashMap<>();
  private final Map<Place, Long> proposedHere = new HashMap<>();
  private final Map<Long, Integer> proposedAt = new HashMap<>();
  private final Set<Long> refused = new HashSet<>();
  private final Set<Long> committed = new HashSet<>();
  private long lastToken;

  SimClients(SimWorld world, SimChance chance) {
    this.world = world;
    this.chance = chance;
  }

  // ---- asking

  /** Asks somebody for something. */
  void ask() {
    SimHost host = chance.percent(50) ? world.leader() : null;
    if (host == null) {
      host = anyLeader();
    }
    if (!host.isUp()) {
      return;
    }
    if (chance.percent(35)) {
      read(chance.percent(50) ? host : chance.pick(world.hosts()));
    } else {
      int burst = chance.percent(10) ? 12 : 1;
      for (int i = 0; i < burst; i++) {
        propose(host);
      }
    }
  }

  /** One that thinks it leads, maybe of an old term, if one does. */
  private SimHost anyLeader() {
    List<SimHost> hosts = world.hosts();
    int from = chance.index(hosts.size());
    for (int i = 0; i < hosts.size(); i++) {
      SimHost host = hosts.get((from + i) % hosts.size());
      if (host.leads() && chance.percent(80)) {
        return host;
      }
    }
    return hosts.get(from);
  }

  /** The token of the command. */
  long propose(SimHost host) {
    long token = ask(Kind.PROPOSAL, host);
    host.feed(new Event.Propose(token, command(token)));
    return token;
  }

  private Bytes command(long token) {
    int padding = chance.percent(20) ? chance.index(200) : 0;
    return Bytes.copyOf(ByteBuffer.allocate(Long.BYTES + padding).putLong(token).array());
  }

  private static long tokenOf(Bytes command) {
    byte[] bytes = new byte[command.length()];
    command.copyTo(bytes, 0);
    return ByteBuffer.wrap(bytes).getLong();
  }

  void read(SimHost host) {
    if (host.isUp()) {
      host.feed(new Event.Read(ask(Kind.READ, host)));
    }
  }

  void change(SimHost host, MembershipChange change) {
    host.feed(new Event.ChangeMembers(ask(Kind.CHANGE, host), change));
  }

  private long ask(Kind kind, SimHost host) {
    long token = ++lastToken;
    open.put(token, new Asked(kind, host, world.judge().committed(), host.status().term()));
    return token;
  }

  // ---- answers

  private Asked answered(SimHost host, long token) {
    Asked asked = open.remove(token);
    SimViolation.unless(
        asked != null && asked.host() == host,
        "%s answers %d, which is not open",
        host.id(),
        token);
    if (asked.kind() == Kind.READ) {
      host.onReadAnswered();
    }
    return asked;
  }

  void onProposed(SimHost host, long token, long index, long term) {
    Asked asked = answered(host, token);
    SimViolation.unless(asked.kind() != Kind.READ, "the read %d has a place in the log", token);
    Place place = new Place(index, term);
    places.put(token, place);
    SimViolation.unless(
        proposedHere.put(place, token) == null, "two requests have one place %s", place);
    proposedAt.merge(index, 1, Integer::sum);
  }

  void onRefused(SimHost host, long token, Refusal reason) {
    Asked asked = answered(host, token);
    refused.add(token);
    world.census().on(asked.kind() == Kind.READ ? SimSight.READ_REFUSED : SimSight.of(reason));
  }

  void onReadReady(SimHost host, long token, long index) {
    Asked asked = answered(host, token);
    SimViolation.unless(asked.kind() == Kind.READ, "%d is no read", token);
    SimViolation.unless(
        index >= asked.committed(),
        "the read %d at %s sees all to %d, but when it was asked %d was committed",
        token,
        host.id(),
        index,
        asked.committed());
    world
        .census()
        .on(host.leads() ? SimSight.READ_READY_AT_LEADER : SimSight.READ_READY_AT_FOLLOWER);
    if (host.status().term() > asked.term()) {
      world.census().on(SimSight.READ_READY_AFTER_NEW_TERM);
    }
  }

  void onCrashed(SimHost host) {
    for (Iterator<Asked> asked = open.values().iterator(); asked.hasNext(); ) {
      if (asked.next().host() == host) {
        asked.remove();
      }
    }
  }

  void onApplied(SimHost host, LogEntry entry) {
    if (entry.payload() instanceof Payload.Command(Bytes bytes)) {
      Place place = places.get(tokenOf(bytes));
      if (place != null && place.term() == entry.term()) {
        world.census().on(SimSight.COMMAND_APPLIED_WHERE_PROPOSED);
      }
    }
  }

  /** A command is in the one log once, where its proposer was told, and not if it was refused. */
  void onCommitted(LogEntry entry) {
    if (entry.payload() instanceof Payload.Command(Bytes bytes)) {
      long token = tokenOf(bytes);
      SimViolation.unless(committed.add(token), "the command %d is committed twice", token);
      SimViolation.unless(!refused.contains(token), "%d was refused, and committed", token);
      Place place = places.get(token);
      SimViolation.unless(
          place == null || (place.index() == entry.index() && place.term() == entry.term()),
          "%d was to be at %s, and is at %d of %d",
          token,
          place,
          entry.index(),
          entry.term());
    }
    Long here = proposedHere.get(new Place(entry.index(), entry.term()));
    SimViolation.unless(
        here == null
            || !(entry.payload() instanceof Payload.Command(Bytes bytes))
            || tokenOf(bytes) == here,
        "another command is at the place of %d",
        here);
    if (proposedAt.getOrDefault(entry.index(), 0) > (here == null ? 0 : 1)) {
      world.census().on(SimSight.COMMAND_OVERWRITTEN);
    }
  }

  boolean isCommitted(long token) {
    return committed.contains(token);
  }

  /** Whether a change of members is on its way into a log. */
  boolean isChanging() {
    for (Asked asked : open.values()) {
      if (asked.kind() == Kind.CHANGE) {
        return true;
      }
    }
    return false;
  }

  /** The requests that were never answered. */
  List<String> unanswered() {
    List<String> left = new ArrayList<>();
    open.forEach(
        (token, asked) -> left.add(asked.kind() + " " + token + " at " + asked.host().id()));
    return left;
  }
}
