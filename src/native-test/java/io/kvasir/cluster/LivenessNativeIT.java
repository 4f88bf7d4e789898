package io.kvasir.cluster;

/** Who is seen as alive and dead, as native binaries. */
class LivenessNativeIT extends LivenessScenarios {}
