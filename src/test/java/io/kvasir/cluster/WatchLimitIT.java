package io.kvasir.cluster;

/** What watchers cannot have, on the JVM. */
class WatchLimitIT extends WatchLimitScenarios {}
