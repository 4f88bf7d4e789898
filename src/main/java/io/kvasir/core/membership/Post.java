package io.kvasir.core.membership;

import io.kvasir.core.node.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes datagrams: what is to be said, and as much news as there is room for. */
final class Post {
  private final Roster roster;
  private final Rumors rumors;

  Post(Roster roster, Rumors rumors) {
    this.roster = roster;
    this.rumors = rumors;
  }

  /**
   * Sends a message with news.
   *
   * @param first what the receiver must hear in any case
   */
  void send(Endpoint to, SwimMessage message, Optional<Claim> first, List<Effect> effects) {
    List<Claim> claims = new ArrayList<>();
    first.ifPresent(claims::add);
    int room = Datagram.room(roster.self(), message) - first.map(Claim::datagramBytes).orElse(0);
    rumors.takeInto(claims, room, roster.present());
    effects.add(new Effect.Send(to, new Datagram(roster.self(), message, claims)));
  }

  /** Sends one page of a table, and no news. */
  void sendPage(Endpoint to, boolean reply, List<Claim> page, List<Effect> effects) {
    effects.add(
        new Effect.Send(to, new Datagram(roster.self(), new SwimMessage.Sync(reply), page)));
  }

  /** Bytes for claims on a page. */
  int pageRoom() {
    return Datagram.room(roster.self(), new SwimMessage.Sync(true));
  }
}
