package io.kvasir.cluster;

/** Three nodes on the JVM. */
class ClusterIT extends ClusterScenarios {}
