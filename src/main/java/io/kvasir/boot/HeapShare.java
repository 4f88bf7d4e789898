package io.kvasir.boot;

/** Bounds that follow the size of the heap, asked for at run time. */
final class HeapShare {
  private HeapShare() {}

  /** What payload may take whose every byte exists several times on its way. */
  static long sixteenth() {
    return Runtime.getRuntime().maxMemory() / 16;
  }
}
