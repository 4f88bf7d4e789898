package io.kvasir.dialect;

/** The walk-throughs on native binaries. */
class DialectNativeIT extends DialectScenarios {}
