package io.kvasir.cluster;

/** A cluster that grows and shrinks, on the JVM. */
class MembershipIT extends MembershipScenarios {}
