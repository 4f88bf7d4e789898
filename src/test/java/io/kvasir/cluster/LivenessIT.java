package io.kvasir.cluster;

/** Who is seen as alive and dead, on the JVM. */
class LivenessIT extends LivenessScenarios {}
