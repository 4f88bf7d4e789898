package io.kvasir.edge.datagram;

import io.kvasir.core.node.Endpoint;
import io.kvasir.engine.port.Discovery;
import java.util.List;

/**
 * Seeds by configuration: addresses, and names that stand for any number of them, as that of a
 * headless service of Kubernetes does.
 */
public final class Seeds implements Discovery {
  private final List<Endpoint> places;
  private final Names names;

  public Seeds(List<Endpoint> places, Names names) {
    this.places = List.copyOf(places);
    this.names = names;
  }

  @Override
  public List<Endpoint> seeds() {
    return places.stream()
        .flatMap(
            place ->
                names.addresses(place.host()).stream()
                    .map(address -> new Endpoint(address.getHostAddress(), place.port())))
        .distinct()
        .sorted()
        .toList();
  }
}
