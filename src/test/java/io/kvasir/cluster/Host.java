package io.kvasir.cluster;

import java.util.List;

/**
 * Where a node runs.
 *
 * @param address that it listens on
 * @param launcher the command that starts another one there, empty for this machine itself
 */
record Host(String address, List<String> launcher) {
  static final Host LOOPBACK = new Host("127.0.0.1", List.of());

  Host {
    launcher = List.copyOf(launcher);
  }
}
