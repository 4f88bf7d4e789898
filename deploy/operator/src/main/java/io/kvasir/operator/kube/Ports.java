package io.kvasir.operator.kube;

/** Where nodes listen. */
final class Ports {
  static final int HTTP = 4001;
  static final int TCP = 5001;
  static final int BUS = 7101;

  private Ports() {}
}
