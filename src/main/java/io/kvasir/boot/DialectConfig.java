package io.kvasir.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The interfaces of other stores, on listeners of their own beside the main port. */
@ConfigMapping(prefix = "kvasir.dialect")
public interface DialectConfig {
  /** Address that all of them listen on; by default that of the main port. */
  Optional<String> host();

  /** How long requests under way may take when the node stops. */
  @WithDefault("5s")
  Duration drainTimeout();

  /** Port for clients of commute, who expect 8080; 0 lets the system choose. Not set: none. */
  @WithName("commute.port")
  OptionalInt commutePort();

  /** Port for clients of VaultDB, who expect 11000; 0 lets the system choose. Not set: none. */
  @WithName("vaultdb.port")
  OptionalInt vaultdbPort();

  /** Port for clients of ConureDB, who expect 8081; 0 lets the system choose. Not set: none. */
  @WithName("conuredb.port")
  OptionalInt conuredbPort();

  /** Port for clients of OrchidDB, who expect 4206; 0 lets the system choose. Not set: none. */
  @WithName("orchiddb.port")
  OptionalInt orchiddbPort();
}
