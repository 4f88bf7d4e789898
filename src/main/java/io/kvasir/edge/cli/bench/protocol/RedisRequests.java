package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Operation;

/** Commands of Redis; counters and sets have names of their own. */
final class RedisRequests {
  private static final byte[] LINE = Ascii.bytes("\r\n");

  private final Values values;
  private final byte[] set;
  private final byte[] get;
  private final byte[] increment;
  private final byte[] add;
  private final byte[] valueHead;
  private final byte[] elementHead;

  RedisRequests(String bucket, Values values) {
    this.values = values;
    this.set = Ascii.bytes("*3\r\n$3\r\nSET\r\n" + key(bucket + "/"));
    this.get = Ascii.bytes("*2\r\n$3\r\nGET\r\n" + key(bucket + "/"));
    this.increment = Ascii.bytes("*2\r\n$4\r\nINCR\r\n" + key(bucket + ":counters/"));
    this.add = Ascii.bytes("\r\n$4\r\nSADD\r\n" + key(bucket + ":sets/"));
    this.valueHead = Ascii.bytes("\r\n$" + values.size() + "\r\n");
    this.elementHead = Ascii.bytes("\r\n$" + Keys.ELEMENT_BYTES + "\r\n");
  }

  private static String key(String prefix) {
    return "$" + (prefix.length() + Keys.BYTES) + "\r\n" + prefix;
  }

  void write(Operation operation, Output out) {
    switch (operation.step()) {
      case GET -> key(get, operation, out);
      case PUT, INSERT -> {
        key(set, operation, out);
        out.add(valueHead);
        values.write(operation, out);
      }
      case INCREMENT -> key(increment, operation, out);
      case ADD, FILL -> {
        out.add('*').number(2L + operation.count());
        key(add, operation, out);
        for (int n = 0; n < operation.count(); n++) {
          out.add(elementHead);
          Keys.element(operation.from() + n, out);
        }
      }
      case RMW, SCAN, TXN, EVENT, FETCH ->
          throw new IllegalArgumentException(operation.step().word());
    }
    out.add(LINE);
  }

  private static void key(byte[] before, Operation operation, Output out) {
    out.add(before);
    Keys.write(operation.key(), out);
  }
}
