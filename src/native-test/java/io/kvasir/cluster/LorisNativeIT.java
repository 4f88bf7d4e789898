package io.kvasir.cluster;

/** Slow clients of a native binary. */
class LorisNativeIT extends LorisScenarios {}
