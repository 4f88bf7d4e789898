package io.kvasir.edge.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerLineTest {
  private static final List<Setting> SETTINGS =
      List.of(
          new Setting("kvasir.http.port", "<number>", Optional.of("4001"), "Port to listen on."),
          new Setting("kvasir.node.zone", "<text>", Optional.empty(), "What may fail as a whole."));

  private static ServerLine parse(String... words) {
    return ServerLine.parse(SETTINGS, List.of(words));
  }

  @Test
  void turnsFlagsIntoProperties() {
    assertThat(parse("--http-port=4002", "--node-zone", "@east ${x}"))
        .isEqualTo(
            new ServerLine.Run(
                Map.of("kvasir.http.port", "4002", "kvasir.node.zone", "@east ${x}")));
    assertThat(parse()).isEqualTo(new ServerLine.Run(Map.of()));
  }

  @Test
  void listsEverySettingWithDefaultAndUnit() {
    assertThat(parse("--http-port=1", "--help"))
        .isInstanceOfSatisfying(
            ServerLine.Help.class,
            help ->
                assertThat(help.text().replaceAll("\\s+", " "))
                    .contains("--http-port=<number> Port to listen on. Default: 4001")
                    .contains("--node-zone=<text> What may fail as a whole. No default."));
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThat(parse("--htp-port=4002")).isInstanceOf(ServerLine.Misused.class);
    assertThat(parse("4002")).isInstanceOf(ServerLine.Misused.class);
    assertThat(parse("--http-port")).isInstanceOf(ServerLine.Misused.class);
    assertThat(parse("--http-port=1", "--http-port=2")).isInstanceOf(ServerLine.Misused.class);
  }

  @Test
  void hasSettingsOfKvasirOnly() {
    assertThatThrownBy(() -> new Setting("quarkus.http.port", "", Optional.empty(), ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
