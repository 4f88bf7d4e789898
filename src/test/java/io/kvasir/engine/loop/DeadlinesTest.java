package io.kvasir.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.time.Tick;
import io.kvasir.engine.port.Timers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  private final Clock clock = new Clock();
  private final Deadlines deadlines = new Deadlines(clock, new AtOnce());
  private final List<String> ended = new ArrayList<>();

  @Test
  void waitsEndInTheirOrderAndNotBeforeTheirTime() {
    wait(30, "third");
    wait(10, "first");
    wait(10, "second");

    clock.advance(9);
    assertThat(ended).isEmpty();
    clock.advance(1);
    assertThat(ended).containsExactly("first", "second");
    clock.advance(20);
    assertThat(ended).containsExactly("first", "second", "third");
  }

  @Test
  void whatIsCancelledDoesNotHappenAndHoldsNothingUp() {
    Deadlines.Wait cancelled = wait(10, "cancelled");
    wait(20, "stays");
    cancelled.cancel();

    clock.advance(20);

    assertThat(ended).containsExactly("stays");
  }

  /** A thousand requests a second that all end in time would else wake a thread each. */
  @Test
  void noTimerIsSetForWaitsThatWereCancelledLongBefore() {
    for (int request = 0; request < 1_000; request++) {
      wait(1_000, "expired").cancel();
      clock.advance(1);
    }
    clock.advance(2_000);

    assertThat(ended).isEmpty();
    assertThat(clock.set).isLessThanOrEqualTo(3);
  }

  @Test
  void anEarlierWaitThanAllOthersIsInTime() {
    wait(100, "late");
    wait(5, "soon");

    clock.advance(5);

    assertThat(ended).containsExactly("soon");
  }

  private Deadlines.Wait wait(long millis, String name) {
    return deadlines.after(millis, () -> ended.add(name));
  }

  private static final class Clock implements Timers {
    private record Timer(long at, Runnable task) {}

    private final List<Timer> timers = new ArrayList<>();
    private long now;
    private int set;

    void advance(long millis) {
      for (long end = now + millis; now < end; ) {
        now++;
        List<Timer> due = timers.stream().filter(each -> each.at() <= now).toList();
        timers.removeAll(due);
        due.forEach(each -> each.task().run());
      }
    }

    @Override
    public Tick now() {
      return new Tick(now);
    }

    @Override
    public long wallMillis() {
      return now;
    }

    @Override
    public void schedule(long delayMillis, Runnable task) {
      set++;
      timers.add(new Timer(now + delayMillis, task));
    }
  }
}
