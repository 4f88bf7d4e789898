package io.kvasir.dialect;

/** The tools as a native binary. */
class ShellNativeIT extends ShellScenarios {}
