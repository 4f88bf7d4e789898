package io.kvasir.cluster;

/** Watches of native binaries. */
class WatchNativeIT extends WatchScenarios {}
