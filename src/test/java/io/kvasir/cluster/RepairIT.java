package io.kvasir.cluster;

/** Replicas become equal, on the JVM. */
class RepairIT extends RepairScenarios {}
