package io.kvasir.edge.cli.bench;

/** When operations are to begin. Of one thread; times are nanoseconds of one clock. */
interface Schedule {
  /** Begins at a time. */
  void begin(long now);

  /** When the next operation is to begin: a time that may be past. */
  long due(long now);

  /** Takes the next operation, which begins when it was {@link #due}. */
  void take();

  /** A place that is free has an operation at once. */
  static Schedule closed() {
    return new Schedule() {
      @Override
      public void begin(long now) {}

      @Override
      public long due(long now) {
        return now;
      }

      @Override
      public void take() {}
    };
  }

  /**
   * Operations begin at equal distances, whatever became of those before: of one that is late, the
   * time at which it was to begin stays what it was.
   *
   * @param perSecond in this loop
   * @param phase 0 to 1: which part of a distance the first one waits
   */
  static Schedule open(double perSecond, double phase) {
    return new OpenSchedule(perSecond, phase);
  }
}
