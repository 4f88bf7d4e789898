package io.kvasir.core.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardingTest {
  private final Sharding sharding = new Sharding(64);

  @Test
  void putsKeysOfOneTagIntoOneShard() {
    int shard = sharding.shardOf("{user1}.name");

    assertThat(sharding.shardOf("{user1}.mail")).isEqualTo(shard);
    assertThat(sharding.shardOf("x{user1}")).isEqualTo(shard);
    assertThat(sharding.shardOf("user1")).isEqualTo(shard);
    assertThat(sharding.shardOf("{user1}{user2}")).isEqualTo(shard);
  }

  @Test
  void takesTheWholeKeyWhereThereIsNoTag() {
    List<String> keys = List.of("a{}b", "a{b", "a}b{", "{}", "}{", "{{}", "a{}{b}");

    assertThat(keys.stream().map(sharding::shardOf).distinct().count()).isGreaterThan(4);
    assertThat(sharding.shardOf("{{}")).isEqualTo(sharding.shardOf("{"));
    assertThat(sharding.shardOf("a{}{b}")).isNotEqualTo(sharding.shardOf("b"));
  }

  @Test
  void spreadsKeysEvenly() {
    Sharding four = new Sharding(4);
    int[] counts = new int[4];

    IntStream.range(0, 40_000).forEach(i -> counts[four.shardOf("key" + i)]++);

    assertThat(IntStream.of(counts)).allMatch(count -> Math.abs(count - 10_000) < 300);
  }

  @Test
  void neverMovesAKey() {
    assertThat(List.of("a", "key-1", "{ü}x", "").stream().map(sharding::shardOf))
        .containsExactly(28, 55, 27, 34);
    assertThat(new Sharding(1).shardOf("anything")).isZero();
  }

  @Test
  void refusesABucketWithoutShards() {
    assertThatThrownBy(() -> new Sharding(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
