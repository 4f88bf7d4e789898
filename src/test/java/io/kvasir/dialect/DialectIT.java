package io.kvasir.dialect;

/** The walk-throughs on the JVM. */
class DialectIT extends DialectScenarios {}
