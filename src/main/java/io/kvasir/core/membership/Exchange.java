package io.kvasir.core.membership;

import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.Incarnation;
import io.kvasir.core.node.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Spreads what is known: news to a few members at short intervals, the whole table to one at long
 * ones, and the table to those who are gone, so that the halves of a cluster find each other again.
 */
final class Exchange {
  /** A larger table goes out in several turns. */
  private static final int MAX_PAGES = 8;

  private final SwimConfig config;
  private final Roster roster;
  private final Beliefs beliefs;
  private final Rumors rumors;
  private final Post post;
  private final RandomGenerator random;
  private List<Endpoint> seeds = List.of();
  private Optional<NodeId> nextPage = Optional.empty();
  private long gossipAtMillis;
  private long syncAtMillis;
  private long reachOutAtMillis;

  Exchange(
      SwimConfig config,
      Roster roster,
      Beliefs beliefs,
      Rumors rumors,
      Post post,
      RandomGenerator random) {
    this.config = config;
    this.roster = roster;
    this.beliefs = beliefs;
    this.rumors = rumors;
    this.post = post;
    this.random = random;
    this.syncAtMillis = random.nextLong(config.syncMillis());
  }

  void seeds(List<Endpoint> next) {
    seeds = next;
  }

  void tick(long nowMillis, List<Effect> effects) {
    if (nowMillis >= gossipAtMillis) {
      gossipAtMillis = nowMillis + config.gossipMillis();
      gossip(effects);
    }
    if (nowMillis >= syncAtMillis) {
      syncAtMillis = nowMillis + config.syncMillis();
      draw(addresses(), 1).forEach(to -> push(to, true, effects));
      draw(seeds, 1).forEach(to -> push(to, true, effects));
    }
    if (nowMillis >= reachOutAtMillis) {
      reachOutAtMillis = nowMillis + config.reachOutMillis();
      reachOut(effects);
    }
  }

  /** Tells a few members what is new. */
  void gossip(List<Effect> effects) {
    if (!rumors.isEmpty()) {
      draw(addresses(), config.fanout())
          .forEach(to -> post.send(to, new SwimMessage.Gossip(), Optional.empty(), effects));
    }
  }

  /** Tells all that this node stops. */
  void sayGoodbye(List<Effect> effects) {
    addresses().forEach(to -> post.send(to, new SwimMessage.Gossip(), Optional.empty(), effects));
  }

  /** Who knows nobody tries harder. */
  private void reachOut(List<Effect> effects) {
    List<Endpoint> places = new ArrayList<>(beliefs.missing());
    boolean alone = roster.others().stream().noneMatch(Exchange::isHeard);
    if (alone) {
      places.addAll(seeds);
    }
    draw(places, alone ? config.fanout() : 1).forEach(to -> push(to, true, effects));
  }

  private static boolean isHeard(Claim claim) {
    return !claim.state().isGone() && !claim.incarnation().equals(Incarnation.HEARSAY);
  }

  private List<Endpoint> addresses() {
    return roster.others().stream()
        .filter(claim -> !claim.state().isGone())
        .map(Claim::address)
        .toList();
  }

  private List<Endpoint> draw(List<Endpoint> places, int count) {
    List<Endpoint> elsewhere =
        places.stream().filter(place -> !place.equals(roster.self().address())).toList();
    return Chance.some(elsewhere, count, random);
  }

  /** Sends the table, or its next pages. The receiver answers the first one with its own. */
  void push(Endpoint to, boolean reply, List<Effect> effects) {
    List<Claim> table = fromNextPage();
    int at = 0;
    for (int page = 0; page < MAX_PAGES && (at < table.size() || page == 0); page++) {
      int end = endOfPage(table, at);
      post.sendPage(to, reply && page == 0, table.subList(at, end), effects);
      at = end;
    }
    nextPage = at < table.size() ? Optional.of(table.get(at).member()) : Optional.empty();
  }

  private List<Claim> fromNextPage() {
    List<Claim> table = new ArrayList<>();
    nextPage.ifPresent(first -> table.addAll(roster.from(first).values()));
    for (Claim claim : roster.others()) {
      if (nextPage.isEmpty() || claim.member().compareTo(nextPage.get()) < 0) {
        table.add(claim);
      }
    }
    return table;
  }

  private int endOfPage(List<Claim> table, int from) {
    int room = post.pageRoom();
    int end = from;
    while (end < table.size() && end - from < Datagram.MAX_CLAIMS) {
      room -= table.get(end).datagramBytes();
      if (room < 0) {
        break;
      }
      end++;
    }
    return end;
  }
}
