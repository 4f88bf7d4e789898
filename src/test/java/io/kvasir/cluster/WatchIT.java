package io.kvasir.cluster;

/** Watches on the JVM. */
class WatchIT extends WatchScenarios {}
