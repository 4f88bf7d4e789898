package io.kvasir.edge.eventbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.edge.eventbus.PeerSession.Heard;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PeerSessionTest {
  private final PeerSession session = new PeerSession();

  @Test
  void keepsTheLastOfSeveralLivesWhenTheFirstIsStillHeard() {
    assertThat(session.hear(1)).isEqualTo(Heard.FIRST);
    assertThat(session.hear(2)).isEqualTo(Heard.NEXT);
    assertThat(session.hear(3)).isEqualTo(Heard.NEXT);

    assertThat(session.hear(1)).isEqualTo(Heard.FORMER);
    assertThat(session.hear(3)).isEqualTo(Heard.SAME);
    assertThat(session.hear(2)).isEqualTo(Heard.FORMER);
    assertThat(session.current()).isEqualTo(3);
  }

  @Test
  void takesAnyLifeOfAPeerThatWasLost() {
    session.hear(3);

    session.forget();

    assertThat(session.current()).isZero();
    assertThat(session.hear(1)).isEqualTo(Heard.FIRST);
    assertThat(session.hear(3)).isEqualTo(Heard.NEXT);
  }

  @Test
  void sessionsAscendWithTheClockAndAreNeverZero() {
    Random random = new Random(1);
    long start = 1_790_000_000_000L;

    for (long millis : new long[] {0, start, 1L << 42}) {
      assertThat(TransportConfig.session(millis, random))
          .isPositive()
          .isLessThan(TransportConfig.session(millis + 1, random));
    }
  }
}
