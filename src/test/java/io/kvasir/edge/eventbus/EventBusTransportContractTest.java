package io.kvasir.edge.eventbus;

import io.kvasir.contract.TransportContract;

/** The event bus over real sockets keeps the contract of the port. */
class EventBusTransportContractTest extends TransportContract {
  @Override
  protected Network open() {
    return new LoopbackNetwork();
  }
}
