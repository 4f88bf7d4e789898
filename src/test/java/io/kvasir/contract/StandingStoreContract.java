package io.kvasir.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.engine.port.StandingStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link StandingStore} does. The store of a test is empty. */
public abstract class StandingStoreContract {
  protected abstract StandingStore store();

  /** Lets time go by until the call is over; a simulated store needs that. */
  protected void settle(Call<?> call) {}

  @Test
  void startsWithNone() {
    assertThat(store().loadStanding()).isEmpty();
  }

  @Test
  void loadsWhatWasSaved() {
    save(Bytes.utf8("somewhere"));

    assertThat(store().loadStanding()).contains(Bytes.utf8("somewhere"));
  }

  @Test
  void keepsTheLastOfManySaves() {
    List<Call<Void>> calls = new ArrayList<>();
    for (int number = 0; number <= 100; number++) {
      calls.add(start(Bytes.utf8("standing " + number)));
    }

    calls.forEach(this::end);

    assertThat(store().loadStanding()).contains(Bytes.utf8("standing 100"));
  }

  protected void save(Bytes standing) {
    end(start(standing));
  }

  private Call<Void> start(Bytes standing) {
    Call<Void> call = new Call<>();
    store().saveStanding(standing, call);
    return call;
  }

  private void end(Call<Void> call) {
    settle(call);
    Void _ = call.value();
  }
}
