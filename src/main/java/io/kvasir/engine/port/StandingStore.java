package io.kvasir.engine.port;

import io.kvasir.core.bytes.Bytes;
import java.util.Optional;

/** Where a node remembers which cluster it belongs to. */
public interface StandingStore {
  /** What was saved last; empty in a new store. Blocks; for the start only. */
  Optional<Bytes> loadStanding();

  /** Succeeds when {@code standing} is durable. Saves take effect in the order of the calls. */
  void saveStanding(Bytes standing, Completion<Void> completion);
}
