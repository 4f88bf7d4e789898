package io.kvasir.core.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PreferenceList;
import io.kvasir.core.ring.Replicas;
import io.kvasir.core.time.HybridTimestamp;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EndSurveyTest {
  private static final NodeId N1 = new NodeId("n1");
  private static final NodeId N2 = new NodeId("n2");
  private static final NodeId N3 = new NodeId("n3");
  private static final NodeId N4 = new NodeId("n4");
  private static final Replicas THREE = Replicas.settled(new PreferenceList(List.of(N1, N2, N3)));
  private static final List<Expiry> NOTHING = List.of(Expiry.NONE);

  @Test
  void ofMajoritiesOneMoreWillDoWhileTheOtherIsDown() {
    EndSurvey survey = new EndSurvey(N1, THREE, size -> size / 2 + 1, 1);
    assertThat(survey.others()).containsExactly(N2, N3);

    assertThat(survey.known(nodes(N2, N3))).isEmpty();
    survey.answered(N2, NOTHING);

    assertThat(survey.known(nodes())).as("n3 can be asked").isEmpty();
    assertThat(survey.known(nodes(N3))).contains(NOTHING);
  }

  @Test
  void whereOneAcknowledgementIsEnoughAllMustSay() {
    EndSurvey survey = new EndSurvey(N1, THREE, size -> 1, 1);
    survey.answered(N2, NOTHING);

    assertThat(survey.known(nodes(N3))).isEmpty();
    survey.answered(N3, NOTHING);

    assertThat(survey.known(nodes())).contains(NOTHING);
  }

  @Test
  void whereAllAcknowledgeOneKnowsItAll() {
    EndSurvey survey = new EndSurvey(N1, THREE, size -> size, 1);

    assertThat(survey.known(nodes(N2, N3))).contains(NOTHING);
  }

  @Test
  void theLatestThatAnybodySaysCountsOfEachKey() {
    Expiry early = new Expiry(new HybridTimestamp(1, 0), new Actor(1), 10);
    Expiry late = new Expiry(new HybridTimestamp(2, 0), new Actor(1), 20);
    EndSurvey survey = new EndSurvey(N1, THREE, size -> 2, 2);
    survey.answered(N2, List.of(early, late));
    survey.answered(N3, List.of(late));
    assertThat(survey.known(nodes())).as("an answer of one key is none").isEmpty();
    survey.answered(N3, List.of(late, Expiry.NONE));

    assertThat(survey.known(nodes())).contains(List.of(late, late));
  }

  @Test
  void whileOwnershipChangesBothListsMustKnow() {
    Replicas changing = Replicas.changing(THREE.current(), new PreferenceList(List.of(N1, N4, N3)));
    EndSurvey survey = new EndSurvey(N1, changing, size -> 2, 1);
    survey.answered(N2, NOTHING);

    assertThat(survey.known(nodes(N3, N4))).isEmpty();
    survey.answered(N4, NOTHING);

    assertThat(survey.known(nodes(N3))).contains(NOTHING);
  }

  private static SortedSet<NodeId> nodes(NodeId... nodes) {
    return new TreeSet<>(List.of(nodes));
  }
}
