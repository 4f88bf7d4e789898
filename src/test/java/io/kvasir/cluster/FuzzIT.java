package io.kvasir.cluster;

/** Anything sent to nodes on the JVM. */
class FuzzIT extends FuzzScenarios {}
