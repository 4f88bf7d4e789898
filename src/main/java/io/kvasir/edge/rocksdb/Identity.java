package io.kvasir.edge.rocksdb;

import io.kvasir.core.node.Actor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Whose a data directory is, and how its last session ended. A text file of one {@code name=value}
 * a line, the format first, a checksum of all other lines last; so every later release can say of
 * every format which it is.
 *
 * @param format of everything in the directory
 * @param actor that mints dots for the node
 * @param sync the mode of the last session
 * @param boot which run of the operating system the last session was in; empty when unknown
 * @param clean whether the last session closed the store after everything was on the disk
 */
record Identity(
    long format,
    String cluster,
    String node,
    String partitions,
    Actor actor,
    SyncMode sync,
    String boot,
    boolean clean) {
  static final long FORMAT = 1;

  private static final List<String> NAMES =
      List.of("format", "cluster", "node", "partitions", "actor", "sync", "boot", "clean");

  byte[] encode() {
    StringBuilder text = new StringBuilder();
    List<String> values = values();
    for (int i = 0; i < values.size(); i++) {
      text.append(NAMES.get(i)).append('=').append(values.get(i)).append('\n');
    }
    String checksum = checksum(text.toString());
    text.append("checksum=").append(checksum).append('\n');
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads the format alone, which every release can. */
  static long format(byte[] file) throws DamagedBytes {
    String first = new String(file, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    return Long.parseLong(value(first, "format", "[0-9]{1,9}"));
  }

  static Identity decode(byte[] file) throws DamagedBytes {
    String text = new String(file, StandardCharsets.UTF_8);
    int end = text.lastIndexOf("checksum=");
    if (end < 0
        || !text.substring(end).equals("checksum=" + checksum(text.substring(0, end)) + '\n')) {
      throw new DamagedBytes("the checksum of the identity is wrong");
    }
    List<String> lines = text.substring(0, end).lines().toList();
    if (lines.size() != NAMES.size()) {
      throw new DamagedBytes("the identity has " + lines.size() + " lines");
    }
    List<String> values = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      values.add(value(lines.get(i), NAMES.get(i), ".*"));
    }
    return of(values);
  }

  Identity inSession(Actor newActor, SyncMode newSync, String newBoot) {
    return new Identity(format, cluster, node, partitions, newActor, newSync, newBoot, false);
  }

  Identity closed() {
    return new Identity(format, cluster, node, partitions, actor, sync, boot, true);
  }

  private List<String> values() {
    return List.of(
        Long.toString(format),
        cluster,
        node,
        partitions,
        Long.toHexString(actor.id()),
        sync.name(),
        boot,
        Boolean.toString(clean));
  }

  private static Identity of(List<String> values) throws DamagedBytes {
    try {
      return new Identity(
          Long.parseLong(values.get(0)),
          values.get(1),
          values.get(2),
          values.get(3),
          new Actor(Long.parseUnsignedLong(values.get(4), 16)),
          SyncMode.valueOf(values.get(5)),
          values.get(6),
          Boolean.parseBoolean(values.get(7)));
    } catch (IllegalArgumentException invalid) {
      throw new DamagedBytes("the identity has an invalid value: " + invalid.getMessage());
    }
  }

  private static String value(String line, String name, String pattern) throws DamagedBytes {
    String value = line.startsWith(name + '=') ? line.substring(name.length() + 1) : null;
    if (value == null || !value.matches(pattern)) {
      throw new DamagedBytes("the identity has no valid " + name);
    }
    return value;
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(crc.getValue());
  }
}
