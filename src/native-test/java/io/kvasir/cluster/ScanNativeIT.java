package io.kvasir.cluster;

/** Scans of native binaries. */
class ScanNativeIT extends ScanScenarios {}
