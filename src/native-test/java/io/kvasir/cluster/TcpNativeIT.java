package io.kvasir.cluster;

/** The client protocol of native binaries. */
class TcpNativeIT extends TcpScenarios {}
