package io.kvasir.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class HistoryRecorderTest {
  @Test
  void whatHasNotEndedIsUnknown() {
    HistoryRecorder recorder = new HistoryRecorder();
    recorder.begin(0, Transaction.put("k", "a"));
    recorder.begin(1, Transaction.put("k", "b")).ended(Outcome.notApplied());

    assertThat(recorder.history().operations())
        .extracting(Operation::outcome)
        .containsExactly(Outcome.unknown(), Outcome.notApplied());
  }

  @Test
  void anOperationEndsOnce() {
    HistoryRecorder.Pending pending = new HistoryRecorder().begin(0, Transaction.get("k"));
    pending.ended(Outcome.sawNothing());

    assertThatThrownBy(() -> pending.ended(Outcome.unknown()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void manyThreadsRecordWhatARegisterBehindALockTells() throws InterruptedException {
    HistoryRecorder recorder = new HistoryRecorder();
    Register register = new Register();
    List<Thread> clients = new ArrayList<>();
    for (int client = 0; client < 8; client++) {
      int number = client;
      clients.add(Thread.ofPlatform().start(() -> register.use(recorder, number)));
    }
    for (Thread client : clients) {
      client.join();
    }

    assertThat(recorder.size()).isEqualTo(8 * 2 * Register.ROUNDS);
    assertThat(new LinearizabilityChecker().check(recorder.history()))
        .isInstanceOf(Verdict.Linearizable.class);
  }

  /** Atomic by a lock. */
  private static final class Register {
    static final int ROUNDS = 500;
    private final ReentrantLock lock = new ReentrantLock();
    private String value = "";

    void use(HistoryRecorder recorder, int client) {
      for (int round = 0; round < ROUNDS; round++) {
        String next = client + "." + round;
        HistoryRecorder.Pending put = recorder.begin(client, Transaction.put("k", next));
        exchange(next);
        put.ended(Outcome.written(Outcome.UNTOLD));
        HistoryRecorder.Pending get = recorder.begin(client, Transaction.get("k"));
        get.ended(Outcome.saw(exchange(""), Outcome.UNTOLD));
      }
    }

    /** Writes {@code next} unless it is empty, and returns what is there then. */
    private String exchange(String next) {
      lock.lock();
      try {
        value = next.isEmpty() ? value : next;
        return value;
      } finally {
        lock.unlock();
      }
    }
  }
}
