package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Operation;

/**
 * The lists of a transaction: if all keys are there they are read and written, else only written.
 */
final class TcpTransaction {
  private static final int COMPARE = 2;
  private static final int SUCCESS = 3;
  private static final int FAILURE = 4;
  private static final int COMPARE_KEY = 1;
  private static final int RELATION = 2;
  private static final int GREATER = 3;
  private static final int VERSION = 4;
  private static final int KEY = 1;
  private static final int PUT = 2;
  private static final int GET = 3;
  private static final int PUT_VALUE = 1;

  private TcpTransaction() {}

  static void write(Operation operation, Values values, Output out) {
    for (long key : operation.keys()) {
      int compare = Proto.begin(COMPARE, out);
      key(COMPARE_KEY, key, out);
      Proto.number(RELATION, GREATER, out);
      Proto.number(VERSION, 0, out);
      Proto.end(compare, out);
    }
    for (long key : operation.keys()) {
      int step = Proto.begin(SUCCESS, out);
      key(KEY, key, out);
      Proto.end(Proto.begin(GET, out), out);
      Proto.end(step, out);
    }
    puts(SUCCESS, operation, values, out);
    puts(FAILURE, operation, values, out);
  }

  private static void puts(int list, Operation operation, Values values, Output out) {
    for (long key : operation.keys()) {
      int step = Proto.begin(list, out);
      key(KEY, key, out);
      int put = Proto.begin(PUT, out);
      Proto.begin(PUT_VALUE, values.size(), out);
      values.write(operation, out);
      Proto.end(put, out);
      Proto.end(step, out);
    }
  }

  private static void key(int field, long key, Output out) {
    Proto.begin(field, Keys.BYTES, out);
    Keys.write(key, out);
  }
}
