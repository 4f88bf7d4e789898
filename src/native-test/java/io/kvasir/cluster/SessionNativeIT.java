package io.kvasir.cluster;

/** Sessions of native binaries. */
class SessionNativeIT extends SessionScenarios {}
