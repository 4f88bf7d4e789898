package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Kind;
import io.kvasir.edge.cli.bench.workload.Operation;

/** The bodies of Kvasir's HTTP interface. */
final class KvasirJson {
  private static final byte[] VALUE = Ascii.bytes("{\"value\":\"");
  private static final byte[] END = Ascii.bytes("\"}");
  private static final byte[] ELEMENT = Ascii.bytes("{\"element\":\"");
  private static final byte[] ELEMENTS = Ascii.bytes("{\"elements\":[\"");
  private static final byte[] NEXT = Ascii.bytes("\",\"");
  private static final byte[] ELEMENTS_END = Ascii.bytes("\"]}");
  private static final byte[] COMPARE = Ascii.bytes("{\"compare\":[");
  private static final byte[] KEY = Ascii.bytes("{\"key\":\"");
  private static final byte[] IS_THERE =
      Ascii.bytes("\",\"target\":\"VERSION\",\"result\":\"GREATER\",\"version\":0}");
  private static final byte[] SUCCESS = Ascii.bytes("],\"success\":[");
  private static final byte[] FAILURE = Ascii.bytes("],\"failure\":[");
  private static final byte[] ALL_END = Ascii.bytes("]}");
  private static final byte[] RANGE = Ascii.bytes("{\"request_range\":{\"key\":\"");
  private static final byte[] PUT = Ascii.bytes("{\"request_put\":{\"key\":\"");
  private static final byte[] PUT_VALUE = Ascii.bytes("\",\"value\":\"");
  private static final byte[] STEP_END = Ascii.bytes("\"}}");

  private KvasirJson() {}

  static void value(Operation operation, Values values, Output out) {
    out.add(VALUE);
    values.write(operation, out);
    out.add(END);
  }

  static void elements(Operation operation, Output out) {
    if (operation.step() == Kind.ADD) {
      out.add(ELEMENT);
      Keys.element(operation.from(), out);
      out.add(END);
      return;
    }
    for (int n = 0; n < operation.count(); n++) {
      out.add(n == 0 ? ELEMENTS : NEXT);
      Keys.element(operation.from() + n, out);
    }
    out.add(ELEMENTS_END);
  }

  /** If all keys are there, they are read and written; else only written. */
  static void transaction(Operation operation, Values values, Output out) {
    out.add(COMPARE);
    each(operation, KEY, IS_THERE, out);
    out.add(SUCCESS);
    each(operation, RANGE, STEP_END, out);
    out.add(',');
    puts(operation, values, out);
    out.add(FAILURE);
    puts(operation, values, out);
    out.add(ALL_END);
  }

  private static void each(Operation operation, byte[] before, byte[] behind, Output out) {
    boolean more = false;
    for (long key : operation.keys()) {
      comma(more, out);
      out.add(before);
      Keys.write(key, out);
      out.add(behind);
      more = true;
    }
  }

  private static void puts(Operation operation, Values values, Output out) {
    boolean more = false;
    for (long key : operation.keys()) {
      comma(more, out);
      out.add(PUT);
      Keys.write(key, out);
      out.add(PUT_VALUE);
      values.write(operation, out);
      out.add(STEP_END);
      more = true;
    }
  }

  private static void comma(boolean more, Output out) {
    if (more) {
      out.add(',');
    }
  }
}
