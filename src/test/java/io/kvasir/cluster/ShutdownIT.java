package io.kvasir.cluster;

/** The end of nodes on the JVM. */
class ShutdownIT extends ShutdownScenarios {}
