package io.kvasir.edge.cli.bench.workload;

import java.util.SplittableRandom;

/** Draws operations of a shape without end. */
public final class Mix implements Workload {
  private final Shape shape;
  private final Frontier frontier;
  private final SplittableRandom random;
  private final KeyChooser keys;
  private final Sightings sightings;

  /**
   * Draws for one event loop.
   *
   * @param loop the event loop that it is for, of {@code loops}
   */
  public Mix(Shape shape, Frontier frontier, Sightings sightings, int loop, int loops) {
    this.shape = shape;
    this.frontier = frontier;
    this.sightings = sightings;
    this.random = new SplittableRandom(shape.seed() * 1_000_003 + loop);
    this.keys = shape.distribution().chooser(shape.keys(), shape.theta(), frontier, loop, loops);
  }

  @Override
  public boolean next(Operation operation) {
    Kind kind = shape.recipe().kind(random.nextInt(Recipe.percent()));
    operation.set(kind, kind == Kind.INSERT ? frontier.claim() : keys.next(random));
    switch (kind) {
      case SCAN -> operation.range(0, length());
      case ADD -> operation.range(random.nextInt(shape.setSize()), 1);
      case TXN -> choose(operation.keys(shape.txnKeys()), operation.key());
      default -> {}
    }
    if (shape.recipe() == Recipe.WATCH) {
      operation.watched(sightings.next());
    }
    return true;
  }

  /** Of a mix up to the length, otherwise all of it. */
  private int length() {
    return shape.recipe() == Recipe.SCAN
        ? shape.scanLength()
        : 1 + random.nextInt(shape.scanLength());
  }

  private void choose(long[] chosen, long first) {
    chosen[0] = first;
    for (int at = 1; at < chosen.length; at++) {
      long key = keys.next(random);
      while (contains(chosen, at, key)) {
        key = (key + 1) % shape.keys();
      }
      chosen[at] = key;
    }
  }

  private static boolean contains(long[] chosen, int end, long key) {
    for (int at = 0; at < end; at++) {
      if (chosen[at] == key) {
        return true;
      }
    }
    return false;
  }
}
