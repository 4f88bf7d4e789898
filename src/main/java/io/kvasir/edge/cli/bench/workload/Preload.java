package io.kvasir.edge.cli.bench.workload;

/** Writes every key once, or every set whole; each event loop its share of the keys. */
public final class Preload implements Workload {
  private static final int ELEMENTS_AT_ONCE = 1_000;

  private final Shape shape;
  private final int loops;
  private long key;
  private int element;

  public Preload(Shape shape, int loop, int loops) {
    this.shape = shape;
    this.loops = loops;
    this.key = loop;
  }

  /** How many requests that takes in all. */
  public static long requests(Shape shape) {
    int each = (shape.setSize() + ELEMENTS_AT_ONCE - 1) / ELEMENTS_AT_ONCE;
    return shape.keys() * (fills(shape) ? each : 1);
  }

  private static boolean fills(Shape shape) {
    return shape.recipe() == Recipe.ADD;
  }

  @Override
  public boolean next(Operation operation) {
    if (key >= shape.keys()) {
      return false;
    }
    if (fills(shape)) {
      operation.set(Kind.FILL, key);
      operation.range(element, Math.min(ELEMENTS_AT_ONCE, shape.setSize() - element));
      element += operation.count();
    } else {
      operation.set(shape.recipe() == Recipe.INCREMENT ? Kind.INCREMENT : Kind.PUT, key);
    }
    if (element == 0 || element >= shape.setSize()) {
      element = 0;
      key += loops;
    }
    return true;
  }
}
