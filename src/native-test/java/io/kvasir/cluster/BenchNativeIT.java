package io.kvasir.cluster;

/** The load generator as a native binary. */
class BenchNativeIT extends BenchScenarios {}
