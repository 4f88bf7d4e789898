package io.kvasir.edge.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SocketLoopTest {
  private final EventLoop thread = new DefaultEventLoop();
  private final AtomicReference<Throwable> bug = new AtomicReference<>();
  private final SocketLoop loop = new SocketLoop(thread, 4, bug::set);

  @AfterEach
  void end() {
    loop.close();
    thread.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private void comeRound() throws InterruptedException {
    CountDownLatch round = new CountDownLatch(1);
    loop.complete(round::countDown);
    round.await();
  }

  @Test
  void doesNothingBeforeItsStartAndAllOfItThen() throws InterruptedException {
    List<Integer> done = new ArrayList<>();
    assertThat(loop.offer(() -> done.add(1))).isTrue();
    thread.submit(() -> {}).sync();
    assertThat(done).isEmpty();

    loop.start();
    comeRound();

    assertThat(done).containsExactly(1);
  }

  @Test
  void keepsTheOrderOfEachThreadThatAdds() throws Exception {
    loop.start();
    int threads = 3;
    int each = 5_000;
    List<List<Integer>> done = IntStream.range(0, threads).mapToObj(i -> seen()).toList();
    CyclicBarrier go = new CyclicBarrier(threads);
    List<Thread> adding =
        IntStream.range(0, threads)
            .mapToObj(
                number ->
                    Thread.ofPlatform()
                        .start(
                            () -> {
                              await(go);
                              for (int i = 0; i < each; i++) {
                                int value = i;
                                loop.complete(() -> done.get(number).add(value));
                              }
                            }))
            .toList();
    for (Thread one : adding) {
      one.join();
    }
    comeRound();

    for (List<Integer> of : done) {
      assertThat(of).containsExactlyElementsOf(IntStream.range(0, each).boxed().toList());
    }
  }

  private static List<Integer> seen() {
    return new ArrayList<>();
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Test
  void refusesNewWorkWhenItIsFullButNeverTheEndOfAdmittedWork() throws InterruptedException {
    for (int i = 0; i < 4; i++) {
      assertThat(loop.offer(() -> {})).isTrue();
    }

    assertThat(loop.offer(() -> {})).isFalse();
    loop.complete(() -> {});
    loop.start();
    comeRound();

    assertThat(loop.offer(() -> {})).isTrue();
  }

  @Test
  void letsTheSocketsHaveATurnHoweverMuchThereIsToDo() throws InterruptedException {
    loop.start();
    CountDownLatch begun = new CountDownLatch(1);
    loop.complete(() -> again(begun));
    begun.await();

    assertThat(thread.submit(() -> {}).await(30, TimeUnit.SECONDS)).isTrue();
  }

  private void again(CountDownLatch begun) {
    begun.countDown();
    loop.complete(() -> again(begun));
  }

  @Test
  void tellsOfWhatATaskThrowsAndGoesOn() throws InterruptedException {
    loop.start();
    IllegalStateException broken = new IllegalStateException("broken");
    loop.complete(
        () -> {
          throw broken;
        });
    comeRound();

    assertThat(bug).hasValue(broken);
  }

  @Test
  void doesNothingAnyMoreOnceItIsClosed() throws InterruptedException {
    loop.start();
    comeRound();
    loop.close();
    List<Integer> done = new ArrayList<>();

    assertThat(loop.offer(() -> done.add(1))).isFalse();
    loop.complete(() -> done.add(2));
    thread.submit(() -> {}).sync();

    assertThat(done).isEmpty();
  }

  @Test
  void survivesTheEndOfItsThread() {
    loop.start();
    thread.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();

    loop.complete(() -> {});
    loop.close();

    assertThat(loop.offer(() -> {})).isFalse();
  }
}
