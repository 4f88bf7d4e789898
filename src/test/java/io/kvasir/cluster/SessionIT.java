package io.kvasir.cluster;

/** Sessions on the JVM. */
class SessionIT extends SessionScenarios {}
