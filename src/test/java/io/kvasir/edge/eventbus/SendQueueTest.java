package io.kvasir.edge.eventbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.edge.wire.EncodedMessage;
import org.junit.jupiter.api.Test;

class SendQueueTest {
  private final SendQueue queue = new SendQueue(3, 100);

  @Test
  void refusesAllWhileItIsClosed() {
    assertThat(queue.offer(message(1))).isFalse();

    queue.open();
    assertThat(queue.offer(message(1))).isTrue();
    assertThat(queue.offer(message(1))).isTrue();

    assertThat(queue.close()).isEqualTo(2);
    assertThat(queue.offer(message(1))).isFalse();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void isBoundedByNumber() {
    queue.open();

    assertThat(queue.offer(message(1))).isTrue();
    assertThat(queue.offer(message(1))).isTrue();
    assertThat(queue.offer(message(1))).isTrue();
    assertThat(queue.offer(message(1))).isFalse();
  }

  @Test
  void isBoundedByBytesAndHasRoomAgainAfterwards() {
    queue.open();

    assertThat(queue.offer(message(99))).isTrue();
    assertThat(queue.offer(message(1))).isTrue();
    assertThat(queue.offer(message(1))).isFalse();
    assertThat(queue.take(1)).hasSize(1);
    assertThat(queue.offer(message(100))).isTrue();
  }

  @Test
  void noMessageIsTooLargeForever() {
    queue.open();
    queue.offer(message(99));

    assertThat(queue.offer(message(1_000))).isTrue();
    assertThat(queue.offer(message(1))).isFalse();
    assertThat(queue.take(100)).hasSize(1);
    assertThat(queue.take(100)).hasSize(1);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void givesTheOldestThatFitButAtLeastOne() {
    queue.open();
    EncodedMessage first = message(60);
    EncodedMessage second = message(10);
    EncodedMessage third = message(10);
    queue.offer(first);
    queue.offer(second);
    queue.offer(third);

    assertThat(queue.take(50)).containsExactly(first);
    assertThat(queue.take(20)).containsExactly(second, third);
    assertThat(queue.take(20)).isEmpty();
  }

  private static EncodedMessage message(int bytes) {
    return EncodedMessage.copyOf(new byte[bytes]);
  }
}
