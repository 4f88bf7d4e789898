package io.kvasir.cluster;

/** A cluster that grows and shrinks, as native binaries. */
class MembershipNativeIT extends MembershipScenarios {}
