package io.kvasir.cluster;

/** Remains of deleted keys, on the JVM. */
class TombstoneIT extends TombstoneScenarios {}
