package io.kvasir.operator;

import java.io.IOException;
import java.time.Duration;

/**
 * The operator, killed as by {@code kill -9} where {@code KVASIR_HALT_AT} says: {@code
 * after:SetReplicas:2} is when that place is reached for the second time.
 */
public final class HaltingOperator {
  /** What the process ends with when it was killed there. */
  public static final int HALTED = 137;

  private HaltingOperator() {}

  public static void main(String[] arguments) throws IOException {
    String wanted = System.getenv().getOrDefault("KVASIR_HALT_AT", "");
    int[] left = {
      wanted.isEmpty() ? 0 : Integer.parseInt(wanted.substring(wanted.lastIndexOf(':') + 1))
    };
    Failpoint failpoint =
        place -> {
          synchronized (left) {
            if (wanted.startsWith(place + ":") && --left[0] == 0) {
              Runtime.getRuntime().halt(HALTED);
            }
          }
        };
    ClusterReconciler.Pace pace =
        new ClusterReconciler.Pace(
            Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(1));
    Main.start(System.getenv(), failpoint, pace, Duration.ofSeconds(3));
  }
}
