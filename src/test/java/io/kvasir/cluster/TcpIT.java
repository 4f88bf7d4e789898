package io.kvasir.cluster;

/** The client protocol on the JVM. */
class TcpIT extends TcpScenarios {}
