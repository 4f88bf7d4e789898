package io.kvasir.cluster;

/** What watchers cannot have, of a native binary. */
class WatchLimitNativeIT extends WatchLimitScenarios {}
