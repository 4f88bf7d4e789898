package io.kvasir.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;

final class ProcessorDefaultsTest {
  private static final String EVENT_LOOPS = "quarkus.vertx.event-loops-pool-size";

  @Test
  void isFoundByTheConfigurationAndNeverAsksForMoreThreadsThanProcessors() {
    int processors = Runtime.getRuntime().availableProcessors();

    ConfigSource source =
        ServiceLoader.load(ConfigSource.class).stream()
            .filter(each -> each.type() == ProcessorDefaults.class)
            .findFirst()
            .orElseThrow()
            .get();

    int eventLoops = Integer.parseInt(source.getValue(EVENT_LOOPS));
    assertThat(eventLoops).isBetween(1, Math.max(1, processors - 1));
    assertThat(ProcessorDefaults.loops()).isEqualTo(eventLoops);
    assertThat(source.getValue("quarkus.http.port")).isNull();
  }

  @Test
  void givesWayToWhatIsSaid() {
    assertThat(new ProcessorDefaults().getOrdinal()).isLessThan(100);
  }
}
