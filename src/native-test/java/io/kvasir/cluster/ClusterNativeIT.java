package io.kvasir.cluster;

/** Three nodes as native binaries. */
class ClusterNativeIT extends ClusterScenarios {}
