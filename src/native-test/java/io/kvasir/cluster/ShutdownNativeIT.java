package io.kvasir.cluster;

/** The end of native binaries. */
class ShutdownNativeIT extends ShutdownScenarios {}
