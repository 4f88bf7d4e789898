package io.kvasir.cluster;

/** Replicas become equal, as native binaries. */
class RepairNativeIT extends RepairScenarios {}
