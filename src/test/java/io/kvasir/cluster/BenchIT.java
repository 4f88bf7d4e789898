package io.kvasir.cluster;

/** The load generator on the JVM. */
class BenchIT extends BenchScenarios {}
