package io.kvasir.cluster;

/** The end of native binaries that start. */
class StoppedStartNativeIT extends StoppedStartScenarios {}
