package io.kvasir.sim;

import io.kvasir.core.time.Tick;
import io.kvasir.engine.port.Timers;

/**
 * One process's view of its machine's clocks. Its ticks start anywhere and fire late, never early.
 */
final class SimTimers implements Timers {
  private final Agenda agenda;
  private final Life life;
  private final SimClock clock;
  private final Chance chance;
  private final long born;
  private final long originMillis;

  SimTimers(Agenda agenda, Life life, SimClock clock, Chance chance) {
    this.agenda = agenda;
    this.life = life;
    this.clock = clock;
    this.chance = chance;
    this.born = agenda.now();
    this.originMillis = chance.between(-1_000_000, 1_000_000);
  }

  @Override
  public Tick now() {
    return new Tick(originMillis + clock.scaled(agenda.now() - born) / 1000);
  }

  @Override
  public long wallMillis() {
    return clock.wallMillis();
  }

  @Override
  public void schedule(long delayMillis, Runnable task) {
    long late = chance.between(0, 1_500);
    life.after(clock.unscaled(delayMillis * 1000) + late, "timer", task);
  }
}
