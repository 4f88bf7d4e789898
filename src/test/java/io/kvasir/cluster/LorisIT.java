package io.kvasir.cluster;

/** Slow clients of a node on the JVM. */
class LorisIT extends LorisScenarios {}
