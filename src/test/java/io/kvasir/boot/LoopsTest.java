package io.kvasir.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopsTest {
  private final EventLoopGroup threads = new DefaultEventLoopGroup(1);

  @AfterEach
  void end() {
    threads.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Test
  void thereMayBeMoreLoopsThanThreads() {
    assertThat(new Loops(threads, 3, 1).all()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 100_000})
  void theSettingIsNamedThatIsNoNumberOfLoops(int count) {
    assertThatThrownBy(() -> new Loops(threads, count, 1))
        .hasMessage("kvasir.engine.loops is 1 to 512, not " + count);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, Integer.MAX_VALUE})
  void theSettingIsNamedThatIsNoNumberOfRequests(int capacity) {
    assertThatThrownBy(() -> new Loops(threads, 1, capacity))
        .hasMessage("kvasir.engine.requests-per-loop is 1 to 1048576, not " + capacity);
  }
}
