package io.kvasir.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RevisionOrderTest {
  @Test
  void writesOneAfterTheOtherHaveGrowingRevisions() {
    Timeline timeline = new Timeline().put(1, 2, "a", "1", 4).put(3, 4, "b", "1", 5);

    assertThat(RevisionOrder.violation(timeline.history())).isEmpty();
    assertThat(RevisionOrder.violation(timeline.put(5, 6, "c", "1", 5).history())).isPresent();
  }

  @Test
  void concurrentWritesHaveRevisionsInAnyOrder() {
    Timeline timeline = new Timeline().put(1, 9, "a", "1", 5).put(2, 8, "b", "1", 4);

    assertThat(RevisionOrder.violation(timeline.history())).isEmpty();
  }

  @Test
  void aRevisionThatWasReadIsBelowThoseOfLaterWrites() {
    Timeline timeline =
        new Timeline().put(1, 20, "a", "1", 9).get(2, 3, "a", "1", 9).put(4, 5, "b", "1", 8);

    assertThat(RevisionOrder.violation(timeline.history()).orElseThrow())
        .contains("get a → ok saw 1@9", "put b=1 → ok @8");
  }
}
