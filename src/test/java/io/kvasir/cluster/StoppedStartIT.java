package io.kvasir.cluster;

/** The end of nodes that start, on the JVM. */
class StoppedStartIT extends StoppedStartScenarios {}
