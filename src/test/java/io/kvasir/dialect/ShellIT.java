package io.kvasir.dialect;

/** The tools on the JVM. */
class ShellIT extends ShellScenarios {}
