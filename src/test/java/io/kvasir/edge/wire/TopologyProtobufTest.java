package io.kvasir.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.contract.TopologySamples;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The format as it stands in {@code wire/golden-topology.txt}: it lies on disks and in logs. */
class TopologyProtobufTest {
  private final TopologyProtobuf format = new TopologyProtobuf();

  @Example
  void everySampleIsWrittenAsItAlwaysWas() throws IOException {
    assertThat(lines(written())).isEqualTo(golden());
  }

  @Example
  void whatIsWrittenIsRead() {
    TopologySamples.commands()
        .forEach((name, c) -> assertThat(format.command(format.ofCommand(c))).as(name).contains(c));
    TopologySamples.results()
        .forEach((name, r) -> assertThat(format.result(format.ofResult(r))).isEqualTo(r));
    TopologySamples.standings()
        .forEach((name, s) -> assertThat(format.standing(format.ofStanding(s))).isEqualTo(s));
  }

  @Property(tries = 200)
  void everyTopologyIsReadAsItWasWritten(@ForAll("topologies") Topology topology) {
    assertThat(format.topology(format.ofTopology(topology))).isEqualTo(topology);
  }

  @Property(tries = 500)
  void whateverTheBytesAreTheyAreReadOrRefused(@ForAll byte[] bytes) {
    Bytes any = Bytes.copyOf(bytes);

    assertThat(format.command(any)).isNotNull();
    assertThat(format.result(any)).isNotNull();
  }

  @Example
  void whatIsNoneIsRefused() {
    Bytes none = Bytes.copyOf(new byte[] {-1, -1});

    assertThat(format.command(none)).isEmpty();
    assertThat(format.command(Bytes.EMPTY)).isEmpty();
    assertThat(format.result(none)).isEqualTo(new TopologyResult.Undecodable());
    assertThatThrownBy(() -> format.topology(none)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> format.topology(Bytes.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> format.standing(none)).isInstanceOf(IllegalArgumentException.class);
  }

  @Provide
  Arbitrary<Topology> topologies() {
    return Topologies.any();
  }

  private Map<String, Bytes> written() {
    LinkedHashMap<String, Bytes> all = new LinkedHashMap<>();
    all.put("topology", format.ofTopology(TopologySamples.topology()));
    TopologySamples.commands().forEach((name, c) -> all.put(name, format.ofCommand(c)));
    TopologySamples.results().forEach((name, r) -> all.put(name, format.ofResult(r)));
    TopologySamples.standings().forEach((name, s) -> all.put(name, format.ofStanding(s)));
    return all;
  }

  private static String lines(Map<String, Bytes> samples) {
    return samples.entrySet().stream()
        .map(e -> e.getKey() + ' ' + HexFormat.of().formatHex(e.getValue().toArray()) + '\n')
        .collect(Collectors.joining());
  }

  private static String golden() throws IOException {
    try (InputStream file =
        TopologyProtobufTest.class.getResourceAsStream("/wire/golden-topology.txt")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
