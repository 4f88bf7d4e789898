package io.kvasir.edge.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Lines that are sent together. */
class BatchesTest {
  /** What was sent. */
  private static final class Sent {
    private final Map<String, List<String>> lines = new TreeMap<>();
    private final List<Long> chars = new ArrayList<>();

    void take(String bucket, byte[] body) {
      List<String> all = new String(body, StandardCharsets.UTF_8).lines().toList();
      assertThat(all).hasSizeBetween(1, Batches.LINES);
      lines.computeIfAbsent(bucket, name -> new ArrayList<>()).addAll(all);
      chars.add(all.stream().mapToLong(String::length).sum());
    }

    long all() {
      return chars.stream().mapToLong(Long::longValue).sum();
    }
  }

  @Property(tries = 200)
  void eachLineIsSentOnceAndInOrder(
      @ForAll @Size(max = 300) List<@IntRange(max = 3) Integer> buckets) throws Failed {
    Sent sent = new Sent();
    Batches batches = new Batches(sent::take);
    Map<String, List<String>> wanted = new TreeMap<>();
    for (int i = 0; i < buckets.size(); i++) {
      String bucket = "b" + buckets.get(i);
      String line = "line " + i;
      wanted.computeIfAbsent(bucket, name -> new ArrayList<>()).add(line);
      batches.add(bucket, line);
    }

    batches.flushAll();

    assertThat(sent.lines).isEqualTo(wanted);
  }

  @Example
  void manyBucketsTogetherHoldNoMoreThanAFew() throws Failed {
    Sent sent = new Sent();
    Batches batches = new Batches(sent::take);
    String line = "x".repeat(100_000);
    for (int i = 0; i < 1_000; i++) {
      batches.add("b" + i % 500, line);

      assertThat((i + 1L) * line.length() - sent.all()).isLessThanOrEqualTo(Batches.ALL_CHARS);
    }
    assertThat(sent.chars).isNotEmpty().allMatch(chars -> chars <= Batches.CHARS);
  }

  @Example
  void aLineThatIsLargerThanABatchIsSentAlone() throws Failed {
    Sent sent = new Sent();
    Batches batches = new Batches(sent::take);
    String large = "y".repeat(Batches.CHARS + 1);
    batches.add("b", "first");
    batches.add("b", large);
    batches.add("b", "last");
    batches.flushAll();

    assertThat(sent.lines.get("b")).containsExactly("first", large, "last");
    assertThat(sent.chars).hasSize(3);
  }
}
