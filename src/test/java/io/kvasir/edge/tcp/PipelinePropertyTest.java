package io.kvasir.edge.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.edge.tcp.Pipeline.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What the order of a connection promises, whatever is answered when. */
class PipelinePropertyTest {
  private static final int MAX_REQUESTS = 6;
  private static final int MAX_STEPS = 100_000;

  @Provide
  Arbitrary<List<Scope>> scopes() {
    Arbitrary<Scope> keys =
        Arbitraries.of("a", "b", "c")
            .flatMap(
                key ->
                    Arbitraries.of(true, false)
                        .map(writes -> new Scope.OfKey("bucket", key, writes)));
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(6, keys),
            net.jqwik.api.Tuple.of(1, Arbitraries.of(new Scope.Everything(), new Scope.Nothing())))
        .list()
        .ofMaxSize(40);
  }

  /** One run: requests come, begin, are answered and leave as {@code chance} has it. */
  private static final class Run {
    private final Pipeline<Integer, Integer> pipeline = new Pipeline<>(MAX_REQUESTS, 1_000);
    private final List<Scope> scopes;
    private final Random chance;
    private final List<Slot<Integer, Integer>> begun = new ArrayList<>();
    private final List<Integer> answered = new ArrayList<>();
    private final List<Integer> left = new ArrayList<>();
    private int next;

    Run(List<Scope> scopes, long seed) {
      this.scopes = scopes;
      this.chance = new Random(seed);
    }

    void toTheEnd() {
      for (int steps = 0; left.size() < scopes.size(); steps++) {
        assertThat(steps).as("a request never begins").isLessThan(MAX_STEPS);
        step();
        assertThat(pipeline.size()).isLessThanOrEqualTo(MAX_REQUESTS);
        assertThat(pipeline.size()).isEqualTo(next - left.size());
      }
      assertThat(pipeline.next()).isEmpty();
    }

    private void step() {
      boolean canTake = next < scopes.size() && !pipeline.isFull();
      if (canTake && chance.nextBoolean()) {
        pipeline.admit(next, scopes.get(next), 1);
        next++;
        begin();
      } else if (!begun.isEmpty() && chance.nextBoolean()) {
        Slot<Integer, Integer> slot = begun.remove(chance.nextInt(begun.size()));
        answered.add(slot.request());
        pipeline.answer(slot, slot.request());
        begin();
      } else if (chance.nextBoolean()) {
        pipeline.next().ifPresent(left::add);
      }
    }

    private void begin() {
      for (Slot<Integer, Integer> slot : pipeline.startable()) {
        onBegin(slot.request());
        begun.add(slot);
      }
    }

    /** In order, nothing is overtaken by what must come after it. */
    private void onBegin(int request) {
      for (int earlier = 0; earlier < request; earlier++) {
        if (scopes.get(earlier).isBefore(scopes.get(request))) {
          assertThat(answered).as("%d before %d", earlier, request).contains(earlier);
        }
      }
    }
  }

  @Property
  void inOrderAnswersLeaveAsRequestsCameAndConflictsWait(
      @ForAll("scopes") List<Scope> scopes, @ForAll long seed) {
    if (scopes.isEmpty()) {
      return;
    }
    Run run = new Run(scopes, seed);

    run.toTheEnd();

    assertThat(run.left).isEqualTo(IntStream.range(0, scopes.size()).boxed().toList());
  }

  @Property
  void outOfOrderAnswersLeaveAsTheyCame(@ForAll("scopes") List<Scope> scopes, @ForAll long seed) {
    Pipeline<Integer, Integer> pipeline = new Pipeline<>(scopes.size() + 1, Long.MAX_VALUE);
    pipeline.allowDisorder();
    IntStream.range(0, scopes.size()).forEach(at -> pipeline.admit(at, scopes.get(at), 1));
    List<Slot<Integer, Integer>> begun = new ArrayList<>(pipeline.startable());
    assertThat(begun).as("all begin at once").hasSameSizeAs(scopes);

    Random chance = new Random(seed);
    while (!begun.isEmpty()) {
      Slot<Integer, Integer> slot = begun.remove(chance.nextInt(begun.size()));
      pipeline.answer(slot, slot.request());
      assertThat(pipeline.next()).contains(slot.request());
    }

    assertThat(pipeline.size()).isZero();
  }

  @Example
  void whatWaitsBehindAnotherLeavesAtOnceWhenDisorderIsAllowed() {
    Pipeline<Integer, Integer> pipeline = new Pipeline<>(10, 10);
    pipeline.admit(0, new Scope.Nothing(), 1);
    pipeline.admit(1, new Scope.Nothing(), 1);
    List<Slot<Integer, Integer>> begun = pipeline.startable();
    pipeline.answer(begun.get(1), 1);
    assertThat(pipeline.next()).isEmpty();

    pipeline.allowDisorder();

    assertThat(pipeline.next()).contains(1);
    assertThat(pipeline.size()).isEqualTo(1);
  }

  @Example
  void isFullByBytesUntilAnAnswerHasLeft() {
    Pipeline<Integer, Integer> pipeline = new Pipeline<>(10, 100);
    pipeline.admit(0, new Scope.Nothing(), 99);
    assertThat(pipeline.isFull()).isFalse();
    pipeline.admit(1, new Scope.Nothing(), 1);
    assertThat(pipeline.isFull()).isTrue();

    for (Slot<Integer, Integer> slot : pipeline.startable()) {
      pipeline.answer(slot, slot.request());
    }
    assertThat(pipeline.isFull()).as("answers that have not left count").isTrue();
    Optional<Integer> first = pipeline.next();

    assertThat(first).contains(0);
    assertThat(pipeline.isFull()).isFalse();
  }

  @Example
  void namesEachRequestOnceToBegin() {
    Pipeline<Integer, Integer> pipeline = new Pipeline<>(10, 100);
    pipeline.admit(0, new Scope.Nothing(), 1);

    assertThat(pipeline.startable()).hasSize(1);
    assertThat(pipeline.startable()).isEmpty();
  }

  @Example
  void readsOfAKeyDoNotWaitForEachOtherAndKeysOfOtherBucketsForNothing() {
    Scope read = new Scope.OfKey("b", "k", false);
    Scope write = new Scope.OfKey("b", "k", true);
    Scope other = new Scope.OfKey("c", "k", true);

    assertThat(new TreeSet<>(List.of(read.isBefore(read), other.isBefore(write))))
        .containsExactly(false);
    assertThat(new TreeSet<>(List.of(read.isBefore(write), write.isBefore(read))))
        .containsExactly(true);
    assertThat(new Scope.Everything().isBefore(read)).isTrue();
    assertThat(read.isBefore(new Scope.Everything())).isTrue();
    assertThat(new Scope.Everything().isBefore(new Scope.Nothing())).isFalse();
  }
}
