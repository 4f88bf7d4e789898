package io.kvasir.engine.port;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.topology.Standing;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.core.topology.TopologyResult;
import java.util.Optional;

/** How the topology, and what is done to it, is written. Equal values give equal bytes. */
public interface TopologyFormat {
  Bytes ofTopology(Topology topology);

  /**
   * Reads what {@link #ofTopology} wrote.
   *
   * @throws IllegalArgumentException when it is none
   */
  Topology topology(Bytes bytes);

  Bytes ofCommand(TopologyCommand command);

  /** Empty when it is none, or of a later release. */
  Optional<TopologyCommand> command(Bytes bytes);

  Bytes ofResult(TopologyResult result);

  /** {@link TopologyResult.Undecodable} when it is none, or of a later release. */
  TopologyResult result(Bytes bytes);

  Bytes ofStanding(Standing standing);

  /**
   * Reads what {@link #ofStanding} wrote.
   *
   * @throws IllegalArgumentException when it is none
   */
  Standing standing(Bytes bytes);
}
