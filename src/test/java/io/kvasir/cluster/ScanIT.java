package io.kvasir.cluster;

/** Scans on the JVM. */
class ScanIT extends ScanScenarios {}
