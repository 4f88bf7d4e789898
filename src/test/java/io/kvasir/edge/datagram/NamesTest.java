package io.kvasir.edge.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.node.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NamesTest {
  private final Queue<Runnable> lookups = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();
  private List<String> answer = List.of("10.0.0.1", "10.0.0.2");
  private long nanos;
  private final Names names = new Names(this::resolve, lookups::add, () -> nanos);

  private InetAddress[] resolve(String host) throws UnknownHostException {
    asked.add(host);
    if (answer.isEmpty()) {
      throw new UnknownHostException(host);
    }
    return answer.stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
  }

  @Test
  void aNameIsKnownOnceItWasLookedUpElsewhere() {
    assertThat(names.addresses("kvasir")).isEmpty();
    assertThat(asked).isEmpty();

    lookUp();

    assertThat(names.addresses("kvasir")).hasSize(2);
  }

  @Test
  void anAddressNeedsNoLookUp() {
    assertThat(names.addresses("::1")).containsExactly(InetAddress.ofLiteral("::1"));
    assertThat(names.addresses("10.1.2.3")).hasSize(1);
    assertThat(lookups).isEmpty();
  }

  @Test
  void oneAddressIsEnoughToConnect() {
    assertThat(names.address("kvasir")).isEmpty();

    lookUp();

    assertThat(names.address("kvasir")).contains("10.0.0.1");
    assertThat(names.address("::1")).contains("0:0:0:0:0:0:0:1");
  }

  @Test
  void aNameIsLookedUpAgainAfterAWhile() {
    known();
    answer = List.of("10.0.0.3");

    pass(11);
    assertThat(names.addresses("kvasir")).hasSize(2);
    lookUp();

    assertThat(names.addresses("kvasir")).containsExactly(InetAddress.ofLiteral("10.0.0.3"));
  }

  @Test
  void oneLookUpOfANameIsUnderWayAtATime() {
    names.addresses("kvasir");
    pass(60);
    names.addresses("kvasir");

    assertThat(lookups).hasSize(1);
  }

  @Test
  void whatWasKnownStandsWhileTheNameServiceFails() {
    known();
    answer = List.of();

    pass(11);
    names.addresses("kvasir");
    lookUp();

    assertThat(names.addresses("kvasir")).hasSize(2);
  }

  @Test
  void manyNamesThatHangDoNotTakeManyThreads() {
    for (int i = 0; i < 100; i++) {
      names.addresses("host" + i);
    }

    assertThat(lookups).hasSizeLessThan(10);
  }

  @Test
  void aSeedStandsForAllItsAddresses() {
    Seeds seeds =
        new Seeds(List.of(new Endpoint("kvasir", 7101), new Endpoint("10.0.0.9", 7102)), names);
    assertThat(seeds.seeds()).containsExactly(new Endpoint("10.0.0.9", 7102));

    lookUp();

    assertThat(seeds.seeds())
        .containsExactly(
            new Endpoint("10.0.0.1", 7101),
            new Endpoint("10.0.0.2", 7101),
            new Endpoint("10.0.0.9", 7102));
  }

  private void known() {
    names.addresses("kvasir");
    lookUp();
  }

  private void lookUp() {
    lookups.remove().run();
  }

  private void pass(int seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }
}
