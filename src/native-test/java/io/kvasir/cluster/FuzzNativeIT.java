package io.kvasir.cluster;

/** Anything sent to native binaries. */
class FuzzNativeIT extends FuzzScenarios {}
